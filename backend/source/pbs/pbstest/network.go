package pbstest

import "pulse/backend/source/proxmox/proxmoxtest"

// NewNetwork connects servers by their host names.
func NewNetwork(servers map[string]*Server) *proxmoxtest.Network {
	return proxmoxtest.NewNetwork(func(host string) proxmoxtest.Reply {
		if s := servers[host]; s != nil {
			return s.reply
		}
		return nil
	})
}
