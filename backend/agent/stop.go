package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const unit = "pulse-docker-agent.service"

// retirement takes care that the agent does not come back after a restart of
// the machine.
type retirement struct {
	unitFolders []string // where systemd looks for units
	startScript string   // of Unraid
	run         func(ctx context.Context, name string, args ...string) error
}

func newRetirement() retirement {
	return retirement{
		unitFolders: []string{"/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"},
		startScript: "/boot/config/go.d/pulse-docker-agent.sh",
		run:         runCommand,
	}
}

// retire disables the unit, where there is one, and removes the start script.
func (r retirement) retire(ctx context.Context) error {
	if r.installed() {
		if err := r.run(ctx, "systemctl", "disable", unit); err != nil {
			return fmt.Errorf("disable %s: %w", unit, err)
		}
	}
	if err := os.Remove(r.startScript); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the start script: %w", err)
	}
	return nil
}

func (r retirement) installed() bool {
	for _, folder := range r.unitFolders {
		if _, err := os.Stat(filepath.Join(folder, unit)); err == nil {
			return true
		}
	}
	return false
}

func runCommand(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput() //nolint:gosec // fixed commands
	if err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}
