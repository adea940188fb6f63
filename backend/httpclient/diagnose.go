package httpclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/go-resty/resty/v2"
)

// Problem sorts the errors of a call by what a person can do about them.
type Problem string

// The problems of a call that brought no answer.
const (
	ProblemNone      Problem = ""
	ProblemCanceled  Problem = "canceled"   // the caller gave up
	ProblemTimeout   Problem = "timeout"    // no answer in time
	ProblemName      Problem = "name"       // the host name cannot be resolved
	ProblemRefused   Problem = "refused"    // nothing listens at the port
	ProblemChanged   Problem = "changed"    // another certificate than the pinned one
	ProblemUntrusted Problem = "untrusted"  // the certificate does not verify
	ProblemPlain     Problem = "plain http" // the server does not speak TLS
	ProblemTooLarge  Problem = "too large"  // the answer exceeds the limit
	ProblemClosed    Problem = "closed"     // the connection was closed before an answer
	ProblemTruncated Problem = "truncated"  // it was closed in the middle of the answer
	ProblemNetwork   Problem = "network"    // anything else below HTTP
)

// Diagnose sorts an error that a client of this package returned.
func Diagnose(err error) Problem {
	switch {
	case err == nil:
		return ProblemNone
	case errors.Is(err, context.Canceled):
		return ProblemCanceled
	case is[*CertificateError](err):
		return ProblemChanged
	case untrusted(err):
		return ProblemUntrusted
	case plain(err):
		return ProblemPlain
	case errors.Is(err, resty.ErrResponseBodyTooLarge):
		return ProblemTooLarge
	}
	return diagnoseNetwork(err)
}

func diagnoseNetwork(err error) Problem {
	switch {
	case timedOut(err):
		return ProblemTimeout
	case is[*net.DNSError](err):
		return ProblemName
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, wsaConnectionRefused):
		return ProblemRefused
	case errors.Is(err, io.ErrUnexpectedEOF):
		return ProblemTruncated
	case closedEarly(err):
		return ProblemClosed
	}
	return ProblemNetwork
}

func untrusted(err error) bool {
	return is[*tls.CertificateVerificationError](err) || is[x509.UnknownAuthorityError](err) ||
		is[x509.HostnameError](err) || is[x509.CertificateInvalidError](err)
}

// plain recognises a server without TLS: crypto/tls reports that its first
// bytes are no TLS record, net/http replaces that by a text of its own.
func plain(err error) bool {
	return is[tls.RecordHeaderError](err) || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}

func timedOut(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
