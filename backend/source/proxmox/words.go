package proxmox

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"pulse/backend/httpclient"
	"pulse/backend/infra"
	"pulse/backend/source"
)

// The statuses by which a member tells that it cannot reach whom it passed the
// call on to.
const (
	StatusConnectFailed  = 595
	StatusConnectionLost = 596
	StatusTooManyTries   = 599
)

// Call is what was asked, for the words about its failure.
type Call struct {
	Product string // "Proxmox Mail Gateway"
	Account string // who asked
	Address string // whom
	Path    string // what
	Scope   string // the node that the call was about; empty for the server itself
}

// Explain puts an error of a call into words that a person can act on. An
// error that has them already stays as it is.
func (c Call) Explain(err error) *source.Error {
	if e, ok := errors.AsType[*source.Error](err); ok {
		return e
	}
	if e, ok := errors.AsType[*StatusError](err); ok {
		return c.status(e)
	}
	if !errors.Is(err, ErrUnreadable) {
		return c.problem(err)
	}
	return c.because(infra.FailAnswer, err, "%s answers %s with something that is no %s data. Is this the address of %s?",
		c.Address, c.Path, c.Product, c.Product)
}

func (c Call) because(kind infra.FailureKind, err error, format string, args ...any) *source.Error {
	problem := httpclient.Diagnose(err)
	return &source.Error{
		Kind: kind, Scope: c.Scope, Reason: fmt.Sprintf(format, args...), Err: err,
		Refused: problem == httpclient.ProblemRefused || problem == httpclient.ProblemClosed,
	}
}

func (c Call) status(e *StatusError) *source.Error {
	switch e.Status {
	case http.StatusUnauthorized:
		out := c.because(infra.FailAuth, e, "%s refuses user name or password of %s (401)", c.Product, c.Account)
		out.Scope = ""
		return out
	case http.StatusForbidden:
		return c.because(infra.FailPermission, e, "%s may not read %s (%s). Give the account a role that may, such as Auditor", c.Account, e.Path, e.Told())
	}
	if e.BehindGateway() {
		return c.because(infra.FailUnreachable, e, "the proxy at %s cannot reach %s (%s)", c.Address, c.Product, e.Told())
	}
	if e.PassedOn() {
		return c.passedOn(e)
	}
	if e.Status >= 300 && e.Status < 400 {
		return c.because(infra.FailAnswer, e, "%s sends the call elsewhere (%d). Enter the address of the server itself", c.Address, e.Status)
	}
	return c.because(infra.FailAnswer, e, "%s refuses %s (%s)", c.Address, e.Path, e.Told())
}

// passedOn is a call that the server passed on to somebody who does not answer.
func (c Call) passedOn(e *StatusError) *source.Error {
	if c.Scope != "" {
		return c.because(infra.FailUnreachable, e, "node %s does not answer (%s). Is it running?", c.Scope, e.Told())
	}
	return c.because(infra.FailUnreachable, e, "%s answers, but the daemon behind it does not (%s)", c.Address, e.Told())
}

// problem explains why a call brought no answer at all.
func (c Call) problem(err error) *source.Error {
	switch httpclient.Diagnose(err) {
	case httpclient.ProblemTimeout:
		return c.because(infra.FailTimeout, err, "%s did not answer %s in time", c.Address, c.Path)
	case httpclient.ProblemName:
		return c.because(infra.FailUnreachable, err, "the host name of %s cannot be resolved. Check the address", c.Address)
	case httpclient.ProblemRefused:
		return c.because(infra.FailUnreachable, err, "%s refuses the connection. Is %s running there?", c.Address, c.Product)
	case httpclient.ProblemClosed:
		return c.because(infra.FailUnreachable, err, "%s closes the connection instead of answering %s", c.Address, c.Path)
	case httpclient.ProblemTruncated:
		return c.because(infra.FailAnswer, err, "the answer of %s to %s ends in the middle", c.Address, c.Path)
	case httpclient.ProblemTooLarge:
		return c.because(infra.FailAnswer, err, "%s answers %s with more data than is read", c.Address, c.Path)
	case httpclient.ProblemChanged, httpclient.ProblemUntrusted, httpclient.ProblemPlain:
		return c.distrust(err)
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		return c.because(infra.FailUnreachable, err, "%s cannot be reached: %s", c.Address, Printable(e.Err.Error()))
	}
	return c.because(infra.FailUnreachable, err, "%s cannot be reached: %s", c.Address, Printable(err.Error()))
}

// distrust explains what is wrong with a certificate.
func (c Call) distrust(err error) *source.Error {
	if changed, ok := errors.AsType[*httpclient.CertificateError](err); ok {
		return c.because(infra.FailTLS, err, "the certificate changed: %s shows the SHA-256 fingerprint %s instead of the stored one. If that is right, store the new one",
			c.Address, changed.Fingerprint)
	}
	if httpclient.Diagnose(err) == httpclient.ProblemPlain {
		return c.because(infra.FailTLS, err, "%s does not speak HTTPS. Check scheme and port", c.Address)
	}
	return c.because(infra.FailTLS, err, "the certificate of %s is not trusted by this machine. Enter its fingerprint, or give the server a trusted certificate", c.Address)
}
