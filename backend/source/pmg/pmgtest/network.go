package pmgtest

import (
	"strings"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// NewNetwork connects gateways. One is reached by the name or the IP address
// of its first node, or a host name that begins with its name and a dot.
func NewNetwork(gateways ...*Gateway) *proxmoxtest.Network {
	return proxmoxtest.NewNetwork(func(host string) proxmoxtest.Reply {
		for _, g := range gateways {
			first := g.opts.Nodes[0]
			if first.IP == host || first.Name == host || strings.HasPrefix(host, first.Name+".") {
				return g.reply
			}
		}
		return nil
	})
}
