// Package storetest opens real stores for tests.
package storetest

import (
	"context"
	"log/slog"
	"testing"

	"pulse/backend/secret"
	"pulse/backend/store"
)

// Open opens a store that is closed with the test. Without options it has a
// folder of its own, a key in it, and tells nobody.
func Open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	s := open(t, o)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}

// OpenIn opens the store of a folder, which may be there already. The caller
// closes it.
func OpenIn(t testing.TB, dir string) *store.Store {
	t.Helper()
	return open(t, store.Options{Dir: dir})
}

func open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	key, err := secret.OpenFor(o.Dir, false)
	if err != nil {
		t.Fatalf("open the key: %v", err)
	}
	o.Key = key
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	return s
}
