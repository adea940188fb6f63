package enroll

import (
	"crypto/rand"
	"crypto/sha3"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	"pulse/backend/fault"
)

const (
	// CodeLife is how long a code can be used to register a server.
	CodeLife = 5 * time.Minute
	// MaxPending is how many codes there may be at once; the oldest gives way.
	MaxPending = 20
	// MaxWrong is after how many wrong codes, from anywhere, all pending ones
	// are void.
	MaxWrong = 50

	codeLength = 6
	// codeAlphabet has no letters that look alike; 32 of them, so that a random
	// byte chooses evenly.
	codeAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	// afterwards is how long an unused code still opens what follows a set-up.
	afterwards = 2 * time.Minute
)

// Codes are the one-time codes by which servers may register themselves. Only
// their digests are kept, in memory. Methods may be called concurrently.
type Codes struct {
	now func() time.Time

	mu     sync.Mutex
	issued map[string]*code // by digest
	wrong  int              // codes that were shown and not known, since the first pending one
}

// Claim is what a code was made for.
type Claim struct {
	Kind string
	Host string // normal form; empty = any
	// Fingerprint of the certificate that a person has compared; empty = none was.
	Fingerprint string
	// VerifyTLS believes the certificate by its authority.
	VerifyTLS bool
}

type code struct {
	Claim
	expires time.Time
	usedAt  time.Time
	held    bool // a registration with it is under way
}

func newCodes(now func() time.Time) *Codes {
	return &Codes{now: now, issued: map[string]*code{}}
}

// Issue makes a code. The result is the only time that it is seen.
func (c *Codes) Issue(claim Claim) (text string, expires time.Time) {
	text = newCode()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.prune()
	if c.pending() == 0 {
		c.wrong = 0
	}
	for c.pending() >= MaxPending {
		c.dropOldest()
	}
	expires = c.now().Add(CodeLife)
	c.issued[digest(text)] = &code{Claim: claim, expires: expires}
	return text, expires
}

// Hold takes a code for one registration, and tells what it was made for. Whoever holds it calls release with whether the registration
// succeeded: only then is the code used up. A refusal is a fault.Unauthorized,
// or a fault.Conflict while another holds it.
func (c *Codes) Hold(text, kind, host string) (release func(success bool), claim Claim, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := c.issued[digest(text)]
	switch {
	case found == nil, !found.usedAt.IsZero(), !c.now().Before(found.expires), found.Kind != kind:
		c.miss()
		return nil, Claim{}, WrongCode()
	case found.Host != "" && found.Host != host:
		return nil, Claim{}, fault.New(fault.Unauthorized, "Authentication required: this setup code was made for a server at another address")
	case found.held:
		return nil, Claim{}, fault.New(fault.Conflict, "This setup code is being used right now")
	}
	found.held = true
	return func(success bool) { c.release(found, success) }, found.Claim, nil
}

// WrongCode is the refusal of a code that is not known. Scripts look for its
// first two words.
func WrongCode() error {
	return fault.New(fault.Unauthorized, "Authentication required: invalid or expired setup code")
}

// Opens reports whether a code still opens what follows a set-up.
func (c *Codes) Opens(text string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := c.issued[digest(text)]
	return found != nil && c.now().Before(found.opensUntil())
}

func (c *Codes) release(held *code, success bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	held.held = false
	if success {
		held.usedAt = c.now()
	}
}

// miss counts a wrong code; too many make all pending ones void, because
// somebody is guessing.
func (c *Codes) miss() {
	if c.wrong++; c.wrong < MaxWrong {
		return
	}
	c.wrong = 0
	for key, found := range c.issued {
		if found.usedAt.IsZero() {
			delete(c.issued, key)
		}
	}
}

func (c *Codes) pending() int {
	n := 0
	for _, found := range c.issued {
		if found.usedAt.IsZero() && c.now().Before(found.expires) {
			n++
		}
	}
	return n
}

func (c *Codes) dropOldest() {
	oldest := ""
	for key, found := range c.issued {
		if found.usedAt.IsZero() && (oldest == "" || found.expires.Before(c.issued[oldest].expires)) {
			oldest = key
		}
	}
	delete(c.issued, oldest)
}

func (c *Codes) prune() {
	for key, found := range c.issued {
		if !c.now().Before(found.opensUntil()) {
			delete(c.issued, key)
		}
	}
}

func (c *code) opensUntil() time.Time {
	if c.usedAt.IsZero() {
		return c.expires.Add(afterwards)
	}
	if until := c.usedAt.Add(CodeLife); until.After(c.expires) {
		return until
	}
	return c.expires
}

func newCode() string {
	b := make([]byte, codeLength)
	_, _ = rand.Read(b) // never fails
	for i := range b {
		b[i] = codeAlphabet[int(b[i])%len(codeAlphabet)]
	}
	return string(b)
}

// digest is the form in which codes are kept; people may type them in lower
// case and with spaces around.
func digest(text string) string {
	sum := sha3.Sum256([]byte(strings.ToUpper(strings.TrimSpace(text))))
	return hex.EncodeToString(sum[:])
}
