package update

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"pulse/backend/httpclient"
)

// CheckFailed is the code of a feed that could not be read.
const CheckFailed = "update_check_failed"

// unreadable says why a feed could not be read and what to do about it. Of its
// address it names the host alone: the rest may hold what others must not see.
func unreadable(cause error, format string, args ...any) *Error {
	return &Error{Code: CheckFailed, Message: fmt.Sprintf(format, args...), Err: cause}
}

// unreached explains why a host brought no answer at all.
func unreached(host string, err error) *Error {
	switch httpclient.Diagnose(err) {
	case httpclient.ProblemTimeout:
		return unreadable(err, "%s did not answer within %d s. Check that it runs and that this machine may reach it", host, int(feedLimit.Seconds()))
	case httpclient.ProblemName:
		return unreadable(err, "the host name of %s cannot be resolved. Check the address of the releases", host)
	case httpclient.ProblemRefused:
		return unreadable(err, "%s refuses the connection. Check the port in the address of the releases, and that the server runs", host)
	case httpclient.ProblemClosed, httpclient.ProblemTruncated:
		return unreadable(err, "%s closed the connection before its answer was complete. Try again later", host)
	case httpclient.ProblemUntrusted:
		return unreadable(err, "the certificate of %s is not trusted by this machine. Give the server a trusted one, or add its authority to those of this machine", host)
	case httpclient.ProblemPlain:
		return unreadable(err, "%s does not speak HTTPS. Check scheme and port in the address of the releases", host)
	case httpclient.ProblemTooLarge:
		return unreadable(err, "%s answers with more than %d MiB. Check that the address leads to a list of releases", host, maxFeed>>20)
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err // the rest of it is the whole address
	}
	return unreadable(err, "%s cannot be reached: %s. Check the address of the releases", host, err)
}

// refused explains an answer that is no list of releases.
func refused(host string, status int) *Error {
	const text = "%s answers with status %d"
	switch {
	case status == http.StatusNotFound:
		return unreadable(nil, text+": there is no list of releases. The address is that of the folder of %s, or of a .json file", host, status, feedName)
	case status == http.StatusUnauthorized:
		return unreadable(nil, text+": it wants a sign-in. Releases have to be readable for everybody", host, status)
	case status >= http.StatusInternalServerError:
		return unreadable(nil, text+": the fault is its own. Try again later", host, status)
	default:
		return unreadable(nil, text+" instead of a list of releases. Check the address", host, status)
	}
}
