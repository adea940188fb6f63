package pvetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
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
	"net/netip"
	"sync"
	"time"
)

// Servers are the members of a cluster on loopback addresses, over TLS with
// certificates of their own.
type Servers struct {
	Port    int
	servers []*http.Server
	urls    map[string]string
	running sync.WaitGroup
}

// Listen serves every member: the first at the given loopback address, the
// others at those that follow, all on one port, because a client derives the
// addresses of members from /cluster/status. Port 0 chooses a free one. The
// caller closes the servers. Systems other than Linux may have to be told about
// loopback addresses above 127.0.0.1.
func (c *Cluster) Listen(first string, port int) (*Servers, error) {
	base, err := netip.ParseAddr(first)
	if err != nil || !base.IsLoopback() || !base.Is4() {
		return nil, fmt.Errorf("listen at %q: an IPv4 loopback address such as 127.0.1.1 is needed", first)
	}
	const attempts = 20 // until one port is free at all addresses
	var listeners []net.Listener
	for range attempts {
		if listeners, err = listenAll(first, len(c.Nodes()), port); err == nil || port != 0 {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("serve %s: %w", c.Name(), err)
	}
	return c.serve(listeners), nil
}

func listenAll(first string, count, port int) (all []net.Listener, err error) {
	for i := range count {
		l, err := net.Listen("tcp4", netip.AddrPortFrom(netip.MustParseAddr(address(first, i)), uint16(port)).String())
		if err != nil {
			for _, open := range all {
				_ = open.Close()
			}
			return nil, err
		}
		port = l.Addr().(*net.TCPAddr).Port
		all = append(all, l)
	}
	return all, nil
}

func (c *Cluster) serve(listeners []net.Listener) *Servers {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := &Servers{urls: map[string]string{}}
	for i, n := range c.nodes {
		at := listeners[i].Addr().(*net.TCPAddr)
		s.Port, s.urls[n.Name] = at.Port, "https://"+at.String()
		if n.cert == nil || n.IP != at.IP.String() { // who comes back to an address keeps its certificate
			n.IP = at.IP.String()
			n.cert = newCertificate(n, c.now())
		}
		server := c.server(n.Name)
		s.servers = append(s.servers, server)
		s.running.Go(func() { _ = server.Serve(tls.NewListener(listeners[i], server.TLSConfig)) })
	}
	return s
}

// server speaks HTTP/1.1 only and drops idle connections after 5 s, as pveproxy does.
func (c *Cluster) server(name string) *http.Server {
	return &http.Server{
		Handler:           c.handler(name),
		IdleTimeout:       5 * time.Second,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0),
		TLSConfig: &tls.Config{
			MinVersion: tls.VersionTLS12,
			GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
				return c.certificate(name)
			},
		},
	}
}

// URL is the address of a member.
func (s *Servers) URL(node string) string { return s.urls[node] }

// Close ends all connections and waits for the servers.
func (s *Servers) Close() error {
	var errs []error
	for _, server := range s.servers {
		errs = append(errs, server.Close())
	}
	s.running.Wait()
	return errors.Join(errs...)
}

// certificate fails while the node is down, so that no handshake succeeds.
func (c *Cluster) certificate(name string) (*tls.Certificate, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	n := c.node(name)
	if n.down {
		return nil, errNoAnswer
	}
	return n.cert, nil
}

// newCertificate signs itself, as the certificate of a new installation.
func newCertificate(n *node, now time.Time) *tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic("pvetest: " + err.Error())
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		panic("pvetest: " + err.Error())
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{Organization: []string{"Proxmox Virtual Environment"}, CommonName: n.Name},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(2 * 365 * day),
		DNSNames:     []string{n.Name, "localhost"},
		IPAddresses:  []net.IP{net.ParseIP(n.IP)},
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic("pvetest: " + err.Error())
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
