package main

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/moby/moby/client"

	"pulse/backend/agent/dockertest"
)

// TestRead_UnderstandsPodman reads a real engine where one is installed.
func TestRead_UnderstandsPodman(t *testing.T) {
	if _, err := exec.LookPath("podman"); err != nil {
		t.Skip("podman is not installed: no real engine is read")
	}
	socket := "unix://" + filepath.Join(t.TempDir(), "podman.sock")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	service := exec.CommandContext(ctx, "podman", "system", "service", "--time=0", socket)
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		cancel()
		_ = service.Wait() // it was killed
	}()
	r := readerOf(t, &dockertest.Engine{Host: socket}, config{})
	if err := reachable(ctx, r.engine); err != nil {
		t.Skipf("podman does not serve here: %v", err)
	}
	report := r.mustRead(t)
	if report.Host.DockerVersion == "" || report.Host.TotalCPU == 0 || !r.nameless || report.Agent.ID != report.Host.MachineID {
		t.Errorf("got %+v of %+v", report.Agent, report.Host)
	}
}

// reachable waits until the engine has told about itself once, which takes it
// long the first time on a busy machine.
func reachable(ctx context.Context, engine *client.Client) error {
	_, err := backoff.Retry(ctx, func() (client.SystemInfoResult, error) {
		info, err := engine.Info(ctx, client.InfoOptions{})
		if err != nil && errors.Is(err, context.Canceled) {
			return info, backoff.Permanent(err)
		}
		return info, err
	}, backoff.WithMaxElapsedTime(time.Minute))
	return err
}
