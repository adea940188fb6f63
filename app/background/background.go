// Package background starts the process that keeps watching when no window is
// open, and finds the other programs of Pulse.
package background

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Ready is the line by which the process says that it watches.
const Ready = "ready"

// CrashesEnv tells the process when earlier ones crashed, as a list of times in
// milliseconds.
const CrashesEnv = "PULSE_CRASHES"

// logName is the file in the data folder that takes the log of the process.
const logName = "desktop.log"

// ErrNoServer is what Start fails with where the program is missing.
var ErrNoServer = errors.New("the program pulse-server is not installed beside this one")

// Sibling is another program of Pulse beside the one that runs; empty where it
// is not installed.
func Sibling(name string) string {
	own, err := os.Executable()
	if err != nil {
		return ""
	}
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	dir := filepath.Dir(own)
	for _, path := range []string{
		filepath.Join(dir, name),
		filepath.Join(dir, "..", "Helpers", "Pulse Tray.app", "Contents", "MacOS", name), // macOS: without an icon in the Dock
		filepath.Join(dir, "..", "..", "..", "..", "MacOS", name),                        // and back from there
	} {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path
		}
	}
	return ""
}

// Options say what to start.
type Options struct {
	Server  string   // the program pulse-server
	DataDir string   // where its data is
	Env     []string // in addition to that of this process
}

// Start starts the process apart from this one and returns when it says that it
// watches. When it does not until ctx ends, it is ended; the error says why.
func Start(ctx context.Context, o Options) error {
	if o.Server == "" {
		return ErrNoServer
	}
	// Appending, because an earlier process may still write to it.
	log, err := os.OpenFile(filepath.Join(o.DataDir, logName), os.O_CREATE|os.O_TRUNC|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	// Not CommandContext: the process goes on when this one ends.
	cmd := exec.Command(o.Server, "--desktop")
	cmd.Env = append(append(os.Environ(), "PULSE_DATA_DIR="+o.DataDir), o.Env...)
	cmd.Stderr = log
	cmd.SysProcAttr = apart()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", o.Server, err)
	}
	if err := awaitReady(ctx, stdout); err != nil {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
		return fmt.Errorf("%w%s", err, lastLine(log.Name()))
	}
	return cmd.Process.Release()
}

// awaitReady waits for the line Ready.
func awaitReady(ctx context.Context, stdout io.ReadCloser) error {
	said := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			if lines.Text() == Ready {
				said <- true
				return
			}
		}
		said <- false
	}()
	select {
	case ready := <-said:
		if !ready {
			return errors.New("the background process ended at once")
		}
		return nil
	case <-ctx.Done():
		return errors.New("the background process did not start in time")
	}
}

// lastLine is what the process said last, for the error.
func lastLine(path string) string {
	content, err := os.ReadFile(path)
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	if err != nil || lines[len(lines)-1] == "" {
		return ""
	}
	return ": " + strings.TrimPrefix(lines[len(lines)-1], "pulse-server: ")
}

// StartLimit is how long the process may take to start.
const StartLimit = 10 * time.Second
