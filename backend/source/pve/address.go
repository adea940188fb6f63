package pve

import (
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

const (
	product      = "Proxmox VE"
	defaultPort  = "8006"
	defaultRealm = "pam"
)

// normalize fills scheme, port and realm, and writes a token with its user.
func normalize(t source.Target) (source.Target, error) {
	t, err := proxmox.Normalize(t, defaultPort, defaultRealm)
	if err != nil {
		return t, err
	}
	return proxmox.NormalizeToken(t)
}
