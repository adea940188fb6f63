// Package update finds newer releases of this program in a feed, checks and
// unpacks them, and replaces the program by one that has proven itself. What
// does not, is taken back: until then the old version keeps its place.
package update

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"pulse/backend/settings"
	"pulse/backend/store"
	"pulse/backend/wire"
)

// Ledger remembers updates.
type Ledger interface {
	SaveUpdate(context.Context, store.Update) error
	Updates(ctx context.Context, limit int, status string) ([]store.Update, error)
	UpdateByID(ctx context.Context, id string) (store.Update, error)
}

// Options are what a service works with.
type Options struct {
	Ledger       Ledger
	DataDir      string
	Settings     func() settings.System // in force
	Version      string                 // of this program
	Fallback     string                 // the version to speak of where this program has none
	Installation *Installation
	Tell         func(event string, data any) // to every screen
	// Supervise ends the program so that a Supervisor tries the new version.
	Supervise func()
	Log       *slog.Logger
}

// Service checks for releases and begins updates. Its methods may be called
// concurrently.
type Service struct {
	opt     Options
	version string // canonical; of this program or, where that has none, the fallback
	orders  chan order
	wake    chan struct{} // settings changed; capacity 1
	looking sync.Mutex    // held while the feed is read

	mu     sync.Mutex
	known  answer
	asked  []time.Time // when people made us read the feed, within the last hour
	status wire.UpdateStatus
	busy   bool
	seen   settings.System
}

// New makes a service. Call Run to make it work.
func New(opt Options) *Service {
	s := &Service{opt: opt, version: canonical(opt.Version), orders: make(chan order, 1), wake: make(chan struct{}, 1)}
	if s.version == "" {
		s.version = canonical(opt.Fallback)
	}
	s.seen = opt.Settings()
	s.status = wire.UpdateStatus{Status: "idle", UpdatedAt: time.Now().UTC()}
	if OnTrial() {
		s.busy = true
		s.status = wire.UpdateStatus{
			Status: "restarting", Progress: 95, Message: "The new version is being watched", UpdatedAt: time.Now().UTC(),
		}
	}
	return s
}

// Status tells what is going on.
func (s *Service) Status() wire.UpdateStatus {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

// report notes what is going on and tells every screen.
func (s *Service) report(status string, progress int, message string) {
	now := wire.UpdateStatus{Status: status, Progress: progress, Message: message, UpdatedAt: time.Now().UTC()}
	if status == "error" {
		now.Error = message
	}
	s.mu.Lock()
	s.status = now
	s.mu.Unlock()
	s.opt.Tell("update:progress", now)
}

// Latest tells which newer version the last answer of the feed holds, if any.
func (s *Service) Latest() (version string, available bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.known.feed.latest(s.channel(""))
	return r.Version, ok && s.offers(r)
}

// Apply takes over changed settings; others than its own change nothing.
func (s *Service) Apply() {
	now := s.opt.Settings()
	s.mu.Lock()
	same := now.UpdateServer == s.seen.UpdateServer && now.AutoUpdateEnabled == s.seen.AutoUpdateEnabled &&
		now.AutoUpdateTime == s.seen.AutoUpdateTime && now.AutoUpdateCheckInterval == s.seen.AutoUpdateCheckInterval
	s.seen = now
	s.mu.Unlock()
	if same {
		return
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run tells how the last update ended, looks for releases in the background
// where a feed is set, and carries out orders, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	s.settle(ctx)
	if OnTrial() {
		<-ctx.Done()
		return nil
	}
	var looked time.Time
	for {
		pause, auto := s.next(time.Now(), looked)
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case o := <-s.orders:
			s.carryOut(ctx, o)
		case <-s.wake:
			looked = time.Time{}
		case now := <-timer.C:
			if looked = now; auto {
				s.updateItself(ctx)
			} else {
				looked = s.lookAgain(ctx, now)
			}
		}
		timer.Stop()
	}
}
