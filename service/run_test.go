package main

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

type runFunc func(context.Context) error

func (f runFunc) Run(ctx context.Context) error { return f(ctx) }

func TestRunUntilDone_WaitsForACleanEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		saved := false
		cancel()
		err := runUntilDone(ctx, runFunc(func(ctx context.Context) error {
			<-ctx.Done()
			time.Sleep(shutdownLimit - time.Second)
			saved = true
			return nil
		}))
		if err != nil || !saved {
			t.Errorf("runUntilDone = %v with saved = %v, want nil after saving", err, saved)
		}
	})
}

func TestRunUntilDone_GivesUpOnAStuckShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		release := make(chan struct{})
		cancel()
		start := time.Now()
		err := runUntilDone(ctx, runFunc(func(context.Context) error {
			<-release
			return nil
		}))
		if err == nil {
			t.Error("runUntilDone = nil, want an error")
		}
		if took := time.Since(start); took >= 10*time.Second {
			t.Errorf("gave up after %v, want less than 10 s", took)
		}
		close(release)
	})
}

func TestRunUntilDone_ReportsAFailureAtOnce(t *testing.T) {
	want := errors.New("address is in use")
	got := runUntilDone(t.Context(), runFunc(func(context.Context) error { return want }))
	if !errors.Is(got, want) {
		t.Errorf("runUntilDone = %v, want %v", got, want)
	}
}
