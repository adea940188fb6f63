package httpclient

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"strings"
)

// Trust says which certificates are believed.
type Trust struct {
	// Any accepts every certificate. It is the explicit choice of the user and
	// stands back behind PinsOnly.
	Any bool
	// PinsOnly accepts a certificate by its fingerprint alone.
	PinsOnly bool
	// Pins returns SHA-256 fingerprints of certificates that are accepted
	// without a chain, with PinsOnly as the only ones. It is asked at every
	// handshake, concurrently.
	Pins func() []string
}

// Pinned is the trust in one certificate.
func Pinned(fingerprint string) Trust {
	return Trust{PinsOnly: true, Pins: func() []string { return []string{fingerprint} }}
}

// CertificateError says that a server showed a certificate that is not the
// pinned one.
type CertificateError struct {
	Fingerprint string // of the certificate that the server showed
}

// Error names the fingerprint, so that it can be compared on the server.
func (e *CertificateError) Error() string {
	return "certificate changed: its SHA-256 fingerprint is " + e.Fingerprint
}

// Fingerprint is the SHA-256 fingerprint of a certificate as Proxmox writes
// it: upper-case pairs with colons.
func Fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = strings.ToUpper(hex.EncodeToString([]byte{b}))
	}
	return strings.Join(pairs, ":")
}

// SameFingerprint compares two fingerprints whatever their case and separators.
func SameFingerprint(a, b string) bool {
	a = bare(a)
	return a != "" && a == bare(b)
}

func bare(fingerprint string) string {
	return strings.ToLower(strings.NewReplacer(":", "", " ", "", "-", "").Replace(fingerprint))
}

// TLS is the TLS configuration for connections to host. Go's own check is
// switched off only where check takes its place; it runs on resumed sessions too.
func (t Trust) TLS(host string) *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12, ClientSessionCache: &resumption{}}
	switch {
	case t.PinsOnly || (t.Pins != nil && !t.Any):
		c.InsecureSkipVerify = true
		c.VerifyConnection = func(state tls.ConnectionState) error { return t.check(host, state) }
	case t.Any:
		c.InsecureSkipVerify = true
	}
	return c
}

func (t Trust) check(host string, state tls.ConnectionState) error {
	leaf := state.PeerCertificates[0]
	shown := Fingerprint(leaf)
	if t.Pins != nil && slices.ContainsFunc(t.Pins(), func(pin string) bool { return SameFingerprint(pin, shown) }) {
		return nil
	}
	if t.PinsOnly {
		return &CertificateError{Fingerprint: shown}
	}
	return verify(host, state)
}

// verify does what crypto/tls does when it is not told to skip it.
func verify(host string, state tls.ConnectionState) error {
	options := x509.VerifyOptions{DNSName: host, Intermediates: x509.NewCertPool()}
	for _, cert := range state.PeerCertificates[1:] {
		options.Intermediates.AddCert(cert)
	}
	_, err := state.PeerCertificates[0].Verify(options)
	if err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: state.PeerCertificates, Err: err}
	}
	return nil
}
