package backend

import (
	"os"
	"path/filepath"
	"strings"

	"pulse/backend/api"
)

// maxPublicKey bounds what is read of a file with a public key.
const maxPublicKey = 16 << 10

// enrolment is what the environment and the mode decide about servers that
// register themselves.
func (b *Backend) enrolment() api.Enrolment {
	c := b.opt.Config
	e := api.Enrolment{
		PublicURL: c.Server.PublicURL, OnlyHere: b.onlyHere,
		Unprotected: c.Access.UnprotectedRegistrant && (!c.IsSet("REQUIRE_REGISTRATION_TOKEN") || !c.Access.RegistrationCode),
	}
	if c.Server.SensorsOverSSH {
		e.SSHKey = publicKey()
	}
	return e
}

// onlyHere reports whether the window's server can not be reached by others. A
// server without a window may stand behind a proxy of this machine.
func (b *Backend) onlyHere() bool {
	if b.opt.Mode != "window" && b.opt.Mode != "desktop" {
		return false
	}
	for _, bound := range b.doors.bound() {
		if !bound.IP.IsLoopback() {
			return false
		}
	}
	return true
}

// publicKey is the first public key of this account's SSH client, empty where
// there is none.
func publicKey() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	for _, name := range []string{"id_ed25519.pub", "id_ecdsa.pub", "id_rsa.pub"} {
		text, err := os.ReadFile(filepath.Join(home, ".ssh", name))
		if err != nil || len(text) > maxPublicKey {
			continue
		}
		if line := strings.TrimSpace(string(text)); line != "" && !strings.ContainsAny(line, "\n\r") {
			return line
		}
	}
	return ""
}
