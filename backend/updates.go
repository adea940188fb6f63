package backend

import (
	"errors"
	"os"

	"pulse/backend/settings"
	"pulse/backend/update"
	"pulse/backend/wire"
)

// ErrUpdate is what Run ends with when a new version is ready to be tried: the
// face lets an update.Supervisor do that.
var ErrUpdate = errors.New("a new version is ready to be tried")

// newUpdates makes the part that finds and begins updates.
func (b *Backend) newUpdates() *update.Service {
	c := b.opt.Config
	program, err := os.Executable()
	if err != nil {
		b.log.Warn("the program's own file is not known, it cannot be replaced", "err", err)
	}
	return update.New(update.Options{
		Ledger: b.store, DataDir: b.opt.DataDir, Version: b.opt.Version, Fallback: wire.Version,
		Settings: func() settings.System { return *b.system.Load() },
		Tell:     b.hub.Broadcast, Log: b.log,
		Installation: update.Detect(update.Installation{
			Docker: c.Server.Docker, Desktop: b.opt.Mode == "window" || b.opt.Mode == "desktop",
			Service: b.opt.Mode == "service" && program != "", Deployment: deployment(c), Program: program,
		}),
		Supervise: func() {
			b.updating.Store(true)
			b.quit()
		},
	})
}
