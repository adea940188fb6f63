package pbs

import (
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

// Kind describes Proxmox Backup Server as a sort of source.
func Kind() source.Kind {
	return source.Kind{
		Name:      "pbs",
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
	return proxmox.Fields("Name or IP of the backup server. Port 8007 is assumed.",
		"For a login with a password, with realm: monitor@pbs.", "user@realm!name. A token with the role Audit on / is enough.")
}
