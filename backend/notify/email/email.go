// Package email sends notices by SMTP.
package email

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"slices"
	"strings"
	"time"

	"pulse/backend/fault"
	"pulse/backend/notify"
)

// sessionTime is the longest that a conversation with a mail server may take.
const sessionTime = 30 * time.Second

// Kind is e-mail as a kind of channel. What it remembers of the mails that it
// sent belongs to the returned value: keep one.
func Kind() notify.Kind {
	shared := &memory{served: map[string]served{}}
	return notify.Kind{
		Name: notify.KindEmail, Title: "E-mail", Providers: providers(),
		Open: func(c notify.Channel, _ notify.Env) (notify.Notifier, error) {
			if c.Mail == nil {
				return nil, fault.New(fault.Invalid, "The e-mail settings are missing")
			}
			m := *c.Mail
			m.Port = cmp.Or(m.Port, defaultPort)
			if err := validate(m, c.Enabled); err != nil {
				return nil, err
			}
			return &mailer{mail: m, channel: c.ID, mask: notify.NewMask(c), memory: shared}, nil
		},
	}
}

// defaultPort takes mail from users.
const defaultPort = 587

// mailer is one configured mailbox to send from.
type mailer struct {
	mail    notify.Mail
	channel string
	mask    notify.Mask
	memory  *memory
}

// Send sends one mail to all recipients. Those that took an earlier attempt of
// the same notice do not get it again.
func (m *mailer) Send(ctx context.Context, n notify.Notice) (notify.Result, error) {
	if m.mail.Server == "" || m.mail.From == "" {
		return notify.Result{}, &notify.Error{Reason: "the mail server or the sender is missing; enter both in the e-mail settings"}
	}
	now := time.Now()
	text, err := m.compose(n)
	if err != nil {
		return notify.Result{}, fmt.Errorf("compose mail %s: %w", n.ID, err)
	}
	left := m.memory.left(m.channel+n.ID, m.recipients(), now)
	ctx, cancel := context.WithTimeout(ctx, sessionTime)
	defer cancel()
	report, err := m.deliver(ctx, left, text)
	m.memory.done(m.channel+n.ID, report.taken, now)
	result := notify.Result{
		Status: report.code, Request: m.mask.Text(clip("To: " + strings.Join(left, ", ") + "\n\n" + string(text))), Response: m.mask.Text(clip(report.said)),
	}
	return result, m.failure(err)
}

// failure takes the password out of an error.
func (m *mailer) failure(err error) error {
	failure, ok := errors.AsType[*notify.Error](err)
	if !ok {
		return err
	}
	hidden := *failure
	hidden.Reason = m.mask.Text(failure.Reason)
	return &hidden
}

func (m *mailer) address() string {
	return net.JoinHostPort(m.mail.Server, fmt.Sprint(m.mail.Port))
}

// recipients are the bare addresses that the mail goes to, each once.
func (m *mailer) recipients() []string {
	var list []string
	for _, text := range m.to() {
		if a, err := mail.ParseAddress(text); err == nil && !slices.Contains(list, a.Address) {
			list = append(list, a.Address)
		}
	}
	return list
}

func (m *mailer) to() []string {
	if len(m.mail.To) == 0 {
		return []string{m.mail.From}
	}
	return m.mail.To
}

// validate says what is wrong with the settings. Only what is switched on must
// be complete.
func validate(m notify.Mail, complete bool) error {
	switch {
	case m.Server == "" && complete:
		return fault.New(fault.Invalid, "The mail server is missing: enter its host name").In("server")
	case strings.Contains(m.Server, "://") || strings.ContainsAny(m.Server, "/ \t\r\n@") || strings.Count(m.Server, ":") == 1:
		return fault.New(fault.Invalid, "The mail server must be a host name or address alone, without scheme and port").In("server")
	case m.Port < 1 || m.Port > 65535:
		return fault.New(fault.Invalid, "The port must be a number from 1 to 65535").In("port")
	case m.PerMinute < 0:
		return fault.New(fault.Invalid, "The rate limit must be a number of mails per minute; 0 is the usual one").In("rateLimit")
	case strings.ContainsAny(m.Username+m.Password, "\r\n\x00"):
		return fault.New(fault.Invalid, "The user name and the password must be on one line").In("password")
	case m.From == "" && complete:
		return fault.New(fault.Invalid, "The sender is missing: enter the address that mails come from").In("from")
	}
	if m.CACertificate != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(m.CACertificate)) {
		return fault.New(fault.Invalid, "The CA certificate cannot be read: paste it in PEM form, from BEGIN CERTIFICATE to END CERTIFICATE").In("caCertificate")
	}
	return validateAddresses(m)
}

func validateAddresses(m notify.Mail) error {
	type entry struct{ field, text string }
	all := []entry{{"from", m.From}, {"replyTo", m.ReplyTo}}
	for _, to := range m.To {
		all = append(all, entry{"to", cmp.Or(to, " ")})
	}
	for _, e := range all {
		if e.text == "" {
			continue
		}
		_, err := mail.ParseAddress(e.text)
		if err != nil || strings.ContainsAny(e.text, "\r\n\x00") {
			return fault.New(fault.Invalid, "%q is no e-mail address; write name@example.com", e.text).In(e.field)
		}
	}
	return nil
}

// maxKept is how much is kept of a request and of an answer.
const maxKept = 16 << 10

func clip(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), maxKept)], "\uFFFD")
}
