package pbstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"strings"
	"time"
)

// Listener is a server on a loopback address, over TLS with a certificate of
// its own.
type Listener struct {
	URL    string
	server *http.Server
	ended  chan struct{}
}

// Listen serves at a loopback address such as 127.0.0.1:0. The caller closes
// the listener.
func (s *Server) Listen(address string) (*Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("serve backup server: %w", err)
	}
	if s.shown() == nil { // who comes back keeps its certificate
		s.RenewCertificate()
	}
	l := &Listener{
		URL: "https://" + listener.Addr().String(), ended: make(chan struct{}),
		server: &http.Server{
			Handler: s.Handler(), IdleTimeout: 5 * time.Second, ReadHeaderTimeout: 10 * time.Second,
			ErrorLog: log.New(io.Discard, "", 0),
			TLSConfig: &tls.Config{
				MinVersion:     tls.VersionTLS12,
				GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return s.shown(), nil },
			},
		},
	}
	go func() {
		defer close(l.ended)
		_ = l.server.Serve(tls.NewListener(listener, l.server.TLSConfig))
	}()
	return l, nil
}

// Close ends all connections and waits for the server.
func (l *Listener) Close() error {
	err := l.server.Close()
	<-l.ended
	return err
}

func (s *Server) shown() *tls.Certificate {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.cert
}

// RenewCertificate gives the server another certificate and returns its fingerprint.
func (s *Server) RenewCertificate() string {
	cert := newCertificate(s.now())
	s.mu.Lock()
	s.cert = cert
	s.mu.Unlock()
	return s.Fingerprint()
}

// Fingerprint is the SHA-256 of the certificate as Proxmox writes it; empty
// before Listen.
func (s *Server) Fingerprint() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.cert == nil {
		return ""
	}
	sum := sha256.Sum256(s.cert.Certificate[0])
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}

// newCertificate signs itself, as the certificate of a new installation.
func newCertificate(now time.Time) *tls.Certificate {
	key, keyErr := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	serial, serialErr := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err := errors.Join(keyErr, serialErr); err != nil {
		panic("pbstest: " + err.Error())
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{Organization: []string{"Proxmox Backup Server"}, CommonName: "pbs"},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(2, 0, 0),
		DNSNames:     []string{"pbs", "localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic("pbstest: " + err.Error())
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
