package auth

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/crypto/bcrypt"

	"pulse/backend/fault"
)

const (
	bcryptCost  = 12
	minPassword = 8
	maxPassword = 72 // bytes; bcrypt reads no further
)

// nobody is the hash of a random word. It is compared where there is no such
// user, so that the time of an answer does not tell which names exist.
const nobody = "$2a$12$3m06rEvA7uW.DE3P.RsMAebJFDIVQaec2VAeev150QswVVrQv0FHS"

// account is the one local user.
type account struct {
	name        string
	hash        func() ([]byte, error) // may have to compute it first
	environment bool                   // fixed there; cannot be changed here
}

// hashing makes and compares hashes. It bounds how many are computed at once:
// each costs a processor for a quarter of a second.
type hashing struct {
	cost    int
	slots   chan struct{}
	compare func(hash, password []byte) error
}

func newHashing(cost int) hashing {
	return hashing{cmp.Or(cost, bcryptCost), make(chan struct{}, 2), bcrypt.CompareHashAndPassword}
}

// nobody is a hash that no password fits. It costs as much as another one, or
// where there is none, as much as ours do.
func (h hashing) nobody(other []byte) []byte {
	cost, err := bcrypt.Cost(other)
	if err != nil {
		cost = h.cost
	}
	return []byte(strings.Replace(nobody, "$12$", fmt.Sprintf("$%02d$", cost), 1))
}

func (h hashing) hash(password string) ([]byte, error) {
	h.slots <- struct{}{}
	defer func() { <-h.slots }()
	return bcrypt.GenerateFromPassword([]byte(password), h.cost)
}

// enter waits for a turn to compare. Who has one must not hash.
func (h hashing) enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (h hashing) matches(hash []byte, password string) bool {
	return h.compare(hash, []byte(password)) == nil
}

// environmentPassword is the account that the environment names, or nil. A
// clear-text password is hashed when it is first needed.
func environmentPassword(env Environment, h hashing) (*account, error) {
	if env.User == "" || env.Password == "" {
		return nil, nil
	}
	if isBcrypt(env.Password) {
		hash := []byte(env.Password)
		return &account{env.User, func() ([]byte, error) { return hash, nil }, true}, nil
	}
	if len(env.Password) > maxPassword {
		return nil, fault.New(fault.Invalid, "PULSE_AUTH_PASS: a password has at most %d bytes", maxPassword).In("PULSE_AUTH_PASS")
	}
	hash := sync.OnceValues(func() ([]byte, error) { return h.hash(env.Password) })
	return &account{env.User, hash, true}, nil
}

func isBcrypt(text string) bool {
	_, err := bcrypt.Cost([]byte(text))
	return err == nil && len(text) == 60 && strings.HasPrefix(text, "$2")
}

// hashFor is the hash to compare with for a name, and whether there is such an
// account. Comparing takes the same time if there is not.
func (s *Service) hashFor(name string) (hash []byte, known bool, err error) {
	a := s.credentials.Load().account
	if a == nil {
		return s.hashing.nobody(nil), false, nil
	}
	own, err := a.hash()
	if err != nil {
		return nil, false, err
	}
	if !hmac.Equal([]byte(a.name), []byte(name)) {
		return s.hashing.nobody(own), false, nil
	}
	return own, true, nil
}

func checkPassword(password string) error {
	switch {
	case len([]rune(password)) < minPassword:
		return fault.New(fault.Invalid, "Password must be at least %d characters", minPassword).In("password")
	case len(password) > maxPassword:
		return fault.New(fault.Invalid, "Password must be at most %d bytes", maxPassword).In("password")
	default:
		return nil
	}
}

func checkUser(name string) error {
	if name == "" {
		return fault.New(fault.Invalid, "Username is required").In("username")
	}
	if len(name) > 100 || strings.ContainsAny(name, ":\r\n") || strings.IndexFunc(name, isControl) >= 0 {
		return fault.New(fault.Invalid, "Username must have at most 100 characters, without colons and control characters").In("username")
	}
	return nil
}

// basicMemory remembers which Basic headers were right, so that a program that
// sends one with every call does not cost a hash each time. It holds keyed
// digests of the header, the account and the caller only.
type basicMemory struct {
	key [32]byte

	mu   sync.Mutex
	seen map[[32]byte]*sessionInUse
}

const maxRemembered = 256

func newBasicMemory() *basicMemory {
	m := &basicMemory{seen: map[[32]byte]*sessionInUse{}}
	_, _ = rand.Read(m.key[:]) // never fails
	return m
}

func (m *basicMemory) digest(parts ...string) [32]byte {
	mac := hmac.New(sha256.New, m.key[:])
	for _, part := range parts {
		_, _ = mac.Write([]byte(part)) // a hash does not fail
		_, _ = mac.Write([]byte{0})
	}
	return [32]byte(mac.Sum(nil))
}

func (m *basicMemory) find(digest [32]byte) *sessionInUse {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.seen[digest]
}

func (m *basicMemory) add(digest [32]byte, session *sessionInUse) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.seen) >= maxRemembered {
		clear(m.seen)
	}
	m.seen[digest] = session
}

func (m *basicMemory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.seen)
}

var errNoPassword = errors.New("no password is configured")
