//go:build !windows

package main

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"pulse/app/host"
)

// A window that is killed while it hands over has stopped watching already: who
// was to take its place may not end because nobody listens any more.
func TestDesktop_WatchesAlsoWhenWhoeverStartedItIsGone(t *testing.T) {
	dataDir, _ := environment(t)
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv(drillVersion, "v1.0.0")
	gone, stdout, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	cmd := exec.Command(os.Args[0], "--desktop")
	cmd.Stdout = stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stdout.Close()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })

	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for found := false; !found; {
		select {
		case err := <-ended:
			t.Fatalf("it ended: %v", err)
		case <-look.C:
			info, err := host.Find(t.Context(), dataDir)
			found = err == nil && info.Mode == "desktop"
		}
	}
	_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended, which the next line tells
	if err := <-ended; err != nil {
		t.Errorf("it did not end by itself: %v", err)
	}
}
