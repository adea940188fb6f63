package pbstest

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

// fail answers with an error as the server words it: plain text.
func fail(status int, format string, args ...any) answer {
	return refuse(status, fmt.Sprintf(format, args...))
}

func refuse(status int, reason string) answer {
	return answer{Status: status, Kind: "text/plain; charset=utf-8", Body: []byte(reason)}
}
