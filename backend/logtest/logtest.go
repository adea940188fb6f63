// Package logtest keeps what a program says, for tests that read it while it is
// written.
package logtest

import (
	"strings"
	"sync"
)

// Transcript takes everything that is written to it. Its methods may be called
// concurrently.
type Transcript struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write takes everything.
func (t *Transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(p)
}

// String returns what was said so far.
func (t *Transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}
