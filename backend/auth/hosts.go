package auth

import (
	"net"
	"net/netip"
	"os"
	"strings"
)

// hosts are the names by which this server may be called.
type hosts struct {
	own     map[string]bool // of this machine
	allowed map[string]bool // configured
}

func newHosts(allowed []string) hosts {
	h := hosts{own: map[string]bool{"localhost": true}, allowed: map[string]bool{}}
	if name, err := os.Hostname(); err == nil && name != "" {
		name = strings.ToLower(name)
		short, _, _ := strings.Cut(name, ".")
		h.own[name], h.own[short], h.own[short+".local"] = true, true, true
	}
	for _, name := range allowed {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" {
			h.allowed[hostName(name)] = true
		}
	}
	return h
}

// machine reports whether a Host header is an address or a name of this machine.
func (h hosts) machine(header string) bool {
	name := hostName(header)
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	return h.own[name]
}

// fine reports whether a Host header is one that we answer to without asking
// for a credential.
func (h hosts) fine(header string) bool { return h.machine(header) || h.allowed[hostName(header)] }

func hostName(header string) string {
	name, _, err := net.SplitHostPort(header)
	if err != nil {
		name = header
	}
	name = strings.TrimSuffix(strings.ToLower(strings.Trim(name, "[]")), ".")
	return name
}
