package proxmoxtest

import (
	"fmt"
	"net/http"
	"time"
)

// Proxy words errors as pveproxy and pmgproxy do: the reason stands in the
// status line, and from version 9 on also in the body.
type Proxy struct {
	Server     string // how it calls itself
	Major      int    // of the product's version
	DenyDelay  time.Duration
	CloseEvery int
}

// Manner is how a proxy answers.
func (p Proxy) Manner() Manner {
	return Manner{
		CloseEvery: p.CloseEvery,
		Header:     http.Header{"Server": {p.Server}, "Cache-Control": {"max-age=0"}, "Pragma": {"no-cache"}},
		Refuse: func(status int, reason string) Answer {
			if status == http.StatusUnauthorized {
				return p.Deny(reason)
			}
			return p.fail(status, reason, nil)
		},
	}
}

// Deny answers 401 as an empty body, after the server's delay.
func (p Proxy) Deny(reason string) Answer {
	return Answer{Status: http.StatusUnauthorized, Reason: reason, Wait: p.DenyDelay}
}

// Fail answers with an error; the reason is a format.
func (p Proxy) Fail(status int, reason string, args ...any) Answer {
	return p.fail(status, fmt.Sprintf(reason, args...), nil)
}

// Invalid answers with the parameters that are wrong.
func (p Proxy) Invalid(errors map[string]string) Answer {
	return p.fail(http.StatusBadRequest, "Parameter verification failed.", errors)
}

func (p Proxy) fail(status int, reason string, errors map[string]string) Answer {
	body := Object{"data": nil}
	if errors != nil {
		body["errors"] = errors
	}
	if p.Major >= 9 {
		body["message"] = reason + "\n"
	}
	return Encode(status, reason, body)
}

// Unreachable is the answer of a member that cannot reach the one it should ask.
func Unreachable(reason string, wait time.Duration) Answer {
	return Answer{Status: 595, Reason: reason, Wait: wait, Close: true}
}
