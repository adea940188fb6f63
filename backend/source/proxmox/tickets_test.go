package proxmox

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// shop sells tickets and notes what each was paid with.
type shop struct {
	paid []string
	err  error
}

func (s *shop) buy(_ context.Context, held string) (string, error) {
	s.paid = append(s.paid, held)
	if s.err != nil {
		return "", s.err
	}
	return "ticket " + string(rune('a'+len(s.paid)-1)), nil
}

func TestTickets_AreRenewedWithThemselvesAndThenWithThePassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, tickets := &shop{}, NewTickets[string](TicketRenewal, TicketLife, time.Second)
		for _, step := range []struct {
			after time.Duration
			want  string
			paid  int
		}{{0, "ticket a", 1}, {time.Hour, "ticket a", 1}, {time.Hour / 2, "ticket b", 2}, {3 * time.Hour, "ticket c", 3}} {
			time.Sleep(step.after)
			if got, err := tickets.Current(t.Context(), s.buy); err != nil || got != step.want || len(s.paid) != step.paid {
				t.Errorf("after %v: %q, %v with %d bought; want %q with %d", step.after, got, err, len(s.paid), step.want, step.paid)
			}
		}
		if s.paid[1] != "ticket a" || s.paid[2] != "" {
			t.Errorf("paid with %q; want the second with the first and the third with the password", s.paid)
		}
	})
}

func TestTickets_ARefusedLoginIsNotRepeatedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, tickets := &shop{err: &source.Error{Kind: infra.FailAuth, Reason: "wrong password"}}, NewTickets[string](TicketRenewal, TicketLife, 10*time.Second)
		for _, pause := range []time.Duration{0, 9 * time.Second, 2 * time.Second} {
			time.Sleep(pause)
			if _, err := tickets.Current(t.Context(), s.buy); !errors.Is(err, s.err) {
				t.Errorf("error = %v", err)
			}
		}
		if len(s.paid) != 2 {
			t.Errorf("logged in %d times in 11 s, want twice", len(s.paid))
		}
	})
}

func TestTickets_AnExpiredOneIsForgottenOnlyIfItIsStillHeld(t *testing.T) {
	s, tickets := &shop{}, NewTickets[string](TicketRenewal, TicketLife, time.Second)
	first, _ := tickets.Current(t.Context(), s.buy)
	for range 2 { // two calls learn that the same ticket was refused
		if err := tickets.Expire(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		if got, err := tickets.Current(t.Context(), s.buy); err != nil || got != "ticket b" {
			t.Errorf("got %q, %v; want one new ticket", got, err)
		}
	}
}

func TestTickets_WaitingForALoginEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tickets := NewTickets[string](TicketRenewal, TicketLife, time.Second)
		begun, release := make(chan struct{}), make(chan struct{})
		go func() {
			_, _ = tickets.Current(t.Context(), func(context.Context, string) (string, error) {
				close(begun)
				<-release
				return "t", nil
			})
		}()
		<-begun
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := tickets.Current(ctx, (&shop{}).buy); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error = %v, want that time was up", err)
		}
		close(release)
	})
}

func TestRuns_CloseEndsWhatRunsAndRefusesMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs Runs
		ended := make(chan error, 1)
		ctx, done, err := runs.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			<-ctx.Done()
			ended <- Cause(ctx, ctx.Err())
			done()
		}()
		runs.Close()
		if err := <-ended; !errors.Is(err, ErrClosed) {
			t.Errorf("the run ended with %v", err)
		}
		if _, _, err := runs.Begin(t.Context()); !errors.Is(err, ErrClosed) {
			t.Errorf("another run began: %v", err)
		}
	})
}
