package app

import (
	"context"
	"time"

	"pulse/app/background"
	"pulse/app/host"
)

// quitLimit bounds how long a Pulse that runs may take to end.
const quitLimit = 15 * time.Second

// Quit ends the Pulse that runs on a data folder, and returns when it has.
func Quit(ctx context.Context, dataDir string) error {
	ctx, cancel := context.WithTimeout(ctx, quitLimit)
	defer cancel()
	return host.Quit(ctx, dataDir)
}

// Background starts the process that watches without a window, and returns when
// it does.
func Background(ctx context.Context, dataDir string) error {
	ctx, cancel := context.WithTimeout(ctx, background.StartLimit)
	defer cancel()
	return background.Start(ctx, background.Options{Server: background.Sibling("pulse-server"), DataDir: dataDir})
}
