// Package enroll lets servers register themselves: one-time codes, the scripts
// that a person runs on a server, and the check of what such a script brings.
package enroll

import (
	"context"
	"sync"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// justNow is how long a server that registered counts as connected before it
// was polled.
const justNow = 2 * time.Minute

// Store keeps the registered targets.
type Store interface {
	Targets(ctx context.Context) ([]source.Target, error)
	AddTarget(ctx context.Context, t source.Target) (source.Target, error)
	UpdateTarget(ctx context.Context, t source.Target) error
}

// Options is what New needs.
type Options struct {
	Store Store
	Kinds []source.Kind
	Env   func() source.Env // nil = the zero value
	Now   func() time.Time  // time.Now when nil
}

// Service issues codes and takes registrations. Its methods may be called
// concurrently.
type Service struct {
	Codes *Codes

	store Store
	kinds []source.Kind
	env   func() source.Env
	now   func() time.Time

	saving sync.Mutex // held from looking for a target to storing it
	mu     sync.Mutex
	recent map[infra.TargetID]time.Time
}

// New makes a service that knows no code yet.
func New(o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Env == nil {
		o.Env = func() source.Env { return source.Env{} }
	}
	return &Service{
		Codes: newCodes(o.Now), store: o.Store, kinds: o.Kinds, env: o.Env, now: o.Now,
		recent: map[infra.TargetID]time.Time{},
	}
}

// JustRegistered reports whether a target registered so lately that nothing is
// known of it by polling.
func (s *Service) JustRegistered(id infra.TargetID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, known := s.recent[id]
	return known && s.now().Sub(at) < justNow
}

func (s *Service) remember(id infra.TargetID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for other, at := range s.recent {
		if s.now().Sub(at) >= justNow {
			delete(s.recent, other)
		}
	}
	s.recent[id] = s.now()
}
