package pvetest

import (
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

// noFileSystem is the answer of a node whose cluster file system is down.
func (c *Cluster) noFileSystem() answer {
	return answer{
		Status: http.StatusInternalServerError, Wait: c.opts.RelayDelay,
		Reason: "RPCEnvironment init request failed: Unable to load access control list: Connection refused",
	}
}
