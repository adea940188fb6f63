package auth

import (
	"sync"
	"time"
)

const (
	// MaxAttempts is how many wrong passwords one caller may try for one name.
	MaxAttempts = 5
	// LockTime is how long both are then refused, and how long a failure counts.
	LockTime = 15 * time.Minute

	patientUntil = 20 // failures for one name, from anywhere, before answers slow down
	slowest      = 5 * time.Second
	maxLocks     = 10000
)

// lockout counts wrong passwords per name and address, so that nobody can lock
// out somebody else, and slows down when a name is tried from many addresses.
type lockout struct {
	mu    sync.Mutex
	pairs map[pair]*failures
	names map[string]*failures
}

type pair struct {
	name   string
	client string // as limits count it
}

type failures struct {
	count int
	last  time.Time
}

func newLockout() *lockout {
	return &lockout{pairs: map[pair]*failures{}, names: map[string]*failures{}}
}

// until is when a pair may try again; zero when it may now.
func (l *lockout) until(p pair, now time.Time) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.pairs[p]
	if f == nil || f.count < MaxAttempts || f.over(now) {
		return time.Time{}
	}
	return f.last.Add(LockTime)
}

// delay is how long to wait before a name is tried once more.
func (l *lockout) delay(name string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.names[name]
	if f == nil || f.over(now) || f.count < patientUntil {
		return 0
	}
	return min(100*time.Millisecond<<min(f.count-patientUntil, 10), slowest)
}

// fail counts a failure and returns how many there are now.
func (l *lockout) fail(p pair, now time.Time) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.pairs) >= maxLocks {
		l.forget(now)
	}
	count(l.names, p.name, now)
	return count(l.pairs, p, now)
}

func count[K comparable](m map[K]*failures, key K, now time.Time) int {
	f := m[key]
	if f == nil || f.over(now) {
		f = &failures{}
		m[key] = f
	}
	f.count++
	f.last = now
	return f.count
}

// reset forgets the failures of a name, or of an address.
func (l *lockout) reset(identifier string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.names, identifier)
	for p := range l.pairs {
		if p.name == identifier || p.client == identifier {
			delete(l.pairs, p)
		}
	}
}

// succeed forgets the failures of a pair.
func (l *lockout) succeed(p pair) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.pairs, p)
	delete(l.names, p.name)
}

func (l *lockout) prune(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	dropOver(l.pairs, now)
	dropOver(l.names, now)
}

// forget makes room: what is over goes first, then whatever comes.
func (l *lockout) forget(now time.Time) {
	dropOver(l.pairs, now)
	dropOver(l.names, now)
	for p := range l.pairs {
		if len(l.pairs) < maxLocks/2 {
			break
		}
		delete(l.pairs, p)
	}
	if len(l.names) >= maxLocks {
		clear(l.names)
	}
}

func dropOver[K comparable](m map[K]*failures, now time.Time) {
	for key, f := range m {
		if f.over(now) {
			delete(m, key)
		}
	}
}

func (f *failures) over(now time.Time) bool { return now.Sub(f.last) >= LockTime }
