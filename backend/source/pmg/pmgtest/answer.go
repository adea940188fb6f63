package pmgtest

import (
	"fmt"

	"pulse/backend/source/proxmox/proxmoxtest"
)

type (
	// Fault is something that goes wrong with an answer.
	Fault = proxmoxtest.Fault
	// Match says which requests a fault meets.
	Match = proxmoxtest.Match
)

type (
	object = proxmoxtest.Object
	answer = proxmoxtest.Answer
)

// ok answers with {"data": v}.
func ok(v any) answer { return proxmoxtest.OK(v) }

func (g *Gateway) proxy() proxmoxtest.Proxy {
	return proxmoxtest.Proxy{
		Server: "pmg-api-daemon/3.0", Major: g.major, DenyDelay: g.opts.DenyDelay, CloseEvery: g.opts.CloseEvery,
	}
}

// fail answers with an error as pmgproxy words it.
func (g *Gateway) fail(status int, format string, args ...any) answer {
	return g.proxy().Fail(status, fmt.Sprintf(format, args...))
}

// invalid answers with the parameters that are wrong.
func (g *Gateway) invalid(errors map[string]string) answer {
	return g.proxy().Invalid(errors)
}

// deny answers 401 as an empty body, after the server's delay.
func (g *Gateway) deny(reason string) answer {
	return g.proxy().Deny(reason)
}
