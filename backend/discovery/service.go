package discovery

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"pulse/backend/wire"
)

// How often networks are searched, and how long one search may take.
const (
	defaultEvery = 5 * time.Minute
	searchLimit  = 4 * time.Minute
	inlineLimit  = 30 * time.Second
)

// Options are what a service works with.
type Options struct {
	Scanner    *Scanner
	Interfaces func() ([]Interface, error) // of this machine, for "auto"
	// Configured lists what is watched already; it is left out of every answer.
	Configured func(context.Context) ([]Endpoint, error)
	LookupHost func(ctx context.Context, host string) ([]string, error) // nil = names are not looked up
	Tell       func(event string, data any)                             // to every screen
	Log        *slog.Logger
	Every      time.Duration // from one search to the next, 5 min
}

// Service searches in the background and holds what was found. Its methods may
// be called concurrently.
type Service struct {
	opt  Options
	wake chan struct{} // something changed; capacity 1
	turn chan struct{} // held while searching; capacity 1

	mu       sync.Mutex
	enabled  bool
	subnet   string // of the settings
	wanted   string // what a person asked to search; empty = nothing
	due      time.Time
	current  string             // what is being searched; empty = nothing
	cancel   context.CancelFunc // of that
	at       time.Time
	servers  []Server
	problems []string
	fresh    []Server // of the search that runs
	resolved map[string][]netip.Addr
}

// NewService makes a service that is off until Apply says otherwise. Call Run
// to make it work.
func NewService(opt Options) *Service {
	opt.Every = cmp.Or(opt.Every, defaultEvery)
	return &Service{opt: opt, wake: make(chan struct{}, 1), turn: make(chan struct{}, 1)}
}

// Apply takes over the settings. A change of them begins a new search at once,
// or ends the one that runs.
func (s *Service) Apply(enabled bool, subnet string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	subnet = cmp.Or(subnet, Auto)
	if enabled == s.enabled && subnet == s.subnet {
		return
	}
	s.enabled, s.subnet, s.wanted, s.due = enabled, subnet, "", time.Time{}
	if !enabled { // what is known grows old unseen
		s.at, s.servers, s.problems, s.fresh = time.Time{}, nil, nil, nil
	}
	s.interrupt()
}

// Start asks for a search of networks, or of those in the settings when subnet
// is empty. One of the same networks that runs already goes on.
func (s *Service) Start(subnet string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	subnet = cmp.Or(subnet, s.subnet, Auto)
	if subnet != Auto {
		if _, err := ParseSubnets(subnet); err != nil {
			return err
		}
	}
	if s.current == subnet {
		return nil
	}
	s.wanted = subnet
	s.interrupt()
	return nil
}

// interrupt ends a search that runs and lets Run look what to do; the caller
// holds the mutex.
func (s *Service) interrupt() {
	if s.cancel != nil {
		s.cancel()
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// View is what is known now: what was found by the last search and by the one
// that runs.
func (s *Service) View(ctx context.Context) (View, error) {
	configured, err := s.opt.Configured(ctx)
	if err != nil {
		return View{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return View{
		Enabled: s.enabled, Scanning: s.current != "" || s.wanted != "", At: s.at, Problems: s.problems,
		Servers: without(merged(s.servers, s.fresh), configured, s.resolved),
	}, nil
}

// Run searches in its rhythm, and when asked to, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	for ctx.Err() == nil { // a search that is interrupted by the end is not due again
		limited, cancel := context.WithTimeout(ctx, searchLimit)
		subnet, pause := s.next(time.Now(), cancel)
		if subnet != "" {
			s.search(ctx, limited, subnet)
			cancel()
			continue
		}
		cancel()
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
		case <-s.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
	return nil
}

// next tells what to search now, or how long nothing is to be done. cancel ends
// the search.
func (s *Service) next(now time.Time, cancel context.CancelFunc) (string, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	subnet := s.subnet
	switch {
	case !s.enabled:
		s.wanted = ""
		return "", s.opt.Every
	case s.wanted != "":
		subnet = s.wanted
	case now.Before(s.due):
		return "", s.due.Sub(now)
	}
	s.wanted, s.current, s.cancel, s.fresh = "", subnet, cancel, nil
	return subnet, 0
}

// search does one search and tells the screens. One that was interrupted
// leaves what was known.
func (s *Service) search(ctx, limited context.Context, subnet string) {
	before, err := s.View(ctx)
	if err != nil && ctx.Err() == nil {
		s.opt.Log.Warn("connections not read", "err", err)
	}
	s.opt.Tell("discovery_started", wire.DiscoveryStarted{Scanning: true, Subnet: subnet, Timestamp: time.Now().Unix()})
	servers, problems, err := s.scan(limited, subnet, func(found Server) { s.note(ctx, found) })
	s.finish(ctx, outcome{servers, problems, s.resolve(ctx), err})
	if v, err := s.View(ctx); err == nil && len(v.Servers)+len(before.Servers) > 0 {
		s.opt.Tell("discovery_update", v.Update(time.Now()))
	}
	s.opt.Tell("discovery_complete", wire.DiscoveryComplete{Timestamp: time.Now().Unix()})
}

// note keeps a server while its search runs, and tells the screens of one that
// is not configured.
func (s *Service) note(ctx context.Context, server Server) {
	configured, err := s.opt.Configured(ctx)
	s.mu.Lock()
	s.fresh = append(s.fresh, server)
	offered := err == nil && len(without([]Server{server}, configured, s.resolved)) > 0
	s.mu.Unlock()
	if offered {
		s.opt.Tell("discovery_server_found", wire.DiscoveryFound{Server: published(server), Timestamp: time.Now().Unix()})
	}
}

// outcome is what a search brought.
type outcome struct {
	servers  []Server
	problems []string
	resolved map[string][]netip.Addr
	err      error // why it ended early
}

func (s *Service) finish(ctx context.Context, o outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel, s.current, s.fresh = nil, "", nil
	if ctx.Err() != nil || errors.Is(o.err, context.Canceled) {
		return // interrupted: what comes next is decided already
	}
	now := time.Now()
	s.at, s.due, s.servers, s.problems, s.resolved = now, now.Add(s.opt.Every), o.servers, o.problems, o.resolved
	s.opt.Log.Debug("search for servers ended", "found", len(o.servers), "problems", len(o.problems))
}
