package httpclient

import (
	"crypto/tls"
	"sync"
	"time"
)

const (
	sessions = 16 // how many TLS sessions a client remembers for resumption
	// sessionsFor is how long they are used. A resumed session shows no
	// certificate, so that a changed one is noticed only by a full handshake.
	sessionsFor = time.Minute
)

// resumption is a session cache that begins anew from time to time.
type resumption struct {
	mu    sync.Mutex
	cache tls.ClientSessionCache
	since time.Time
}

// Get returns the session for a server, if it is to be resumed.
func (r *resumption) Get(key string) (*tls.ClientSessionState, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cache == nil || time.Since(r.since) >= sessionsFor {
		r.cache, r.since = tls.NewLRUClientSessionCache(sessions), time.Now()
	}
	return r.cache.Get(key)
}

// Put keeps a session.
func (r *resumption) Put(key string, state *tls.ClientSessionState) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cache != nil {
		r.cache.Put(key, state)
	}
}
