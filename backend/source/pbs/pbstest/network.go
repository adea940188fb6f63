package pbstest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
)

// Network carries requests to simulated servers without sockets. It is an
// http.RoundTripper that may be used concurrently.
type Network struct {
	servers map[string]*Server
}

// NewNetwork connects servers by their host names; the port does not matter.
func NewNetwork(servers map[string]*Server) *Network { return &Network{servers: servers} }

// RoundTrip asks the server that the request's host names.
func (n *Network) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
	}
	s := n.servers[r.URL.Hostname()]
	if s == nil {
		return nil, &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}
	}
	a, err := s.reply(r)
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return nil, err
	case err != nil:
		return nil, io.ErrUnexpectedEOF
	}
	return a.response(r), nil
}

// Owns tells whether the host is one of the servers.
func (n *Network) Owns(host string) bool { return n.servers[host] != nil }
