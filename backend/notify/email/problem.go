package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"syscall"
	"unicode"

	"pulse/backend/notify"
	"pulse/backend/notify/render"
)

// problem says in words what went wrong at a step of the conversation, and what
// to do about it.
func (m *mailer) problem(step string, err error) error {
	if known, ok := errors.AsType[*notify.Error](err); ok {
		return known
	}
	if answer, ok := errors.AsType[*textproto.Error](err); ok {
		return m.answered(step, answer)
	}
	return &notify.Error{Reason: fmt.Sprintf(m.reason(err), m.address()), Retry: true, Err: err}
}

// answered sorts an answer of the server: 4xx may pass, 5xx does not.
func (m *mailer) answered(step string, e *textproto.Error) error {
	said := fmt.Sprintf("%d %s", e.Code, printable(e.Msg))
	failure := &notify.Error{Retry: e.Code/100 == 4, Err: e}
	switch {
	case step == "AUTH" && failure.Retry:
		failure.Reason = fmt.Sprintf("%s cannot check the password at present: %s", m.mail.Server, said)
	case step == "AUTH":
		failure.Reason = fmt.Sprintf("%s refuses the user name or the password: %s. Check both in the e-mail settings; many providers want an app password", m.mail.Server, said)
	case e.Code == 530 || e.Code == 550 && strings.HasPrefix(e.Msg, "5.7.1") && m.mail.Password == "":
		failure.Reason = fmt.Sprintf("%s wants a sign-in: %s. Enter user name and password in the e-mail settings", m.mail.Server, said)
	default:
		failure.Reason = fmt.Sprintf("%s refused the %s: %s", m.mail.Server, step, said)
	}
	return failure
}

// reason is a sentence about a connection; %s stands for its address.
func (m *mailer) reason(err error) string {
	var (
		name    *net.DNSError
		timeout net.Error
		noTLS   tls.RecordHeaderError
		unknown x509.UnknownAuthorityError
		other   x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &name):
		return "the name of the mail server %s cannot be resolved; check it in the e-mail settings"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "the mail server %s did not answer in time; check server, port and encryption"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the mail server %s refuses the connection; check server and port"
	case errors.As(err, &noTLS):
		return "the mail server %s does not speak TLS on this port; use STARTTLS, or port 465"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate of %s has expired or is not valid yet; renew it on the mail server"
	case errors.As(err, &other):
		return "the certificate of %s is for another name; enter the name that is in it"
	case errors.As(err, &unknown), errors.As(err, &invalid):
		return "the certificate of %s is not trusted; if it is your own, paste its CA certificate into the e-mail settings"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return "the mail server %s closed the connection; check port and encryption"
	default:
		return "the conversation with the mail server %s failed"
	}
}

// unencrypted is the failure of a server that should encrypt and does not.
func (m *mailer) unencrypted() error {
	return &notify.Error{Retry: true, Reason: m.address() + " offers no STARTTLS, so nothing was sent; use the port and encryption that the server supports"}
}

// noSignIn is the failure of a server that offers no way to sign in.
func (m *mailer) noSignIn(offered string) error {
	if offered == "" {
		return &notify.Error{Reason: m.mail.Server + " offers no sign-in on this connection; remove user name and password, or use TLS or STARTTLS"}
	}
	return &notify.Error{Reason: fmt.Sprintf("%s offers only ways to sign in that are not supported here: %s", m.mail.Server, printable(offered))}
}

// refusals are recipients that the server did not take.
type refusals struct {
	said  []string
	later bool // one of them may be taken later
}

// add notes a refused recipient, or reports that the error is no answer about one.
func (r *refusals) add(address string, err error) bool {
	answer, ok := errors.AsType[*textproto.Error](err)
	if !ok || answer.Code == 421 {
		return false
	}
	r.said = append(r.said, fmt.Sprintf("%s: %d %s", address, answer.Code, printable(answer.Msg)))
	r.later = r.later || answer.Code/100 == 4
	return true
}

// problem is the failure for what was refused, if anything was.
func (r *refusals) problem(server string, taken int) error {
	if len(r.said) == 0 {
		return nil
	}
	all := len(r.said) + taken
	return &notify.Error{Retry: r.later, Reason: fmt.Sprintf("%s refused %d of %d recipients: %s", server, len(r.said), all, strings.Join(r.said, "; "))}
}

// printable is what a server said, in one line.
func printable(text string) string {
	return render.Style{}.Clip(300, strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " "))
}
