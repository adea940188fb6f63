package pve

import (
	"context"
	"maps"
	"sync"
	"time"

	"pulse/backend/infra"
)

// seen is what the jobs of a source tell each other: the pulse what there is,
// the detail what it takes care of and which nodes do not answer. The values
// in it are replaced, never changed.
type seen struct {
	reading chan struct{} // held by whoever reads the first listing

	mu     sync.Mutex
	listed listing
	owned  map[infra.ID]ownership
	silent map[string]infra.Failure
	// touched is when the newest task that changed a guest's snapshots ended.
	touched map[int]time.Time
	hidden  map[string]bool // storages whose backups the account may not see
	stored  []listedStore   // by the lists of the nodes; nil before the first one
}

// ownership says which figures of a resource the detail part tells, so that
// the pulse leaves them alone, and what only a machine itself knows.
type ownership struct{ memory, root, paused bool }

func newSeen() *seen { return &seen{reading: make(chan struct{}, 1)} }

// claim waits for the right to read the first listing. The job that has it
// calls release; ok is false when there is a listing by then.
func (s *seen) claim(ctx context.Context) (release func(), ok bool, err error) {
	if err := take(ctx, s.reading); err != nil {
		return nil, false, err
	}
	release = func() { <-s.reading }
	if _, have := s.newest(); have {
		release()
		return func() {}, false, nil
	}
	return release, true, nil
}

// list notes a new listing.
func (s *seen) list(l listing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listed = l
}

// newest returns the newest listing; ok is false before the first one.
func (s *seen) newest() (l listing, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.listed, s.listed.nodes != nil
}

// own notes what the detail part tells from now on.
func (s *seen) own(owned map[infra.ID]ownership) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.owned = owned
}

// ownership returns what the detail part tells.
func (s *seen) ownership() map[infra.ID]ownership {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.owned
}

// hush notes why a node does not answer; nil that it does.
func (s *seen) hush(node string, f *infra.Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := maps.Clone(s.silent)
	if next == nil {
		next = map[string]infra.Failure{}
	}
	delete(next, node)
	if f != nil {
		next[node] = *f
	}
	s.silent = next
}

// silence returns why a node did not answer the detail part last time.
func (s *seen) silence(node string) (infra.Failure, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.silent[node]
	return f, ok
}

// touch notes when snapshots of guests were changed.
func (s *seen) touch(at map[int]time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.touched = at
}

// touches returns when snapshots of guests were changed.
func (s *seen) touches() map[int]time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.touched
}

// hide notes the storages whose backups cannot be seen.
func (s *seen) hide(storages map[string]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hidden = storages
}

// hides returns the storages whose backups cannot be seen.
func (s *seen) hides() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hidden
}

// store notes the storages that the nodes list.
func (s *seen) store(stores []listedStore) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stored = stores
}

// storages returns the storages that the nodes list; ok is false before the
// first list.
func (s *seen) storages() (stores []listedStore, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stored, s.stored != nil
}
