package pvetest

import (
	"fmt"
	"net/http"

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

func (c *Cluster) proxy() proxmoxtest.Proxy {
	return proxmoxtest.Proxy{
		Server: "pve-api-daemon/3.0", Major: c.major, DenyDelay: c.opts.DenyDelay, CloseEvery: c.opts.CloseEvery,
	}
}

// fail answers with an error as pveproxy words it.
func (c *Cluster) fail(status int, format string, args ...any) answer {
	return c.proxy().Fail(status, fmt.Sprintf(format, args...))
}

// invalid answers with the parameters that are wrong.
func (c *Cluster) invalid(errors map[string]string) answer {
	return c.proxy().Invalid(errors)
}

// deny answers 401 as an empty body, after the server's delay.
func (c *Cluster) deny(reason string) answer {
	return c.proxy().Deny(reason)
}

// noFileSystem is the answer of a node whose cluster file system is down.
func (c *Cluster) noFileSystem() answer {
	return answer{
		Status: http.StatusInternalServerError, Wait: c.opts.RelayDelay,
		Reason: "RPCEnvironment init request failed: Unable to load access control list: Connection refused",
	}
}
