package discovery_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"pulse/backend/discovery"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lan is a made-up network: addresses that lead to real sockets of this
// machine. Everything else refuses.
type lan struct {
	t  testing.TB
	mu sync.Mutex

	doors   map[string]string
	dialed  []string
	open    int
	busiest int
}

func newLAN(t testing.TB) *lan { return &lan{t: t, doors: map[string]string{}} }

func (l *lan) dial(ctx context.Context, network, address string) (net.Conn, error) {
	l.mu.Lock()
	l.dialed = append(l.dialed, address)
	l.open++
	l.busiest = max(l.busiest, l.open)
	door := l.doors[address]
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.open--
		l.mu.Unlock()
	}()
	if door == "" {
		return nil, errors.New("nobody there")
	}
	return (&net.Dialer{}).DialContext(ctx, network, door)
}

// secure serves over TLS with a certificate made for organization and name.
func (l *lan) secure(address, organization, name string, h http.HandlerFunc) {
	l.t.Helper()
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate(l.t, organization, name)}} //nolint:gosec // test
	server.StartTLS()
	l.t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	l.doors[address] = server.Listener.Addr().String()
}

// raw serves connections as they are.
func (l *lan) raw(address string, serve func(net.Conn)) {
	l.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		l.t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				serve(conn)
			})
		}
	})
	l.t.Cleanup(func() { _ = listener.Close(); running.Wait() })
	l.doors[address] = listener.Addr().String()
}

// scan searches networks and returns what was found, in the order of addresses.
func (l *lan) scan(networks ...string) []discovery.Server {
	l.t.Helper()
	s := discovery.Scanner{Dial: l.dial}
	var found []discovery.Server
	if _, err := s.Scan(l.t.Context(), prefixes(l.t, networks...), func(s discovery.Server) { found = append(found, s) }); err != nil {
		l.t.Fatal(err)
	}
	return found
}

func prefixes(t testing.TB, networks ...string) []netip.Prefix {
	t.Helper()
	var list []netip.Prefix
	for _, n := range networks {
		p, err := discovery.ParseSubnets(n)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p...)
	}
	return list
}

func certificate(t testing.TB, organization, name string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		Subject: pkix.Name{Organization: []string{organization}, CommonName: name},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// says answers paths with texts, and everything else with status and text.
func says(status int, text string, paths map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, known := paths[r.URL.Path]
		if !known {
			http.Error(w, text, status)
			return
		}
		_, _ = io.WriteString(w, body)
	}
}
