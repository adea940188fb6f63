package pmgtest

import (
	"net"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// Listen serves the gateway at a loopback address such as 127.0.0.1:0. The
// caller closes the listener.
func (g *Gateway) Listen(address string) (*proxmoxtest.Listener, error) {
	return proxmoxtest.Listen(address, g.Handler(), func() (*proxmoxtest.Certificate, error) { return g.shown(), nil })
}

func (g *Gateway) shown() *proxmoxtest.Certificate {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.cert
}

// RenewCertificate gives the gateway another certificate and returns its fingerprint.
func (g *Gateway) RenewCertificate() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.cert = newCertificate(g.nodes[0], g.now())
	return g.cert.Fingerprint()
}

// Fingerprint is the SHA-256 of the certificate, as Proxmox writes it.
func (g *Gateway) Fingerprint() string { return g.shown().Fingerprint() }

func newCertificate(n *node, now time.Time) *proxmoxtest.Certificate {
	return proxmoxtest.NewCertificate("Proxmox Mail Gateway", n.Name, net.IPv4(127, 0, 0, 1), now)
}
