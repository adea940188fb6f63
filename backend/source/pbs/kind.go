package pbs

import (
	"pulse/backend/fault"
	"pulse/backend/source"
)

// Kind describes Proxmox Backup Server as a sort of source.
func Kind() source.Kind {
	return source.Kind{
		Name:      "pbs",
		Title:     product,
		Fields:    fields(),
		Normalize: normalize,
		Open: func(t source.Target, env source.Env) (source.Source, error) {
			if err := credentials(t); err != nil {
				return nil, err
			}
			return open(t, env), nil
		},
		Probe: probe,
	}
}

func fields() []source.Field {
	return []source.Field{
		{Name: "host", Title: "Address", Help: "Name or IP of the backup server. Port 8007 is assumed.", Required: true},
		{Name: "user", Title: "User", Help: "For a login with a password, with realm: monitor@pbs."},
		{Name: "password", Title: "Password", Secret: true},
		{Name: "tokenName", Title: "Token ID", Help: "user@realm!name. A token with the role Audit on / is enough."},
		{Name: "tokenValue", Title: "Token secret", Secret: true},
		{Name: "fingerprint", Title: "Certificate fingerprint", Help: "SHA-256. Only a server with this certificate is believed."},
		{Name: "verifySSL", Title: "Verify the certificate", Help: "With the certificate authorities of this machine."},
	}
}

// credentials checks that there is something to log in with.
func credentials(t source.Target) error {
	if (t.TokenName != "" && t.TokenValue != "") || (t.User != "" && t.Password != "") {
		return nil
	}
	return fault.New(fault.Invalid, "Authentication credentials required: a user with password, or a token ID with its secret")
}
