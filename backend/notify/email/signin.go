package email

import (
	"net"
	"net/netip"
	"strings"

	"github.com/wneessen/go-mail/smtp"

	"pulse/backend/notify"
)

// signIn sends the password, and never in clear over a network.
func (m *mailer) signIn(client *smtp.Client, conn net.Conn) error {
	user := m.username()
	if user == "" || m.mail.Password == "" {
		return nil
	}
	if _, encrypted := client.TLSConnectionState(); !encrypted && !isLoopback(conn.RemoteAddr()) {
		return &notify.Error{Reason: "the password was not sent, because the connection to " + m.mail.Server + " is not encrypted; switch on STARTTLS or TLS in the e-mail settings"}
	}
	_, offered := client.Extension("AUTH")
	auth := m.mechanism(strings.Fields(offered), user)
	if auth == nil {
		return m.noSignIn(offered)
	}
	if err := client.Auth(auth); err != nil {
		return m.problem("AUTH", err)
	}
	return nil
}

// mechanism is the way to sign in: the one that servers get right most often
// first. The connection is safe by now.
func (m *mailer) mechanism(offered []string, user string) smtp.Auth {
	password, host := m.mail.Password, m.mail.Server
	for _, known := range []struct {
		name string
		auth func() smtp.Auth
	}{
		{"PLAIN", func() smtp.Auth { return smtp.PlainAuth("", user, password, host, true) }},
		{"LOGIN", func() smtp.Auth { return smtp.LoginAuth(user, password, host, true) }},
		{"SCRAM-SHA-256", func() smtp.Auth { return smtp.ScramSHA256Auth(user, password) }},
		{"SCRAM-SHA-1", func() smtp.Auth { return smtp.ScramSHA1Auth(user, password) }},
		{"CRAM-MD5", func() smtp.Auth { return smtp.CRAMMD5Auth(user, password) }},
	} {
		for _, name := range offered {
			if strings.EqualFold(name, known.name) {
				return known.auth()
			}
		}
	}
	return nil
}

// username is the configured one, or what the provider wants in its place.
func (m *mailer) username() string {
	if m.mail.Username != "" {
		return m.mail.Username
	}
	provider := strings.ToLower(m.mail.Provider)
	for name, user := range map[string]string{
		"sendgrid": "apikey", "postmark": m.mail.Password, "sparkpost": "SMTP_Injection", "resend": "resend",
	} {
		if strings.HasPrefix(provider, name) {
			return user
		}
	}
	return ""
}

func isLoopback(a net.Addr) bool {
	at, err := netip.ParseAddrPort(a.String())
	return err == nil && at.Addr().Unmap().IsLoopback()
}
