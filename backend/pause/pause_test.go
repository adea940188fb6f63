package pause_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/pause"
)

func TestFor_WaitsForItsTimeOrTheEnd(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end()
	for _, c := range []struct {
		name  string
		ctx   context.Context
		d     time.Duration
		takes time.Duration
		err   error
	}{
		{"its time", context.Background(), time.Minute, time.Minute, nil},
		{"no time", context.Background(), 0, 0, nil},
		{"less than no time", context.Background(), -time.Hour, 0, nil},
		{"the end was before", ended, time.Minute, 0, context.Canceled},
		{"no time after the end", ended, 0, 0, context.Canceled},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				if err := pause.For(c.ctx, c.d); !errors.Is(err, c.err) {
					t.Errorf("got %v, want %v", err, c.err)
				}
				if took := time.Since(begun); took != c.takes {
					t.Errorf("took %v, want %v", took, c.takes)
				}
			})
		})
	}
}

func TestFor_EndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := pause.For(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != time.Second {
			t.Errorf("got %v after %v, want the end of ctx after 1s", err, time.Since(begun))
		}
	})
}
