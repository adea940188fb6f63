package email

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the templates of the mail
	"encoding/hex"
	"fmt"
	htmltemplate "html/template"
	"net/mail"
	"strings"
	"text/template"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"pulse/backend/notify"
	"pulse/backend/notify/render"
)

// prefix begins every subject; people filter on it.
const prefix = "[Pulse Alert] "

//go:embed mail.txt
var plainText string

//go:embed mail.html
var htmlText string

var (
	plainMail = template.Must(template.New("mail.txt").Parse(plainText))
	htmlMail  = htmltemplate.Must(htmltemplate.New("mail.html").Parse(htmlText))
)

// compose makes the mail of a notice. The same notice makes the same id, so
// that a mail that arrives twice can be told.
func (m *mailer) compose(n notify.Notice) ([]byte, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.From(m.mail.From); err != nil {
		return nil, err
	}
	if err := msg.To(m.to()...); err != nil {
		return nil, err
	}
	if m.mail.ReplyTo != "" {
		if err := msg.ReplyTo(m.mail.ReplyTo); err != nil {
			return nil, err
		}
	}
	domain := m.domain()
	threads := threads(n, domain)
	msg.Subject(subject(n))
	msg.SetDateWithValue(n.At)
	msg.SetMessageIDWithValue(safeID(n.ID) + "@" + domain)
	msg.SetGenHeader("In-Reply-To", threads[0])
	msg.SetGenHeader("References", strings.Join(threads, " "))
	msg.SetGenHeader("X-Mailer", "Pulse-Monitoring")
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("Idempotency-Key", safeID(n.ID))
	content := contentOf(n)
	if err := msg.SetBodyTextTemplate(plainMail, content); err != nil {
		return nil, err
	}
	if err := msg.AddAlternativeHTMLTemplate(htmlMail, content); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err := msg.WriteTo(&out)
	return out.Bytes(), err
}

func (m *mailer) sender() string {
	a, err := mail.ParseAddress(m.mail.From)
	if err != nil {
		return m.mail.From
	}
	return a.Address
}

func (m *mailer) domain() string {
	_, domain, found := strings.Cut(m.sender(), "@")
	if !found || domain == "" || strings.ContainsAny(domain, "[]") {
		return "pulse.invalid"
	}
	return domain
}

// subject counts the alerts; a test and what follows a first mail name a single
// one.
func subject(n notify.Notice) string {
	if n.Event == notify.EventFiring {
		return prefix + render.Summary(n)
	}
	return prefix + render.Style{}.Clip(150, render.Title(n))
}

// threads are ids by which mail programs put together what is said of one
// occurrence of an alert. No mail has such an id itself: it is the same for the
// first mail and the last, whoever else was in them.
func threads(n notify.Notice, domain string) []string {
	const most = 20
	var ids []string
	for i := range n.Alerts[:min(len(n.Alerts), most)] {
		a := &n.Alerts[i]
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d", a.Resource, a.Type, a.Part, a.Since.UnixMilli()))
		ids = append(ids, "<alert."+hex.EncodeToString(sum[:12])+"@"+domain+">")
	}
	return ids
}

// safeID keeps of an id what may stand in a header.
func safeID(id string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '.') {
			return r
		}
		return '-'
	}, id)
}
