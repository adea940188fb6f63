package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// codeAlphabet has no letters that look alike; 32 of them, so that a random
// byte chooses evenly.
const codeAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// setupCode is the code that lets somebody who reads the server's output or
// its data folder set up the first account from elsewhere.
type setupCode struct {
	dir string
	mu  sync.Mutex
}

// SetupCode returns the code for the first set-up, making it when there is
// none, or "" once a credential is configured. The program prints it at start.
func (s *Service) SetupCode() (string, error) {
	if s.configured() || s.env.DisableAuth {
		return "", s.setup.remove()
	}
	return s.setup.read()
}

func (c *setupCode) path() string { return filepath.Join(c.dir, ".setup-code") }

func (c *setupCode) read() (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, err := os.ReadFile(c.path())
	if err == nil && len(plainCode(string(kept))) == 12 {
		return strings.TrimSpace(string(kept)), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read setup code: %w", err)
	}
	code := newSetupCode()
	if err := os.WriteFile(c.path(), []byte(code+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep setup code: %w", err)
	}
	return code, nil
}

// matches reports whether somebody showed the code.
func (c *setupCode) matches(shown string) bool {
	code, err := c.read()
	if err != nil || shown == "" {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(plainCode(code)), []byte(plainCode(shown))) == 1
}

func (c *setupCode) remove() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := os.Remove(c.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove setup code: %w", err)
	}
	return nil
}

func newSetupCode() string {
	b := make([]byte, 12)
	_, _ = rand.Read(b) // never fails
	for i := range b {
		b[i] = codeAlphabet[int(b[i])%len(codeAlphabet)]
	}
	return fmt.Sprintf("%s-%s-%s", b[:4], b[4:8], b[8:])
}

// plainCode is a code as typed, without what people add to it.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, strings.ToUpper(code))
}
