package pmgtest

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

// Server is a gateway on a loopback address, over TLS with a certificate of its
// own.
type Server struct {
	URL    string
	server *http.Server
	ended  chan struct{}
}

// Listen serves the gateway at a loopback address such as 127.0.0.1:0. The
// caller closes the server.
func (g *Gateway) Listen(address string) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("serve mail gateway: %w", err)
	}
	s := &Server{
		URL: "https://" + listener.Addr().String(), ended: make(chan struct{}),
		server: &http.Server{
			Handler: g.Handler(), IdleTimeout: 5 * time.Second, ReadHeaderTimeout: 10 * time.Second,
			ErrorLog: log.New(io.Discard, "", 0),
			TLSConfig: &tls.Config{
				MinVersion:     tls.VersionTLS12,
				GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return g.shown(), nil },
			},
		},
	}
	go func() {
		defer close(s.ended)
		_ = s.server.Serve(tls.NewListener(listener, s.server.TLSConfig))
	}()
	return s, nil
}

// Close ends all connections and waits for the server.
func (s *Server) Close() error {
	err := s.server.Close()
	<-s.ended
	return err
}

func (g *Gateway) shown() *tls.Certificate {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return &g.cert.Certificate
}

type certificate struct {
	tls.Certificate
	fingerprint string
}

// newCertificate signs itself, as the certificate of a new installation.
func newCertificate(n *node, now time.Time) *certificate {
	key, keyErr := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	serial, serialErr := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err := errors.Join(keyErr, serialErr); err != nil {
		panic("pmgtest: " + err.Error())
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{Organization: []string{"Proxmox Mail Gateway"}, CommonName: n.Name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(2, 0, 0),
		DNSNames:     []string{n.Name, "localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic("pmgtest: " + err.Error())
	}
	sum := sha256.Sum256(der)
	pairs := strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
	return &certificate{tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pairs}
}
