package store

import (
	"log/slog"
	"maps"
	"testing"

	"pulse/backend/alert"
	"pulse/backend/secret"
)

// BenchmarkOpen is the share of the store in the time to start.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	key, err := secret.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := Open(b.Context(), Options{Dir: dir, Key: key, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCommit is how long the loop waits when one of a thousand active
// alerts changed.
func BenchmarkCommit(b *testing.B) {
	dir := b.TempDir()
	key, err := secret.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	s, err := Open(b.Context(), Options{Dir: dir, Key: key, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	next := alert.Active{}
	for vmid := range 1000 {
		a := cpuAlert(vmid, "n1", at(0))
		next[a.Key] = &a
	}
	changed := cpuAlert(0, "n1", at(0))
	if err := s.Commit(b.Context(), alert.Batch{Next: next}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		again := changed
		next[again.Key] = &again
		one := alert.Change{Kind: alert.Repeated, Alert: again, At: at(0), Notify: true}
		if err := s.Commit(b.Context(), alert.Batch{Next: maps.Clone(next), Changes: []alert.Change{one}}); err != nil {
			b.Fatal(err)
		}
	}
}
