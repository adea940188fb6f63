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

// EmailOf is the channel for mail without its password.
func EmailOf(c notify.Channel) Email {
	m := mailOf(c)
	return Email{
		Enabled: c.Enabled, Provider: m.Provider, Server: m.Server, Port: cmp.Or(m.Port, mailPort), Username: m.Username,
		From: m.From, To: append([]string{}, m.To...), TLS: m.TLS, StartTLS: m.StartTLS, ReplyTo: m.ReplyTo,
		RateLimit: cmp.Or(m.PerMinute, notify.MailsPerMinute), CACertificate: m.CACertificate,
		NotifyOnResolve: c.Resolved, HasPassword: m.Password != "",
	}
}

func mailOf(c notify.Channel) notify.Mail {
	if c.Mail == nil {
		return notify.Mail{}
	}
	return *c.Mail
}

// DefaultEmail is the channel for mail before anybody configured it.
func DefaultEmail() notify.Channel {
	return notify.Channel{
		ID: notify.KindEmail, Kind: notify.KindEmail, Name: "E-mail", Service: notify.KindEmail, Resolved: true,
		Mail: &notify.Mail{Port: mailPort, TLS: true, PerMinute: notify.MailsPerMinute},
	}
}

// mailPort is where mail servers take mail from programs.
const mailPort = 587

// ChangedEmail is the channel for mail after a client wrote its configuration:
// what is absent and a password that is empty or masked are those of before.
// What is stored goes to no other server; a *fault.Error says so.
func ChangedEmail(written json.RawMessage, before notify.Channel) (notify.Channel, error) {
	in := struct {
		Email
		SMTPHost string `json:"smtpHost"` // what older clients write
		SMTPPort int    `json:"smtpPort"`
	}{Email: EmailOf(before)}
	old := mailOf(before)
	in.TLS = in.TLS && old.Server != "" // a preset of the form; who writes nothing of TLS wants none
	if err := json.Unmarshal(written, &in); err != nil {
		return before, err
	}
	in.Server = strings.TrimSpace(cmp.Or(in.SMTPHost, in.Server))
	if in.Port = cmp.Or(in.SMTPPort, in.Port); in.Port < 1 {
		return before, fault.New(fault.Invalid, "The port must be a number from 1 to 65535").In("port")
	}
	c := before
	c.Enabled, c.Resolved, c.Mail = in.Enabled, in.NotifyOnResolve, in.mail()
	if in.Password != "" && in.Password != Redacted {
		return c, nil
	}
	moved := old.Password != "" && !strings.EqualFold(in.Server, old.Server)
	if moved && c.Mail.Username != "" {
		return before, fault.New(fault.Invalid, "The mail server changed: enter the password again").In("password")
	}
	c.Mail.Password = old.Password
	if moved {
		c.Mail.Password = ""
	}
	return c, nil
}

func (e Email) mail() *notify.Mail {
	return &notify.Mail{
		Provider: e.Provider, Server: e.Server, Port: e.Port, Username: strings.TrimSpace(e.Username), Password: e.Password,
		From: strings.TrimSpace(e.From), ReplyTo: strings.TrimSpace(e.ReplyTo), To: trimmed(e.To),
		TLS: e.TLS, StartTLS: e.StartTLS, PerMinute: e.RateLimit, CACertificate: strings.TrimSpace(e.CACertificate),
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

// EmailProvider is a mail service with what is to be entered for it.
type EmailProvider struct {
	Name         string `json:"name"`
	SMTPHost     string `json:"smtpHost"`
	SMTPPort     int    `json:"smtpPort"`
	TLS          bool   `json:"tls"`
	StartTLS     bool   `json:"startTLS"`
	AuthRequired bool   `json:"authRequired"`
	Instructions string `json:"instructions"`
}

// EmailProviderOf describes a mail service.
func EmailProviderOf(p notify.Provider) EmailProvider {
	return EmailProvider{
		Name: p.Name, SMTPHost: p.Server, SMTPPort: p.Port, TLS: p.TLS, StartTLS: p.StartTLS,
		AuthRequired: p.Auth, Instructions: p.Instructions,
	}
}
