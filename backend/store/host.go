package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"pulse/backend/durable"
	"pulse/backend/fault"
)

// HostInfo tells other programs of the same user how to reach the Pulse that
// holds the lock of a data folder. It is the content of run.json.
type HostInfo struct {
	PID     int    `json:"pid"`
	URL     string `json:"url"`
	Version string `json:"version"`
	Mode    string `json:"mode"`   // window, desktop, foreground or service
	Secret  string `json:"secret"` // opens an admin session from this machine
}

// WriteHost stores how this process is reached. Only the holder of the lock
// calls it.
func WriteHost(dir string, info HostInfo) error {
	content, err := json.Marshal(info)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, hostFile)
	if err := durable.Replace(path, content, fileMode); err != nil {
		return fmt.Errorf("replace %s: %w", path, err)
	}
	return nil
}

// ReadHost tells who holds the lock of a data folder. It fails with
// fault.NotFound when nobody told; what it tells may be out of date after a crash.
func ReadHost(dir string) (HostInfo, error) {
	path := filepath.Join(dir, hostFile)
	content, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return HostInfo{}, fault.Wrap(fault.NotFound, err, "no Pulse runs on %s", dir)
	}
	if err != nil {
		return HostInfo{}, fmt.Errorf("read %s: %w", path, err)
	}
	var info HostInfo
	if err := json.Unmarshal(content, &info); err != nil || info.PID == 0 {
		return HostInfo{}, fault.New(fault.Damaged, "%s cannot be read: it does not hold what Pulse writes there", path)
	}
	return info, nil
}

// RemoveHost removes what WriteHost wrote. Only the holder of the lock calls it.
func RemoveHost(dir string) error {
	err := os.Remove(filepath.Join(dir, hostFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
