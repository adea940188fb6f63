package backend

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestRunParts_EndsTheLastFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var ended []string
		waiting := func(name string) part {
			return part{name, func(ctx context.Context) error {
				<-ctx.Done()
				time.Sleep(time.Second) // virtual: cleaning up takes a while
				mu.Lock()
				defer mu.Unlock()
				ended = append(ended, name)
				return nil
			}}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := runParts(ctx, slog.New(slog.DiscardHandler), []part{waiting("store"), waiting("engine"), waiting("door")}); err != nil {
			t.Fatal(err)
		}
		if want := []string{"door", "engine", "store"}; !slices.Equal(ended, want) {
			t.Errorf("ended %v, want %v", ended, want)
		}
	})
}

func TestRunParts_EndsEverythingWhenOneFails(t *testing.T) {
	broken := errors.New("broken")
	err := runParts(t.Context(), slog.New(slog.DiscardHandler), []part{
		{"engine", func(ctx context.Context) error { <-ctx.Done(); return nil }},
		{"door", func(context.Context) error { return broken }},
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the failure of the part", err)
	}
}
