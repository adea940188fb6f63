package email_test

import (
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"pulse/backend/notify"
	"pulse/backend/notify/notifytest"
)

// receiver is the other side of the examination of channels.
type receiver struct {
	server *server
}

func (r receiver) Channel() notify.Channel {
	m := r.server.mail()
	m.Username, m.Password = user, password
	return channel(m)
}

func (receiver) Secrets() []string { return []string{password} }

func (receiver) Asks() time.Duration { return 0 }

func (receiver) Messages(int) int { return 1 }

func (r receiver) Behave(b notifytest.Behaviour) {
	s := r.server
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rcpt, s.data = nil, nil
	switch b {
	case notifytest.Refuse:
		s.rcpt = map[string]error{"ops@example.com": &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user " + password}}
	case notifytest.Throttle:
		s.data = &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "come back later"}
	case notifytest.Break:
		s.data = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "out of order"}
	case notifytest.Hang:
		s.hang = make(chan struct{})
	case notifytest.Gone:
		s.port = freePort()
	}
}

func (r receiver) Received() []notifytest.Message {
	var list []notifytest.Message
	for _, m := range r.server.received() {
		parsed, err := mail.ReadMessage(strings.NewReader(m.text))
		if err != nil {
			continue
		}
		list = append(list, notifytest.Message{ID: parsed.Header.Get("Message-ID"), Text: strings.Join(slices.Sorted(slices.Values(partsOf(parsed))), "\n")})
	}
	return list
}

// freePort is a port on which nobody listens.
func freePort() int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// partsOf are the decoded parts of a mail, text first.
func partsOf(m *mail.Message) []string {
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return nil
	}
	var parts []string
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := r.NextRawPart()
		if err != nil {
			return parts
		}
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil || part.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			return append(parts, "unreadable part")
		}
		parts = append(parts, string(text))
	}
}
