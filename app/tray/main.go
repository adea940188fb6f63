// Command pulse-tray is the icon of Pulse in the panel, with its menu and its
// notices. It is started by the process that watches, told over its standard
// input where the backend is, and ends with that process.
package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/gen2brain/beeep"
	"github.com/getlantern/systray"
	"github.com/gofrs/flock"

	"pulse/app/companion"
)

func main() {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	ctx, cancel := context.WithCancel(context.Background())
	hellos := make(chan companion.Hello)
	ended := make(chan companion.End, 1)
	go func() {
		ended <- companion.Listen(os.Stdin, hellos)
		cancel()
	}()
	first, ok := <-hellos
	if !ok {
		log.Error("pulse-tray is started by Pulse itself")
		os.Exit(2)
	}
	release := alone(ctx, first.DataDir, log)
	t, err := newTray(first, log)
	if err != nil {
		log.Error("the tray cannot start", "err", err)
		os.Exit(1)
	}
	done := make(chan int, 1)
	beeep.AppName = appName
	systray.Run(func() { // returns at once: the menu is only shown afterwards
		menu := newMenu(ctx)
		go func() {
			done <- t.run(ctx, menu, hellos, ended)
			systray.Quit()
		}()
	}, cancel)
	release()
	os.Exit(<-done)
}

// alone waits until no other tray shows the same data, so that there is one
// icon however many programs of Pulse run.
func alone(ctx context.Context, dataDir string, log *slog.Logger) (release func()) {
	lock := flock.New(filepath.Join(dataDir, "tray.lock"), flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, lockPause); err != nil {
		if ctx.Err() != nil {
			os.Exit(0) // the process that watches has ended meanwhile
		}
		log.Warn("there may be two icons", "err", err)
	}
	return func() { _ = lock.Close() }
}
