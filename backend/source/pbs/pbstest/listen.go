package pbstest

import (
	"net"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// Listen serves at a loopback address such as 127.0.0.1:0. The caller closes
// the listener.
func (s *Server) Listen(address string) (*proxmoxtest.Listener, error) {
	if s.shown() == nil { // who comes back keeps its certificate
		s.RenewCertificate()
	}
	return proxmoxtest.Listen(address, s.Handler(), func() (*proxmoxtest.Certificate, error) { return s.shown(), nil })
}

func (s *Server) shown() *proxmoxtest.Certificate {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.cert
}

// RenewCertificate gives the server another certificate and returns its fingerprint.
func (s *Server) RenewCertificate() string {
	cert := proxmoxtest.NewCertificate("Proxmox Backup Server", "pbs", net.IPv4(127, 0, 0, 1), s.now())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cert = cert
	return cert.Fingerprint()
}

// Fingerprint is the SHA-256 of the certificate as Proxmox writes it; empty
// before Listen.
func (s *Server) Fingerprint() string {
	if cert := s.shown(); cert != nil {
		return cert.Fingerprint()
	}
	return ""
}
