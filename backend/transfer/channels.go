package transfer

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"pulse/backend/notify"
)

// submission is the port on which mail servers take mail from programs.
const submission = 587

// mail is the e-mail configuration in its published form. Some keys have an
// older name, too.
type mail struct {
	Enabled         bool     `json:"enabled"`
	Provider        string   `json:"provider"`
	Server          string   `json:"server"`
	Port            int      `json:"port"`
	Username        string   `json:"username"`
	Password        string   `json:"password"`
	From            string   `json:"from"`
	To              []string `json:"to"`
	TLS             bool     `json:"tls"`
	StartTLS        bool     `json:"startTLS"`
	ReplyTo         string   `json:"replyTo,omitempty"`
	RateLimit       int      `json:"rateLimit,omitempty"`
	CACertificate   string   `json:"caCertificate,omitempty"`
	NotifyOnResolve bool     `json:"notifyOnResolve"`
	SMTPHost        string   `json:"smtpHost,omitempty"`
	SMTPPort        int      `json:"smtpPort,omitempty"`
}

// webhook is a webhook in its published form, with its secrets.
type webhook struct {
	ID              string            `json:"id"`
	Name            string            `json:"name"`
	URL             string            `json:"url"`
	Method          string            `json:"method"`
	Headers         map[string]string `json:"headers"`
	Enabled         *bool             `json:"enabled"` // on when absent
	Service         string            `json:"service"`
	Template        string            `json:"template"`
	CustomFields    map[string]string `json:"customFields,omitempty"`
	NotifyOnResolve bool              `json:"notifyOnResolve"`
}

func mailOf(c notify.Channel) mail {
	m := *c.Mail
	return mail{
		Enabled: c.Enabled, Provider: m.Provider, Server: m.Server, Port: m.Port, Username: m.Username, Password: m.Password,
		From: m.From, To: append([]string{}, m.To...), TLS: m.TLS, StartTLS: m.StartTLS, ReplyTo: m.ReplyTo, RateLimit: m.PerMinute,
		CACertificate: m.CACertificate, NotifyOnResolve: c.Resolved,
	}
}

// empty reports whether nothing was ever entered.
func (m mail) empty() bool {
	return !m.Enabled && cmp.Or(m.Server, m.SMTPHost, m.Username, m.Password, m.From) == "" && len(m.To) == 0
}

func (m mail) channel() notify.Channel {
	return notify.Channel{
		ID: notify.KindEmail, Kind: notify.KindEmail, Name: "E-mail", Service: notify.KindEmail, Enabled: m.Enabled, Resolved: m.NotifyOnResolve,
		Mail: &notify.Mail{
			Provider: m.Provider, Server: cmp.Or(m.Server, m.SMTPHost), Port: cmp.Or(m.Port, m.SMTPPort, submission), Username: m.Username, Password: m.Password,
			From: m.From, ReplyTo: m.ReplyTo, To: m.To, TLS: m.TLS && !m.StartTLS, StartTLS: m.StartTLS, PerMinute: m.RateLimit, CACertificate: m.CACertificate,
		},
	}
}

func webhookOf(c notify.Channel) webhook {
	return webhook{
		ID: c.ID, Name: c.Name, URL: c.URL, Method: c.Method, Headers: c.Headers, Enabled: &c.Enabled, Service: c.Service,
		Template: c.Template, CustomFields: c.Fields, NotifyOnResolve: c.Resolved,
	}
}

func (w webhook) channel() notify.Channel {
	name := strings.TrimSpace(w.Name)
	if name == "" {
		name = "Webhook"
	}
	id := w.ID
	if id == "" || id == notify.KindEmail {
		id = "webhook-" + uuid.NewString()
	}
	return notify.Channel{
		ID: id, Kind: notify.KindWebhook, Name: name, URL: strings.TrimSpace(w.URL), Method: strings.ToUpper(cmp.Or(strings.TrimSpace(w.Method), "POST")),
		Headers: w.Headers, Fields: w.CustomFields, Service: w.Service, Template: w.Template,
		Enabled: w.Enabled == nil || *w.Enabled, Resolved: w.NotifyOnResolve,
	}
}

func readMail(part json.RawMessage) (mail, error) {
	var m mail
	err := json.Unmarshal(part, &m)
	return m, err
}
