package host

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"pulse/backend"
	"pulse/backend/fault"
)

// Find tells which process holds a data folder and answers. It fails where
// there is none.
func Find(ctx context.Context, dataDir string) (backend.HostInfo, error) {
	info, err := backend.ReadHost(dataDir)
	if err != nil {
		return info, err
	}
	_, err = SignIn(ctx, info)
	return info, err
}

// quitPause is the time between two looks whether a process has ended.
const quitPause = 100 * time.Millisecond

// Quit asks the process that holds a data folder to end, and waits until it
// has. Where none does there is nothing to do.
func Quit(ctx context.Context, dataDir string) error {
	info, err := backend.ReadHost(dataDir)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	resp, err := post(ctx, info, "/api/local/quit")
	if err != nil {
		return nil //nolint:nilerr // a process that does not listen any more has crashed
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusAccepted {
		return fmt.Errorf("the Pulse at %s refused to end: it answered %s", info.URL, resp.Status)
	}
	for {
		now, err := backend.ReadHost(dataDir)
		if fault.Is(err, fault.NotFound) || err == nil && now.Secret != info.Secret {
			return nil
		}
		if !pause(ctx, quitPause) {
			return errors.New("the Pulse that runs did not end in time")
		}
	}
}
