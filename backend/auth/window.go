package auth

import (
	"crypto/subtle"
	"net/http"
	"slices"
	"sync"
)

// maxWindows bounds the windows that one launch may sign in.
const maxWindows = 64

// windows holds the tokens of this machine's own windows. They live in memory
// only and are never listed.
type windows struct {
	secret string // shown to get a token

	mu     sync.Mutex
	hashes []string // oldest first
}

// WindowToken makes a token for a window of this process.
func (s *Service) WindowToken() string { return s.windows.open() }

// OpenWindow makes a token for a caller of this machine who shows the launch
// secret. The route has checked where the caller is.
func (s *Service) OpenWindow(r *http.Request) (string, error) {
	if err := s.ShowedLaunchSecret(r); err != nil {
		return "", err
	}
	return s.windows.open(), nil
}

// ShowedLaunchSecret checks the header X-Pulse-Launch.
func (s *Service) ShowedLaunchSecret(r *http.Request) error {
	if s.tooManyGuesses(r, "launch", maxGuesses) {
		return tooMany()
	}
	shown := r.Header.Get("X-Pulse-Launch")
	if s.windows.secret == "" || subtle.ConstantTimeCompare([]byte(shown), []byte(s.windows.secret)) != 1 {
		s.guessed(r, "launch", maxGuesses)
		return &Refusal{
			Status: http.StatusForbidden, Code: "launch_secret_required", Style: Structured,
			Message: "This needs the launch secret from run.json in the data folder, in the header X-Pulse-Launch",
		}
	}
	return nil
}

func (w *windows) open() string {
	token := randomHex(32)
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.hashes) >= maxWindows {
		w.hashes = slices.Delete(w.hashes, 0, 1)
	}
	w.hashes = append(w.hashes, hashOf(token))
	return token
}

func (w *windows) identity(token string) (Identity, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(w.hashes, hashOf(token)) {
		return Identity{}, false
	}
	return Identity{Name: "desktop", Method: Window, Rights: everything}, true
}
