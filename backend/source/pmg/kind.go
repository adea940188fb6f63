package pmg

import (
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

const (
	product      = "Proxmox Mail Gateway"
	defaultPort  = "8006"
	defaultRealm = "pmg"
)

// Kind describes Proxmox Mail Gateway as a sort of source.
func Kind() source.Kind {
	return source.Kind{
		Name:      "pmg",
		Title:     product,
		Fields:    fields(),
		Normalize: normalize,
		Open:      func(t source.Target, env source.Env) (source.Source, error) { return open(t, env), nil },
		Probe:     probe,
	}
}

func fields() []source.Field {
	return []source.Field{
		{Name: "host", Title: "Address", Help: "The gateway, or any node of the cluster. Port 8006 is assumed.", Required: true},
		{Name: "user", Title: "User", Help: "With realm: pulse@pmg. The role Auditor is enough.", Required: true},
		{Name: "password", Title: "Password", Help: "Proxmox Mail Gateway has no API tokens.", Secret: true, Required: true},
		{Name: "fingerprint", Title: "Certificate fingerprint", Help: "SHA-256. Only a server with this certificate is believed."},
		{Name: "verifySSL", Title: "Verify the certificate", Help: "With the certificate authorities of this machine."},
	}
}

// normalize fills scheme, port and realm.
func normalize(t source.Target) (source.Target, error) {
	return proxmox.Normalize(t, defaultPort, defaultRealm)
}
