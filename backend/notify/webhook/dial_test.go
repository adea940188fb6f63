package webhook

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"pulse/backend/notify"
)

// The check at dialling is the one that counts: a name tells nothing before it
// is resolved. Here it is asked without the check of the text before it.
func TestDial_RefusesAnAddress(t *testing.T) {
	called := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer server.Close()
	port := server.Listener.Addr().(*net.TCPAddr).Port
	for _, c := range []struct {
		name    string
		env     notify.Env
		refused bool
	}{
		{"of this machine", notify.Env{}, true},
		{"of this program", notify.Env{AllowLoopback: true, OwnAddress: func(host string, p int) bool { return host == "127.0.0.1" && p == port }}, true},
		{"of this machine where that is allowed", notify.Env{AllowLoopback: true}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			called = false
			h := &hook{env: c.env}
			_, err := h.exchange(t.Context(), request{method: http.MethodPost, url: server.URL})
			failure, failed := errors.AsType[*notify.Error](err)
			if failed != c.refused || called == c.refused {
				t.Fatalf("got error %v, called %t; want refused %t", err, called, c.refused)
			}
			if failed && failure.Retry {
				t.Error("a refused address is tried again")
			}
		})
	}
}

func TestIPProblem_SeesThroughEmbeddedAddresses(t *testing.T) {
	for address, refused := range map[string]bool{
		"8.8.8.8": false, "192.168.1.1": false, "fd00::1": false, "2001:db8::1": false, "64:ff9b::808:808": false,
		"127.0.0.1": true, "::ffff:7f00:1": true, "64:ff9b::a9fe:a9fe": true, "2002:7f00:1::": true, "::7f00:1": true,
		"::": true, "0.1.2.3": true, "fe80::1%eth0": true, "239.1.1.1": true, "100.100.100.200": true,
	} {
		if got := ipProblem(netip.MustParseAddr(address), notify.Env{}) != ""; got != refused {
			t.Errorf("%s: refused %t, want %t", address, got, refused)
		}
	}
}
