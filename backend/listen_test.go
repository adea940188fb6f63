package backend_test

import (
	"net"
	"net/http"
	"testing"

	"pulse/backend"
)

func TestPulse_IsFoundOnThisMachineWhateverAddressItHas(t *testing.T) {
	probe, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6")
	}
	_ = probe.Close()
	p := launch(t, t.TempDir(), func(o *backend.Options) { o.Host = "::1" })
	p.call("GET", "/api/state", nil, http.StatusOK) // at the address that run.json tells
}
