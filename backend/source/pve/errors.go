package pve

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"pulse/backend/httpclient"
	"pulse/backend/infra"
	"pulse/backend/source"
)

// The statuses by which a member tells that it cannot reach whom it passed the
// call on to.
const (
	statusConnectFailed  = 595
	statusConnectionLost = 596
	statusTooManyTries   = 599
)

// maxReason bounds what is quoted of a server's own words.
const maxReason = 200

// statusError is an answer that is not a success.
type statusError struct {
	status int
	reason string // from the status line, or the body's message
	path   string
}

// Error tells the status and the server's words.
func (e *statusError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("%s: %d %s", e.path, e.status, e.reason))
}

// statusOf returns the HTTP status in an error's chain, 0 when there is none.
func statusOf(err error) int {
	if e, ok := errors.AsType[*statusError](err); ok {
		return e.status
	}
	return 0
}

// kindOf returns the kind of a failure, as the report will tell it.
func kindOf(err error) infra.FailureKind { return source.Failure(err).Kind }

// daemonDown tells the answers that mean: behind the proxy that was asked
// nobody works. The third is a node whose cluster file system is down.
func (e *statusError) daemonDown() bool {
	switch e.status {
	case statusConnectFailed, statusConnectionLost, statusTooManyTries:
		return true
	}
	return e.status == http.StatusInternalServerError && strings.HasPrefix(e.reason, "RPCEnvironment init request failed")
}

// gatewayDown tells the answers of a reverse proxy before a dead server.
func (e *statusError) gatewayDown() bool {
	return e.status == http.StatusBadGateway || e.status == http.StatusServiceUnavailable ||
		e.status == http.StatusGatewayTimeout
}

// explain puts an error of a call into words that a person can act on.
func (c *client) explain(err error, address string, q query) *source.Error {
	if e, ok := errors.AsType[*source.Error](err); ok {
		return e
	}
	if e, ok := errors.AsType[*statusError](err); ok {
		return c.explainStatus(e, address, q)
	}
	if problem := httpclient.Diagnose(err); !errors.Is(err, errUnreadable) {
		return explainProblem(problem, err, address, q)
	}
	return &source.Error{
		Kind: infra.FailAnswer, Scope: q.node, Err: err,
		Reason: fmt.Sprintf("%s answers %s with something that is no Proxmox VE data. Is this the address of a Proxmox VE server?", address, q.path),
	}
}

func (c *client) explainStatus(e *statusError, address string, q query) *source.Error {
	out := &source.Error{Kind: infra.FailAnswer, Scope: q.node, Err: e}
	switch {
	case e.status == http.StatusUnauthorized:
		out.Kind, out.Scope = infra.FailAuth, ""
		out.Reason = c.session.refusal()
	case e.status == http.StatusForbidden:
		out.Kind = infra.FailPermission
		out.Reason = fmt.Sprintf("%s may not read %s (403): %s", c.session.who(), e.path, missingPrivilege(e.reason))
	case e.daemonDown() && q.node != "":
		out.Kind = infra.FailUnreachable
		out.Reason = fmt.Sprintf("node %s does not answer (%s). Is it running, and its pveproxy and pvedaemon?", q.node, told(e))
	case e.daemonDown():
		out.Kind = infra.FailUnreachable
		out.Reason = fmt.Sprintf("%s answers, but its pvedaemon or cluster file system does not (%s)", address, told(e))
	case e.gatewayDown():
		out.Kind = infra.FailUnreachable
		out.Reason = fmt.Sprintf("the proxy at %s cannot reach Proxmox VE (%s)", address, told(e))
	case e.status >= 300 && e.status < 400:
		out.Reason = fmt.Sprintf("%s sends the call elsewhere (%d). Enter the address of the server itself", address, e.status)
	default:
		out.Reason = fmt.Sprintf("%s refuses %s (%s)", address, e.path, told(e))
	}
	return out
}

func told(e *statusError) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", e.status, e.reason))
}

func explainProblem(problem httpclient.Problem, err error, address string, q query) *source.Error {
	out := &source.Error{Kind: infra.FailUnreachable, Scope: q.node, Err: err}
	out.Refused = problem == httpclient.ProblemRefused || problem == httpclient.ProblemClosed
	switch problem {
	case httpclient.ProblemTimeout:
		out.Kind = infra.FailTimeout
		out.Reason = fmt.Sprintf("%s did not answer %s in time", address, q.path)
	case httpclient.ProblemName:
		out.Reason = fmt.Sprintf("the host name of %s cannot be resolved. Check the address", address)
	case httpclient.ProblemRefused:
		out.Reason = fmt.Sprintf("%s refuses the connection. Is Proxmox VE running there?", address)
	case httpclient.ProblemChanged:
		out.Kind = infra.FailTLS
		out.Reason = explainChange(err, address)
	case httpclient.ProblemUntrusted:
		out.Kind = infra.FailTLS
		out.Reason = fmt.Sprintf("the certificate of %s is not trusted by this machine. Enter its fingerprint, or give the server a trusted certificate", address)
	case httpclient.ProblemPlain:
		out.Kind = infra.FailTLS
		out.Reason = fmt.Sprintf("%s does not speak HTTPS. Check scheme and port", address)
	case httpclient.ProblemClosed:
		out.Reason = fmt.Sprintf("%s closes the connection instead of answering %s", address, q.path)
	case httpclient.ProblemTruncated:
		out.Kind = infra.FailAnswer
		out.Reason = fmt.Sprintf("the answer of %s to %s ends in the middle", address, q.path)
	case httpclient.ProblemTooLarge:
		out.Kind = infra.FailAnswer
		out.Reason = fmt.Sprintf("%s answers %s with more data than is read", address, q.path)
	default:
		out.Reason = fmt.Sprintf("%s cannot be reached: %s", address, plainCause(err))
	}
	return out
}

func explainChange(err error, address string) string {
	e, _ := errors.AsType[*httpclient.CertificateError](err)
	return fmt.Sprintf("the certificate changed: %s shows the SHA-256 fingerprint %s instead of the stored one. If that is right, store the new one", address, e.Fingerprint)
}

// plainCause is the innermost cause, without the URL that net/http puts before it.
func plainCause(err error) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return printable(err.Error())
}

var permissionReason = regexp.MustCompile(`\(([^,()]+), ([^()]+)\)`)

// missingPrivilege makes a sentence of "Permission check failed (/path, Priv)".
func missingPrivilege(reason string) string {
	if m := permissionReason.FindStringSubmatch(reason); m != nil {
		return fmt.Sprintf("%s on %s is missing", strings.ReplaceAll(m[2], "|", " or "), m[1])
	}
	if reason == "" {
		return "a privilege is missing"
	}
	return reason
}

// printable cuts a server's words to one short line without control characters.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, "?"))
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > maxReason {
		return string(runes[:maxReason]) + "…"
	}
	return s
}
