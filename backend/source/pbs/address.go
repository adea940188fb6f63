package pbs

import (
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

const (
	defaultPort  = "8007"
	defaultRealm = "pbs"
)

// normalize fills scheme, port and realm, and writes a token with its user.
// With a token, user and password are not kept.
func normalize(t source.Target) (source.Target, error) {
	t, err := proxmox.Normalize(t, defaultPort, defaultRealm)
	if err != nil {
		return t, err
	}
	if t, err = proxmox.NormalizeToken(t); err == nil && t.TokenName != "" {
		t.User, t.Password = "", ""
	}
	return t, err
}
