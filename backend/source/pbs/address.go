package pbs

import (
	"strings"

	"pulse/backend/fault"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

const (
	defaultPort  = "8007"
	defaultRealm = "pbs"
)

// normalize fills scheme, port and realm, and writes a token with its user.
func normalize(t source.Target) (source.Target, error) {
	host, err := proxmox.Address(t.Host, defaultPort)
	if err != nil {
		return t, err
	}
	t.Host = host
	t.User, t.TokenName = strings.TrimSpace(t.User), strings.TrimSpace(t.TokenName)
	if t.User != "" && !strings.Contains(t.User, "@") {
		t.User += "@" + defaultRealm
	}
	return normalToken(t)
}

// normalToken writes a token as user@realm!name, the user of which may stand
// in a field of its own. With a token, user and password are not kept.
func normalToken(t source.Target) (source.Target, error) {
	if t.TokenName == "" {
		return t, nil
	}
	user, name, full := strings.Cut(t.TokenName, "!")
	switch {
	case full && (name == "" || !strings.Contains(user, "@")):
		return t, fault.New(fault.Invalid, "The token ID must have the form user@realm!name").In("tokenName")
	case !full && t.User == "":
		return t, fault.New(fault.Invalid, "The token ID must have the form user@realm!name, or the user must be given as well").In("tokenName")
	case !full:
		t.TokenName = t.User + "!" + t.TokenName
	}
	t.User, t.Password = "", ""
	return t, nil
}
