package pvetest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
)

// Network carries requests to simulated clusters without sockets. It is an
// http.RoundTripper that may be used concurrently.
type Network struct {
	clusters []*Cluster
}

// NewNetwork connects clusters. A member is reached by its IP address, its name,
// or a host name that begins with its name and a dot; the port does not matter.
func NewNetwork(clusters ...*Cluster) *Network { return &Network{clusters: clusters} }

// RoundTrip asks the member that the request's host names.
func (n *Network) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
	}
	c, member := n.find(r.URL.Hostname())
	if c == nil {
		return nil, &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}
	}
	a, err := c.reply(member, r)
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return nil, err
	case err != nil && c.isDown(member):
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connect: no route to host")}
	case err != nil:
		return nil, io.ErrUnexpectedEOF
	}
	return a.response(r), nil
}

// Owns tells whether the host is a member of one of the clusters.
func (n *Network) Owns(host string) bool {
	c, _ := n.find(host)
	return c != nil
}

func (n *Network) find(host string) (*Cluster, string) {
	for _, c := range n.clusters {
		if name := c.memberAt(host); name != "" {
			return c, name
		}
	}
	return nil, ""
}

func (c *Cluster) memberAt(host string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, n := range c.nodes {
		if n.IP == host || n.Name == host || strings.HasPrefix(host, n.Name+".") {
			return n.Name
		}
	}
	return ""
}

func (c *Cluster) isDown(member string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.node(member).down
}
