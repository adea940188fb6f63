package pve

import (
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// Kind describes Proxmox VE as a sort of source.
func Kind() source.Kind {
	return source.Kind{
		Name:      "pve",
		Title:     product,
		Fields:    fields(),
		Normalize: normalize,
		Open: func(t source.Target, env source.Env) (source.Source, error) {
			if err := proxmox.Credentials(t); err != nil {
				return nil, err
			}
			return open(t, env), nil
		},
		Probe: probe,
	}
}

func fields() []source.Field {
	return proxmox.Fields("Any node of the cluster, as name or IP. Port 8006 is assumed.",
		"For a login with a password, with realm: root@pam.", "user@realm!name. A token with the role PVEAuditor on / is enough.")
}
