package auth

import (
	"net"
	"net/http"
	"net/netip"
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
	peer := peerOf(r)
	if !c.trusts(peer) {
		return peer
	}
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0; i-- { // the nearest hop stands last
		hop, err := netip.ParseAddr(strings.TrimSpace(chain[i]))
		if err != nil {
			break
		}
		if hop = hop.Unmap(); !c.trusts(hop) {
			return hop
		}
	}
	if told, err := netip.ParseAddr(strings.TrimSpace(r.Header.Get("X-Real-Ip"))); err == nil {
		return told.Unmap()
	}
	return peer
}

// local reports whether a request comes from this machine: no hop in between
// that we do not trust, and no foreign name in Host (DNS rebinding).
func (c clients) local(r *http.Request) bool {
	if !c.hosts.machine(r.Host) {
		return false
	}
	if !c.trusts(peerOf(r)) && forwarded(r) {
		return false
	}
	return c.address(r).IsLoopback()
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
