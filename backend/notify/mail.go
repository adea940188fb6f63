package notify

import (
	"cmp"
	"strconv"
	"strings"
)

// MailKind is the kind of a channel that sends e-mail.
const MailKind = "email"

// The usual port of a mail server that takes mail from its users, and the most
// mails in a minute.
const (
	MailPort      = 587
	MailRateLimit = 60
)

// Mail is the configuration of a channel that sends e-mail. A channel holds it
// in its fields.
type Mail struct {
	Provider           string
	Server             string // without scheme
	Port               int
	Username, Password string
	From, ReplyTo      string
	To                 []string // empty = From
	TLS, StartTLS      bool
	CACertificate      string // PEM, trusted beside the system's
	RateLimit          int    // mails in a minute; 0 = the usual number
	Enabled, Resolved  bool
}

// Channel is the configuration as a channel, ready to be stored and opened.
func (m Mail) Channel(id string) Channel {
	c := Channel{ID: id, Kind: MailKind, Name: "E-mail", Service: m.Provider, Enabled: m.Enabled, Resolved: m.Resolved, Fields: map[string]string{}}
	for name, value := range map[string]string{
		"server": m.Server, "port": strconv.Itoa(cmp.Or(m.Port, MailPort)), "username": m.Username, "password": m.Password,
		"from": m.From, "replyTo": m.ReplyTo, "to": strings.Join(m.To, "\n"), "caCertificate": m.CACertificate,
		"tls": flag(m.TLS), "startTLS": flag(m.StartTLS), "rateLimit": number(m.RateLimit),
	} {
		if value != "" {
			c.Fields[name] = value
		}
	}
	return c
}

// MailOf is the configuration that a channel holds.
func MailOf(c Channel) Mail {
	f := c.Fields
	m := Mail{
		Provider: c.Service, Server: f["server"], Port: MailPort, Username: f["username"], Password: f["password"],
		From: f["from"], ReplyTo: f["replyTo"], To: []string{}, CACertificate: f["caCertificate"],
		TLS: f["tls"] != "", StartTLS: f["startTLS"] != "", Enabled: c.Enabled, Resolved: c.Resolved,
	}
	if port, err := strconv.Atoi(f["port"]); err == nil {
		m.Port = port
	}
	if limit, err := strconv.Atoi(f["rateLimit"]); err == nil {
		m.RateLimit = limit
	}
	if f["to"] != "" {
		m.To = strings.Split(f["to"], "\n")
	}
	return m
}

func flag(on bool) string {
	if on {
		return "true"
	}
	return ""
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
