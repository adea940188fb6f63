package backend

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"pulse/backend/config"
)

const (
	// envSettle is how long a file must rest: editors write in several steps.
	envSettle = 200 * time.Millisecond
	// envEvery is how often the file is read where the system tells no changes.
	envEvery = 5 * time.Second
)

// watchEnvironment takes over credentials and mock mode when .env files change,
// until ctx ends. SIGHUP makes it look at once.
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
			if slices.Contains([]string{".env", "mock.env", "mock.env.local"}, filepath.Base(e.Name)) {
				settled = time.After(envSettle)
			}
			continue
		case err := <-s.errs:
			b.log.Warn("changes of .env files may go unnoticed; SIGHUP makes Pulse read them", "err", err)
			continue
		case <-settled:
			settled = nil
		case <-s.asked:
		case <-s.poll:
		}
		last = b.rereadEnvironment(ctx, last)
	}
}

// envChanges tells of changes in the folders: editors put a new file in the
// place of the old one, so that the file alone cannot be watched.
func (b *Backend) envChanges() (<-chan fsnotify.Event, <-chan error, func()) {
	watcher, err := fsnotify.NewWatcher()
	if err == nil {
		if err = watchAll(watcher, b.opt.DataDir, b.opt.WorkDir); err == nil {
			return watcher.Events, watcher.Errors, func() { _ = watcher.Close() }
		}
		_ = watcher.Close()
	}
	b.log.Warn("changes of .env files are looked for every 5 seconds", "err", err)
	return nil, nil, func() {}
}

func watchAll(watcher *fsnotify.Watcher, folders ...string) error {
	for _, folder := range folders {
		if folder == "" {
			continue
		}
		if err := watcher.Add(folder); err != nil {
			return err
		}
	}
	return nil
}

// rereadEnvironment reads everything again, since the process wins over the
// file. It returns what is wrong; what was wrong before is not logged again.
func (b *Backend) rereadEnvironment(ctx context.Context, before string) string {
	c, err := b.opt.Reread(b.opt.DataDir)
	if err == nil {
		err = b.useEnvironment(ctx, c)
	}
	if err == nil {
		return ""
	}
	if err.Error() != before {
		b.log.Warn("changed environment not taken over", "err", err)
	}
	return err.Error()
}

// useEnvironment takes over what acts without a new start.
func (b *Backend) useEnvironment(ctx context.Context, c config.Config) error {
	access, err := b.auth.UseEnvironment(ctx, access(c))
	if err != nil {
		return err
	}
	mock, err := b.mock.useEnvironment(ctx, c)
	if access || mock {
		b.log.Info("the changed environment was taken over; what is neither a credential nor mock mode counts at the next start",
			"credentials", access, "mock", mock)
	}
	return err
}
