// Package sensors reads the hardware sensors of a machine from outside.
package sensors

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

const (
	// mostOutput bounds what is read of a machine; a large one prints some 50 KiB.
	mostOutput = 1 << 20
	// lingering is how long a program that was told to end may take.
	lingering = time.Second
)

// hostName is what is taken for a name or an address; the rest could be read
// as an option by the program.
var hostName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.:_-]{0,252}$`)

// SSH reads sensors by running "sensors -j" on the machine itself.
type SSH struct {
	// Program is the client; empty = ssh, as found in the path.
	Program string
}

// Read logs in as root, with the keys of this account and to a machine whose
// host key is known, and returns what "sensors -j" prints. It asks nobody
// anything and ends with ctx.
func (s SSH) Read(ctx context.Context, host string) ([]byte, error) {
	if !hostName.MatchString(host) {
		return nil, fmt.Errorf("read sensors: %q is no host name", host)
	}
	program := s.Program
	if program == "" {
		program = "ssh"
	}
	cmd := exec.CommandContext(ctx, program, "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=4", "root@"+host, "sensors", "-j") //nolint:gosec // the host is checked above
	var out, complaint bounded
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &out, &complaint, lingering
	if err := cmd.Run(); err != nil {
		return nil, failure(ctx, host, err, complaint.kept.String())
	}
	return out.kept.Bytes(), nil
}

// failure says why a machine could not be read, in its own words where it has
// any: the last line is the reason.
func failure(ctx context.Context, host string, err error, complaint string) error {
	lines := strings.Split(strings.TrimSpace(complaint), "\n")
	switch last := strings.TrimSpace(lines[len(lines)-1]); {
	case ctx.Err() != nil:
		return fmt.Errorf("read sensors of %s: no answer in time", host)
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("read sensors of %s: there is no ssh client on this machine", host)
	case last != "":
		return fmt.Errorf("read sensors of %s: %s", host, last)
	}
	return fmt.Errorf("read sensors of %s: %w", host, err)
}

// bounded is a buffer that keeps no more than mostOutput.
type bounded struct{ kept bytes.Buffer }

// Write keeps what fits and drops the rest, so that the writer never waits.
func (b *bounded) Write(p []byte) (int, error) {
	if room := mostOutput - b.kept.Len(); room > 0 {
		b.kept.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}
