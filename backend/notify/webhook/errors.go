package webhook

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"

	"pulse/backend/notify"
	"pulse/backend/notify/render"
)

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "the host"
	}
	return u.Hostname()
}

// connectionError says in words why no answer came. The address in the errors
// of net/http may hold a token; it is left out.
func connectionError(address string, err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if r, ok := errors.AsType[*refused](err); ok {
		return &notify.Error{Reason: hostOf(address) + " may not be called: " + r.why}
	}
	return &notify.Error{Reason: fmt.Sprintf(reason(err), hostOf(address)), Retry: true, Err: err}
}

func reason(err error) string {
	var (
		timeout net.Error
		name    *net.DNSError
		cert    *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &name):
		return "the name %s cannot be resolved"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "%s did not answer in time"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "%s refuses the connection"
	case errors.As(err, &cert):
		return "the certificate of %s is not trusted"
	default:
		return "the connection to %s failed"
	}
}

// judge sorts an answer; nil means that the notice was taken.
func (h *hook) judge(host string, a Answer) error {
	var said Reply
	if h.format.Read != nil {
		said = h.format.Read(a)
	}
	said.Problem = printable(said.Problem)
	taken := a.Status < 300 || a.Status == http.StatusSeeOther // "see the result there"
	if taken && !said.Failed {
		return nil
	}
	failure := &notify.Error{
		Retry:      a.Status == http.StatusTooManyRequests || a.Status >= 500 || said.Failed && said.Retry,
		RetryAfter: max(retryAfter(a.Header.Get("Retry-After")), min(said.Wait, longestWait)),
	}
	failure.Reason = strings.TrimSpace(fmt.Sprintf("%s answered %d %s", host, a.Status, http.StatusText(a.Status)))
	if said.Problem != "" {
		failure.Reason += ": " + said.Problem
	}
	return failure
}

// longestWait is the longest that a service may ask for.
const longestWait = 24 * time.Hour

// printable is the beginning of what a service said, in one line.
func printable(text string) string {
	return render.Style{}.Clip(200, strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " "))
}

// retryAfter reads how long to wait, in seconds or until a date.
func retryAfter(text string) time.Duration {
	if seconds, err := strconv.Atoi(text); err == nil {
		return time.Duration(min(max(seconds, 0), 24*60*60)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}
