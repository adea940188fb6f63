package httpclient

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"
)

// Certificate is what a server showed when it was asked for its identity.
type Certificate struct {
	Fingerprint string    // SHA-256 of the leaf
	Trusted     bool      // verifies with the system's roots for this address
	Subject     string    // whom it names
	NotBefore   time.Time // since when it is good
	NotAfter    time.Time // when it expires
}

// FetchCertificate connects to addr (host:port) and returns the certificate
// that it shows, without believing it and without sending anything.
func FetchCertificate(ctx context.Context, addr string) (Certificate, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return Certificate{}, fmt.Errorf("fetch certificate of %s: %w", addr, err)
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	dialer := tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12, ServerName: host, InsecureSkipVerify: true}}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return Certificate{}, fmt.Errorf("fetch certificate of %s: %w", addr, err)
	}
	defer conn.Close()
	state := conn.(*tls.Conn).ConnectionState()
	leaf := state.PeerCertificates[0]
	return Certificate{
		Fingerprint: Fingerprint(leaf), Trusted: verify(host, state) == nil,
		Subject: leaf.Subject.String(), NotBefore: leaf.NotBefore, NotAfter: leaf.NotAfter,
	}, nil
}
