package host

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"pulse/app/gate"
	"pulse/backend"
	"pulse/backend/fault"
)

// Find tells which process leads elsewhere on behalf of a data folder, or else
// holds it, and answers. It fails where there is none.
func Find(ctx context.Context, dataDir string) (backend.HostInfo, error) {
	if info, err := find(ctx, gate.Folder(dataDir)); err == nil {
		return info, nil
	}
	return find(ctx, dataDir)
}

func find(ctx context.Context, dir string) (backend.HostInfo, error) {
	info, err := backend.ReadHost(dir)
	if err != nil {
		return info, err
	}
	_, err = SignIn(ctx, info)
	return info, err
}

// quitPause is the time between two looks whether a process has ended.
const quitPause = 100 * time.Millisecond

// Quit asks the process that leads elsewhere on behalf of a data folder to end,
// and the one that holds it, and waits until they have. Where there is none
// there is nothing to do. A server that somebody started for itself goes on
// where it is not what is shown.
func Quit(ctx context.Context, dataDir string) error {
	_, err := find(ctx, gate.Folder(dataDir))
	elsewhere := err == nil
	if err := end(ctx, gate.Folder(dataDir)); err != nil {
		return err
	}
	if info, err := backend.ReadHost(dataDir); elsewhere && err == nil && info.Mode != "window" && info.Mode != "desktop" {
		return nil
	}
	return end(ctx, dataDir)
}

// end ends the process that holds the lock of a folder.
func end(ctx context.Context, dir string) error {
	info, err := backend.ReadHost(dir)
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
		now, err := backend.ReadHost(dir)
		if fault.Is(err, fault.NotFound) || err == nil && now.Secret != info.Secret {
			return nil
		}
		if !pause(ctx, quitPause) {
			return errors.New("the Pulse that runs did not end in time")
		}
	}
}
