//go:build e2e

package desktoptest

import (
	"strings"
	"sync"
)

// Transcript is what a program says, which is read while it is written.
type Transcript struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write takes everything.
func (s *Transcript) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// String returns what was said so far.
func (s *Transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
