package notify

import (
	"crypto/x509"
	"net/mail"
	"strings"
	"unicode"

	"pulse/backend/fault"
)

// Validate reports what of a mail server or an address cannot be right, as a
// *fault.Error. What is empty is not yet entered and not wrong.
func (m Mail) Validate() error {
	if why := serverProblem(m.Server); why != "" {
		return fault.New(fault.Invalid, "Invalid mail server: %s", why).In("server")
	}
	if m.Port < 1 || m.Port > 65535 {
		return fault.New(fault.Invalid, "Invalid mail port %d: it is a number from 1 to 65535", m.Port).In("port")
	}
	if m.PerMinute < 0 || m.PerMinute > 10000 {
		return fault.New(fault.Invalid, "Invalid rateLimit: it is a number of mails per minute from 0 to 10000").In("rateLimit")
	}
	for field, addresses := range map[string][]string{"from": {m.From}, "replyTo": {m.ReplyTo}, "to": m.To} {
		for _, address := range addresses {
			if !validAddress(address) && (address != "" || field == "to") {
				return fault.New(fault.Invalid, "Invalid mail address in %s: %q; it looks like name@example.com", field, address).In(field)
			}
		}
	}
	for field, text := range map[string]string{"username": m.Username, "password": m.Password, "provider": m.Provider} {
		if strings.ContainsFunc(text, unicode.IsControl) {
			return fault.New(fault.Invalid, "The %s must not contain line breaks or control characters", field).In(field)
		}
	}
	if m.CACertificate != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(m.CACertificate)) {
		return fault.New(fault.Invalid, "The CA certificate cannot be read: paste it in PEM form, with its BEGIN and END lines").In("caCertificate")
	}
	return nil
}

// Complete reports, as a *fault.Error, what is missing to send mail.
func (m Mail) Complete() error {
	switch {
	case m.Server == "":
		return fault.New(fault.Invalid, "The mail server is missing").In("server")
	case m.From == "":
		return fault.New(fault.Invalid, "The sender's address (from) is missing").In("from")
	}
	return m.Validate()
}

// Recipients are those to whom mail goes: the sender where nobody is named.
func (m Mail) Recipients() []string {
	if len(m.To) == 0 {
		return []string{m.From}
	}
	return m.To
}

func serverProblem(host string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	switch {
	case strings.Contains(host, "://"):
		return "write the host alone, without " + host[:strings.Index(host, "://")+3]
	case strings.ContainsFunc(host, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("/@?#\\", r)
	}):
		return "it is a host name or an IP address"
	case strings.Count(name, ":") == 1:
		return "write the port into its own field"
	case len(host) > 253:
		return "it is longer than a host name can be"
	}
	return ""
}

func validAddress(text string) bool {
	if strings.ContainsFunc(text, unicode.IsControl) {
		return false
	}
	_, err := mail.ParseAddress(text)
	return err == nil
}

// NewMailChannel is the one channel for mail as long as nobody configured it.
func NewMailChannel() Channel {
	return Channel{
		ID: KindEmail, Kind: KindEmail, Name: "E-mail", Service: KindEmail, Resolved: true,
		Mail: &Mail{Port: submissionPort, TLS: true, PerMinute: mailsPerMinute},
	}
}

// submissionPort is where mail servers take mail from programs.
const submissionPort = 587
