package proxmoxtest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
)

// Reply answers a request, or fails with ErrNoAnswer, ErrDown or the caller's
// own reason to give up. It is an http.Handler.
type Reply func(*http.Request) (Answer, error)

// ServeHTTP sends the answer, or ends the connection without one.
func (reply Reply) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, err := reply(r)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	a.write(w, r)
}

// Network carries requests to simulators without sockets. It is an
// http.RoundTripper that may be used concurrently.
type Network struct{ find func(host string) Reply }

// NewNetwork connects whoever find returns for a host; nil means nobody.
func NewNetwork(find func(host string) Reply) *Network { return &Network{find} }

// Owns tells whether somebody is at the host.
func (n *Network) Owns(host string) bool { return n.find(host) != nil }

// RoundTrip asks whom the request's host names; the port does not matter.
func (n *Network) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
	}
	reply := n.find(r.URL.Hostname())
	if reply == nil {
		return nil, &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}
	}
	a, err := reply(r)
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return nil, err
	case errors.Is(err, ErrDown):
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connect: no route to host")}
	case err != nil:
		return nil, io.ErrUnexpectedEOF
	}
	return a.response(r), nil
}
