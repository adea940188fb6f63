package pmgtest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
)

// Network carries requests to simulated gateways without sockets. It is an
// http.RoundTripper that may be used concurrently.
type Network struct{ gateways []*Gateway }

// NewNetwork connects gateways. One is reached by the name or the IP address
// of its first node, or a host name that begins with its name and a dot; the
// port does not matter.
func NewNetwork(gateways ...*Gateway) *Network { return &Network{gateways: gateways} }

// RoundTrip asks the gateway that the request's host names.
func (n *Network) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
	}
	g := n.find(r.URL.Hostname())
	if g == nil {
		return nil, &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}
	}
	a, err := g.reply(r)
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return nil, err
	case err != nil:
		return nil, io.ErrUnexpectedEOF
	}
	return a.response(r), nil
}

// Owns tells whether the host is one of the gateways.
func (n *Network) Owns(host string) bool { return n.find(host) != nil }

func (n *Network) find(host string) *Gateway {
	for _, g := range n.gateways {
		first := g.opts.Nodes[0]
		if first.IP == host || first.Name == host || strings.HasPrefix(host, first.Name+".") {
			return g
		}
	}
	return nil
}
