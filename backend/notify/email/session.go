package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/mail"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wneessen/go-mail/smtp"
)

// report is what came of a delivery.
type report struct {
	code  int      // the last code of the server
	said  string   // its last words
	taken []string // who gets the mail
}

// deliver sends a mail to recipients in one conversation. The end of ctx ends
// the conversation wherever it is.
func (m *mailer) deliver(ctx context.Context, to []string, text []byte) (report, error) {
	conn, err := m.dial(ctx)
	if err != nil {
		return report{}, m.problem("", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if until, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(until) // of a connection that is open
	}
	client, err := m.greet(conn)
	if err != nil {
		return report{}, m.ended(ctx, err)
	}
	r, err := m.transact(client, to, text)
	if err == nil || len(r.taken) > 0 {
		_ = client.Quit() // the mail is taken, whatever comes now
	}
	return r, m.ended(ctx, err)
}

// ended says that time was up where a conversation broke because of it.
func (m *mailer) ended(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return m.problem("", context.DeadlineExceeded)
	}
	return err
}

// dial opens the connection, encrypted from the start where that is set.
func (m *mailer) dial(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 10 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", m.address())
	if err != nil || !m.implicit() {
		return conn, err
	}
	secure := tls.Client(conn, m.trust())
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secure, nil
}

// implicit reports whether the connection is encrypted from the start.
func (m *mailer) implicit() bool { return m.mail.TLS && !m.mail.StartTLS || m.mail.Port == 465 }

// trust are the rules for certificates: they are always verified.
func (m *mailer) trust() *tls.Config {
	c := &tls.Config{ServerName: m.mail.Server, MinVersion: tls.VersionTLS12}
	if m.mail.CACertificate == "" {
		return c
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // the system has none
	}
	pool.AppendCertsFromPEM([]byte(m.mail.CACertificate))
	c.RootCAs = pool
	return c
}

// greet says hello, encrypts and signs in.
func (m *mailer) greet(conn net.Conn) (*smtp.Client, error) {
	client, err := smtp.NewClient(conn, m.mail.Server)
	if err != nil {
		return nil, m.problem("greeting", err)
	}
	client.SkipSMTPUTF8(isASCII(m.sender() + strings.Join(m.recipients(), ""))) // only addresses need it: headers are encoded
	if err := client.Hello(hostName()); err != nil {
		return nil, m.problem("greeting", err)
	}
	if !m.implicit() && m.mail.StartTLS {
		if offered, _ := client.Extension("STARTTLS"); !offered {
			return nil, m.unencrypted()
		}
		if err := client.StartTLS(m.trust()); err != nil {
			return nil, m.problem("STARTTLS", err)
		}
	}
	return client, m.signIn(client, conn)
}

// hostName is how this machine introduces itself.
func hostName() string {
	name, err := os.Hostname()
	if err != nil || strings.ContainsAny(name, " \r\n") || name == "" {
		return "localhost"
	}
	return name
}

// transact hands over the mail. A recipient who is refused does not keep the
// others from it.
func (m *mailer) transact(client *smtp.Client, to []string, text []byte) (report, error) {
	var r report
	if err := client.Mail(path(m.sender())); err != nil {
		return r, m.problem("sender "+m.sender(), err)
	}
	var (
		accepted []string
		refused  refusals
	)
	for _, address := range to {
		if err := client.Rcpt(path(address)); err != nil {
			if !refused.add(address, err) {
				return r, m.problem("recipient "+address, err)
			}
			continue
		}
		accepted = append(accepted, address)
	}
	if len(accepted) > 0 {
		said, err := data(client, text)
		if err != nil {
			return r, m.problem("mail", err)
		}
		r = report{code: 250, said: said, taken: accepted}
	}
	return r, refused.problem(m.mail.Server, len(accepted))
}

// path is an address as the commands want it, <name@example.com>.
func path(address string) string { return (&mail.Address{Address: address}).String() }

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// data sends the text. Once it is begun it must be sent whole: what ends early
// could be taken for the mail.
func data(client *smtp.Client, text []byte) (string, error) {
	w, err := client.Data()
	if err != nil {
		return "", err
	}
	if _, err := w.Write(text); err != nil {
		_ = client.Close()
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	if closer, ok := w.(*smtp.DataCloser); ok {
		return closer.ServerResponse(), nil
	}
	return "", nil
}
