package pvetest

import (
	"net/http"
	"strings"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// NewNetwork connects clusters. A member is reached by its IP address, its name,
// or a host name that begins with its name and a dot.
func NewNetwork(clusters ...*Cluster) *proxmoxtest.Network {
	return proxmoxtest.NewNetwork(func(host string) proxmoxtest.Reply {
		for _, c := range clusters {
			if name := c.memberAt(host); name != "" {
				return c.member(name)
			}
		}
		return nil
	})
}

// Handler is what the member's pveproxy serves. Every member answers for the
// whole cluster. It panics when there is no such member.
func (c *Cluster) Handler(member string) http.Handler {
	c.mustHave(member)
	return c.member(member)
}

func (c *Cluster) member(name string) proxmoxtest.Reply {
	return func(r *http.Request) (answer, error) { return c.reply(name, r) }
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
