package backend

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// envSettle is how long a file must rest: editors write in several steps.
	envSettle = 200 * time.Millisecond
	// envEvery is how often the file is read where the system tells no changes.
	envEvery = 5 * time.Second
)

// watchEnvironment takes over credentials that are changed in .env of the data
// folder, until ctx ends. SIGHUP makes it look at once.
func (b *Backend) watchEnvironment(ctx context.Context) error {
	if b.opt.Reread == nil {
		<-ctx.Done()
		return nil
	}
	asked := make(chan os.Signal, 1)
	if b.opt.Mode != "window" && b.opt.Mode != "desktop" { // there it means that the terminal is gone
		signal.Notify(asked, syscall.SIGHUP)
		defer signal.Stop(asked)
	}
	changes, errs, end := b.envChanges()
	defer end()
	var poll <-chan time.Time
	if changes == nil {
		ticker := time.NewTicker(envEvery)
		defer ticker.Stop()
		poll = ticker.C
	}
	b.followEnvironment(ctx, envSignals{changes, errs, asked, poll})
	return nil
}

// envSignals are the reasons to read the environment again.
type envSignals struct {
	changes <-chan fsnotify.Event // nil where the system tells none
	errs    <-chan error
	asked   <-chan os.Signal
	poll    <-chan time.Time
}

func (b *Backend) followEnvironment(ctx context.Context, s envSignals) {
	last := b.rereadEnvironment(ctx, "") // it may have changed since the start; last is what was wrong
	var settled <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-s.changes:
			if filepath.Base(e.Name) == ".env" {
				settled = time.After(envSettle)
			}
			continue
		case err := <-s.errs:
			b.log.Warn("changes of .env may go unnoticed; SIGHUP makes Pulse read it", "err", err)
			continue
		case <-settled:
			settled = nil
		case <-s.asked:
		case <-s.poll:
		}
		last = b.rereadEnvironment(ctx, last)
	}
}

// envChanges tells of changes in the data folder: editors put a new file in the
// place of the old one, so that the file alone cannot be watched.
func (b *Backend) envChanges() (<-chan fsnotify.Event, <-chan error, func()) {
	watcher, err := fsnotify.NewWatcher()
	if err == nil {
		if err = watcher.Add(b.opt.DataDir); err == nil {
			return watcher.Events, watcher.Errors, func() { _ = watcher.Close() }
		}
		_ = watcher.Close()
	}
	b.log.Warn("changes of .env are looked for every 5 seconds", "err", err)
	return nil, nil, func() {}
}

// rereadEnvironment reads everything again, since the process wins over the
// file. It returns what is wrong; what was wrong before is not logged again.
func (b *Backend) rereadEnvironment(ctx context.Context, before string) string {
	c, err := b.opt.Reread(b.opt.DataDir)
	changed := false
	if err == nil {
		changed, err = b.auth.UseEnvironment(ctx, access(c))
	}
	switch {
	case err != nil && err.Error() != before:
		b.log.Warn("changed environment not taken over", "err", err)
	case changed:
		b.log.Info("credentials of the environment were taken over; its other variables count at the next start")
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
