package webhook

import (
	"errors"
	"fmt"
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

// A name that is harmless when it is saved and points to this machine when it
// is called: the text of the address tells nothing of that.
func TestDial_RefusesANameThatLeadsToThisMachine(t *testing.T) {
	called := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer server.Close()
	port := server.Listener.Addr().(*net.TCPAddr).Port
	h := &hook{env: notify.Env{}}
	_, err := h.exchange(t.Context(), request{method: http.MethodPost, url: fmt.Sprintf("http://localhost:%d/", port)})
	failure, failed := errors.AsType[*notify.Error](err)
	if !failed || failure.Retry || called {
		t.Errorf("got %v, called %t; want it refused for good", err, called)
	}
}

// Redirects are where a friendly server sends us to an unfriendly place.
func TestRedirect_IsCheckedLikeTheFirstAddress(t *testing.T) {
	own := func(_ string, port int) bool { return port == 7655 }
	for _, location := range []string{
		"http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://127.0.0.1:7655/api/state",
		"http://metadata.google.internal/", "http://2130706433/", "file:///etc/passwd", "gopher://192.168.1.1/", "http://0.0.0.0/",
	} {
		server := httptest.NewServer(http.RedirectHandler(location, http.StatusTemporaryRedirect))
		h := &hook{env: notify.Env{AllowLoopback: true, OwnAddress: own}}
		_, err := h.exchange(t.Context(), request{method: http.MethodPost, url: server.URL})
		server.Close()
		if failure, failed := errors.AsType[*notify.Error](err); !failed || failure.Retry {
			t.Errorf("redirect to %s: got %v, want a refusal", location, err)
		}
	}
}

func TestIPProblem_SeesThroughEmbeddedAddresses(t *testing.T) {
	for address, refused := range map[string]bool{
		"2001:4860:4860::8888": false, "100.64.0.1": false, "172.16.0.1": false,
		"64:ff9b:1::7f00:1": true, "::ffff:0:127.0.0.1": true, "fd20:ce::254": true, "192.0.0.192": true, "168.63.129.16": true,
		"8.8.8.8": false, "192.168.1.1": false, "fd00::1": false, "2001:db8::1": false, "64:ff9b::808:808": false,
		"127.0.0.1": true, "::ffff:7f00:1": true, "64:ff9b::a9fe:a9fe": true, "2002:7f00:1::": true, "::7f00:1": true,
		"::": true, "0.1.2.3": true, "fe80::1%eth0": true, "239.1.1.1": true, "100.100.100.200": true,
	} {
		if got := ipProblem(netip.MustParseAddr(address), notify.Env{}) != ""; got != refused {
			t.Errorf("%s: refused %t, want %t", address, got, refused)
		}
	}
}
