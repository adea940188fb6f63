package keys

import (
	"errors"
	"os"
	"path/filepath"
)

// reachable reports why there can be no key store. It is behind the session bus;
// where there is none, looking for it would start one that stays.
func reachable() error {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return nil
	}
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		return errors.New("this session has no bus, and with that no key store")
	}
	_, err := os.Stat(filepath.Join(dir, "bus"))
	return err
}
