// Package keys keeps the tokens of this account for Pulse on other machines: in
// the key store of the operating system or, where there is none, in a file that
// only this account may read.
package keys

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/zalando/go-keyring"

	"pulse/app/prefs"
)

// service is under which name the key store lists our tokens.
const service = "Pulse"

// patience is how long the key store may take: it can ask a person to unlock it.
const patience = 2 * time.Minute

// ErrNone is what Get fails with where no token is kept.
var ErrNone = errors.New("no token is kept")

// Place says where a token is kept.
type Place string

// The places.
const (
	InStore Place = "store" // the key store of the system
	InFile  Place = "file"  // because the system has none that can be used
)

// system is the key store of the operating system.
type system interface {
	Set(service, user, secret string) error
	Get(service, user string) (string, error)
	Delete(service, user string) error
}

// Store keeps tokens by id. It may be used concurrently and by several programs.
type Store struct {
	system system
	file   file
}

// New makes the store of the account whose choices are in p. The file lies
// beside them.
func New(p prefs.File) *Store {
	return &Store{system: own{}, file: file(filepath.Join(filepath.Dir(string(p)), "tokens.json"))}
}

// Set keeps a token and tells where.
func (s *Store) Set(ctx context.Context, id, token string) (Place, error) {
	_, err := ask(ctx, func() (string, error) { return "", s.system.Set(service, id, token) })
	if err == nil {
		return InStore, s.file.remove(id) // of an earlier time, when there was no key store
	}
	if err := s.file.set(id, token); err != nil {
		return "", fmt.Errorf("keep the token: %w", err)
	}
	return InFile, nil
}

// Get returns a token and where it is kept. It fails with ErrNone where there
// is none, and otherwise where the key store refuses.
func (s *Store) Get(ctx context.Context, id string) (string, Place, error) {
	if token, err := s.file.get(id); err == nil {
		return token, InFile, nil
	} else if !errors.Is(err, ErrNone) {
		return "", "", err
	}
	token, err := ask(ctx, func() (string, error) { return s.system.Get(service, id) })
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return "", "", ErrNone
	case err != nil:
		return "", "", fmt.Errorf("the key store of this computer did not give the token: %w", err)
	}
	return token, InStore, nil
}

// Delete forgets a token. One that is not kept is forgotten already.
func (s *Store) Delete(ctx context.Context, id string) error {
	kept, err := s.file.get(id)
	if err == nil && kept != "" {
		return s.file.remove(id)
	}
	_, err = ask(ctx, func() (string, error) { return "", s.system.Delete(service, id) })
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return err
}

// ask calls the key store, which has no deadline of its own. A call that is
// given up goes on until the person answers, and then has no effect here.
func ask(ctx context.Context, call func() (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	type answer struct {
		value string
		err   error
	}
	answered := make(chan answer, 1)
	go func() {
		value, err := call()
		answered <- answer{value, err}
	}()
	select {
	case a := <-answered:
		return a.value, a.err
	case <-ctx.Done():
		return "", errors.New("it did not answer in time")
	}
}

// own is the key store of this system.
type own struct{}

// Set keeps a secret.
func (own) Set(service, user, secret string) error {
	if err := reachable(); err != nil {
		return err
	}
	return keyring.Set(service, user, secret)
}

// Get reads a secret.
func (own) Get(service, user string) (string, error) {
	if err := reachable(); err != nil {
		return "", err
	}
	return keyring.Get(service, user)
}

// Delete removes a secret.
func (own) Delete(service, user string) error {
	if err := reachable(); err != nil {
		return err
	}
	return keyring.Delete(service, user)
}
