package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
)

// Name is what the programs of this account on this computer call themselves
// together. It tells neither.
func Name() string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = os.Getenv("USER")
	}
	host, err := os.Hostname()
	if err != nil {
		host = "this computer"
	}
	sum := sha256.Sum256([]byte(host + "\x00" + home))
	return "desktop-" + hex.EncodeToString(sum[:8])
}
