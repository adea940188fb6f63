package discovery

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// How long one server may take, and how much of an answer is read.
const (
	handshakeLimit = 3 * time.Second
	answerLimit    = 4 * time.Second
	serverLimit    = 12 * time.Second
	bodyLimit      = 64 << 10
	headerLimit    = 32 << 10
)

// Dial opens a connection.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// answer is what a server said to one question. The zero answer is none.
type answer struct {
	status int
	phrase string // the reason behind the status
	header http.Header
	body   string
}

// asker puts questions to one address. It believes no certificate and sends
// nothing but the questions.
type asker struct {
	base   string
	client *http.Client
	cert   *x509.Certificate // of the last answer
}

// newAsker uses an open connection first, and dials when that is used up.
func newAsker(address netip.AddrPort, first net.Conn, dial Dial) *asker {
	var once sync.Once
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			var conn net.Conn
			once.Do(func() { conn = first })
			if conn != nil {
				return conn, nil
			}
			return dial(ctx, network, address)
		},
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true}, //nolint:gosec // nothing secret is sent
		TLSHandshakeTimeout:    handshakeLimit,
		MaxConnsPerHost:        1,
		MaxResponseHeaderBytes: headerLimit,
	}
	return &asker{base: "https://" + address.String(), client: &http.Client{
		Transport: transport, Timeout: answerLimit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (a *asker) close() { a.client.CloseIdleConnections() }

// ask returns the zero answer when there is none that can be read. Of a long
// body only the beginning is read.
func (a *asker) ask(ctx context.Context, path string) answer {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+path, http.NoBody)
	if err != nil {
		return answer{}
	}
	r.Header.Set("User-Agent", "Pulse")
	r.Header.Set("Accept", "application/json, text/html")
	resp, err := a.client.Do(r)
	if err != nil {
		return answer{}
	}
	defer resp.Body.Close()
	if resp.TLS != nil && len(resp.TLS.PeerCertificates) > 0 {
		a.cert = resp.TLS.PeerCertificates[0]
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, bodyLimit)) // what came before a failure counts
	return answer{status: resp.StatusCode, phrase: resp.Status, header: resp.Header, body: string(body)}
}
