package pve

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"pulse/backend/httpclient"
	"pulse/backend/infra"
)

// believed is a membership from an earlier run: what was unreachable then says
// nothing about now.
func believed(c infra.Cluster) infra.Cluster {
	c.Members = slices.Clone(c.Members)
	for i := range c.Members {
		c.Members[i].Online = true
	}
	return c
}

// vouch takes over the fingerprints that the cluster tells.
func (p *pool) vouch(node, fingerprint string) {
	if fingerprint == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pins[node] = fingerprint
}

// adopt takes over a membership. local is the member that answered, through
// the endpoint via.
func (p *pool) adopt(c infra.Cluster, local string, via *endpoint) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.setMembers(c, local, via)
	}
}

func (p *pool) setMembers(c infra.Cluster, local string, via *endpoint) {
	p.cluster = c
	if via != nil && !via.member {
		via.node = local
	}
	kept := slices.Clone(p.endpoints[:1])
	for _, m := range c.Members {
		e := p.find(m)
		if e == nil {
			e = p.open(m.Address, m.Name)
			e.reached = m.SeenAt
		}
		e.node, e.clusterSay = m.Name, m.Online
		if m.Fingerprint != "" && p.pins[m.Name] == "" {
			p.pins[m.Name] = m.Fingerprint
		}
		if !slices.Contains(kept, e) {
			kept = append(kept, e)
		}
	}
	for _, e := range p.endpoints {
		if !slices.Contains(kept, e) {
			httpclient.Close(e.http)
		}
	}
	p.endpoints = kept
}

// find returns the endpoint of a member, if there is one: by its address, or
// the configured one when that member answers there.
func (p *pool) find(m infra.Member) *endpoint {
	for _, e := range p.endpoints {
		if e.address == m.Address || (!e.member && e.node == m.Name) {
			return e
		}
	}
	return nil
}

// known returns the membership with what we know of the members' reachability.
func (p *pool) known() infra.Cluster {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.membership()
}

// news returns the membership when the reachability of a member has changed
// since it was told last, else nil.
func (p *pool) news() *infra.Cluster {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.membership()
	now := make([]bool, len(c.Members))
	for i, m := range c.Members {
		now[i] = m.Online
	}
	untold := slices.ContainsFunc(p.endpoints, func(e *endpoint) bool { return e.condition == untried })
	if untold || slices.Equal(now, p.told) {
		return nil
	}
	p.told = now
	return &c
}

func (p *pool) membership() infra.Cluster {
	c := infra.Cluster{Name: p.cluster.Name, Members: slices.Clone(p.cluster.Members)}
	for i := range c.Members {
		m := &c.Members[i]
		m.Fingerprint = p.pins[m.Name]
		if e := p.find(*m); e != nil {
			m.Online = e.condition == healthy
			m.SeenAt = e.reached
		}
	}
	return c
}

// memberAddress is where a member answers: its own host at the port and scheme
// of the configured one.
func memberAddress(configured, host string) string {
	u, err := url.Parse(configured)
	if err != nil {
		return ""
	}
	if u.Port() == "" {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		return u.Scheme + "://" + host
	}
	return u.Scheme + "://" + net.JoinHostPort(host, u.Port())
}
