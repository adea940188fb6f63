package auth

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// forwarding are the headers by which proxies speak of somebody else.
var forwarding = [...]string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Cf-Connecting-Ip", "Cf-Ray"}

// clients finds out where a request really comes from.
type clients struct {
	trusted []netip.Prefix
	hosts   hosts
}

// address is the peer, or what a trusted proxy tells of the caller.
func (c clients) address(r *http.Request) netip.Addr {
	address, _ := c.caller(r)
	return address
}

// caller is an address to count by, and whether it is the caller's for certain:
// behind a proxy that does not tell for whom it speaks, it is only the proxy's.
func (c clients) caller(r *http.Request) (address netip.Addr, certain bool) {
	peer := peerOf(r)
	if !forwarded(r) {
		return peer, true
	}
	if !c.trusts(peer) {
		return peer, false
	}
	if told := r.Header.Values("X-Forwarded-For"); len(told) > 0 {
		return c.farthest(peer, strings.Split(strings.Join(told, ","), ","))
	}
	if told, ok := addressIn(r.Header.Get("X-Real-Ip")); ok {
		return told, true
	}
	return peer, false
}

// farthest goes back along the hops, of which the nearest stands last, as far
// as trusted ones tell.
func (c clients) farthest(from netip.Addr, hops []string) (address netip.Addr, certain bool) {
	for _, text := range slices.Backward(hops) {
		hop, ok := addressIn(text)
		if !ok {
			return from, false
		}
		if from = hop; !c.trusts(hop) {
			break
		}
	}
	return from, true
}

// local reports whether a request comes from this machine: no hop in between
// that we do not trust, and no foreign name in Host (DNS rebinding). Where a
// proxy tells two addresses, one may be of the caller's own making, and both
// must say so.
func (c clients) local(r *http.Request) bool {
	address, certain := c.caller(r)
	if told := r.Header.Get("X-Real-Ip"); told != "" {
		other, _ := addressIn(told)
		certain = certain && other.IsLoopback()
	}
	return certain && address.IsLoopback() && c.hosts.machine(r.Host)
}

// addressIn reads an address as proxies write it, some with a port.
func addressIn(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		var withPort netip.AddrPort
		withPort, err = netip.ParseAddrPort(text)
		a = withPort.Addr()
	}
	return a.Unmap().WithZone(""), err == nil
}

// asSent is the request with the host that the browser called, where a trusted
// proxy tells it.
func (c clients) asSent(r *http.Request) *http.Request {
	told := r.Header.Get("X-Forwarded-Host")
	if told == "" || !c.trusts(peerOf(r)) {
		return r
	}
	sent := new(http.Request)
	*sent = *r
	sent.Host = told
	return sent
}

func (c clients) trusts(a netip.Addr) bool {
	for _, network := range c.trusted {
		if network.Contains(a) {
			return true
		}
	}
	return false
}

func forwarded(r *http.Request) bool {
	for _, name := range forwarding {
		if r.Header.Get(name) != "" {
			return true
		}
	}
	return false
}

// secure reports whether the caller's side of the connection is encrypted, as
// far as the request tells.
func secure(r *http.Request) bool {
	return r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") ||
		strings.Contains(strings.ToLower(r.Header.Get("Forwarded")), "proto=https")
}

func peerOf(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// keyOf is what limits count by: an IPv6 caller owns its whole /64.
func keyOf(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
