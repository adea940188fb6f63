package wire

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"pulse/backend/fault"
	"pulse/backend/notify"
)

// Email is the configuration of mail. The password is never told.
type Email struct {
	Enabled         bool     `json:"enabled"`
	Provider        string   `json:"provider" doc:"name of an entry of email-providers"`
	Server          string   `json:"server"`
	Port            int      `json:"port"`
	Username        string   `json:"username"`
	Password        string   `json:"password" doc:"always empty in answers; written empty, the stored one stays"`
	From            string   `json:"from"`
	To              []string `json:"to" doc:"empty = from"`
	TLS             bool     `json:"tls" doc:"TLS from the first byte, as with port 465"`
	StartTLS        bool     `json:"startTLS"`
	ReplyTo         string   `json:"replyTo"`
	RateLimit       int      `json:"rateLimit" doc:"mails per minute; 0 = 60"`
	CACertificate   string   `json:"caCertificate" doc:"PEM, trusted beside the system's certificates"`
	NotifyOnResolve bool     `json:"notifyOnResolve"`
	HasPassword     bool     `json:"hasPassword"`
}

// EmailOf is the configuration without its password.
func EmailOf(m notify.Mail) Email {
	return Email{
		Enabled: m.Enabled, Provider: m.Provider, Server: m.Server, Port: m.Port, Username: m.Username,
		From: m.From, To: append([]string{}, m.To...), TLS: m.TLS, StartTLS: m.StartTLS, ReplyTo: m.ReplyTo,
		RateLimit: cmp.Or(m.RateLimit, notify.MailRateLimit), CACertificate: m.CACertificate,
		NotifyOnResolve: m.Resolved, HasPassword: m.Password != "",
	}
}

// DefaultEmail is the configuration before anybody wrote one.
func DefaultEmail() notify.Mail {
	return notify.Mail{Port: notify.MailPort, TLS: true, RateLimit: notify.MailRateLimit, Resolved: true}
}

// ChangedEmail is the configuration after a client wrote it: what is absent
// and a password that is empty or masked are those of before. What is stored
// goes to no other server; a *fault.Error says so.
func ChangedEmail(written json.RawMessage, before notify.Mail) (notify.Mail, error) {
	in := struct {
		Email
		SMTPHost string `json:"smtpHost"` // what older clients write
		SMTPPort int    `json:"smtpPort"`
	}{Email: EmailOf(before)}
	if err := json.Unmarshal(written, &in); err != nil {
		return before, err
	}
	in.Server = strings.TrimSpace(cmp.Or(in.SMTPHost, in.Server))
	in.Port = cmp.Or(in.SMTPPort, in.Port)
	m := in.mail()
	if in.Password != "" && in.Password != Redacted {
		return m, nil
	}
	moved := before.Password != "" && !strings.EqualFold(m.Server, before.Server)
	switch {
	case moved && m.Username != "":
		return before, fault.New(fault.Invalid, "The mail server changed: enter the password again").In("password")
	case moved:
		m.Password = ""
	default:
		m.Password = before.Password
	}
	return m, nil
}

func (e Email) mail() notify.Mail {
	return notify.Mail{
		Provider: e.Provider, Server: e.Server, Port: e.Port, Username: strings.TrimSpace(e.Username), Password: e.Password,
		From: strings.TrimSpace(e.From), ReplyTo: strings.TrimSpace(e.ReplyTo), To: trimmed(e.To),
		TLS: e.TLS, StartTLS: e.StartTLS, RateLimit: e.RateLimit, CACertificate: strings.TrimSpace(e.CACertificate),
		Enabled: e.Enabled, Resolved: e.NotifyOnResolve,
	}
}

// trimmed returns the addresses without those that were left empty.
func trimmed(addresses []string) []string {
	var kept []string
	for _, address := range addresses {
		if address = strings.TrimSpace(address); address != "" && !slices.Contains(kept, address) {
			kept = append(kept, address)
		}
	}
	return kept
}
