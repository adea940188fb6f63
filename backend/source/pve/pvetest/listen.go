package pvetest

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// Servers are the members of a cluster on loopback addresses, over TLS with
// certificates of their own.
type Servers struct {
	Port    int
	members map[string]*proxmoxtest.Listener
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
	s := &Servers{members: map[string]*proxmoxtest.Listener{}}
	for i, n := range c.nodes {
		at := listeners[i].Addr().(*net.TCPAddr)
		s.Port = at.Port
		if n.cert == nil || n.IP != at.IP.String() { // who comes back to an address keeps its certificate
			n.IP = at.IP.String()
			n.cert = newCertificate(n, c.now())
		}
		s.members[n.Name] = proxmoxtest.Serve(listeners[i], c.member(n.Name), func() (*proxmoxtest.Certificate, error) {
			return c.certificate(n.Name)
		})
	}
	return s
}

// URL is the address of a member.
func (s *Servers) URL(node string) string { return s.members[node].URL }

// Close ends all connections and waits for the servers.
func (s *Servers) Close() error {
	var errs []error
	for _, member := range s.members {
		errs = append(errs, member.Close())
	}
	return errors.Join(errs...)
}

// certificate fails while the node is down, so that no handshake succeeds.
func (c *Cluster) certificate(name string) (*proxmoxtest.Certificate, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	n := c.node(name)
	if n.down {
		return nil, proxmoxtest.ErrDown
	}
	return n.cert, nil
}

func newCertificate(n *node, now time.Time) *proxmoxtest.Certificate {
	return proxmoxtest.NewCertificate("Proxmox Virtual Environment", n.Name, net.ParseIP(n.IP), now)
}
