package discovery

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Endpoint is where something configured is reached.
type Endpoint struct {
	Host string // an address or a name
	Port int
}

// resolveLimit is how long the names of what is configured are looked up.
const resolveLimit = 3 * time.Second

// is tells whether an endpoint is a server, by its address or its name, or by
// an address that its name was resolved to.
func (e Endpoint) is(s Server, resolved map[string][]netip.Addr) bool {
	if e.Port != int(s.Address.Port()) {
		return false
	}
	host := strings.Trim(e.Host, "[]")
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Unmap() == s.Address.Addr()
	}
	return strings.EqualFold(host, s.Hostname) || slices.Contains(resolved[host], s.Address.Addr())
}

// without leaves out the servers that are configured.
func without(servers []Server, configured []Endpoint, resolved map[string][]netip.Addr) []Server {
	return slices.DeleteFunc(slices.Clone(servers), func(s Server) bool {
		return slices.ContainsFunc(configured, func(e Endpoint) bool { return e.is(s, resolved) })
	})
}

// resolve looks up the names of what is configured. A name that cannot be
// resolved in time is left out.
func (s *Service) resolve(ctx context.Context) map[string][]netip.Addr {
	configured, err := s.opt.Configured(ctx)
	if err != nil || s.opt.LookupHost == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, resolveLimit)
	defer cancel()
	out := map[string][]netip.Addr{}
	for _, e := range configured {
		if _, err := netip.ParseAddr(strings.Trim(e.Host, "[]")); err == nil {
			continue
		}
		found, err := s.opt.LookupHost(ctx, e.Host)
		if err != nil {
			continue
		}
		for _, text := range found {
			if a, err := netip.ParseAddr(text); err == nil {
				out[e.Host] = append(out[e.Host], a.Unmap())
			}
		}
	}
	return out
}
