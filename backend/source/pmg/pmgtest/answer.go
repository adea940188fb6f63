package pmgtest

import "pulse/backend/source/proxmox/proxmoxtest"

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
