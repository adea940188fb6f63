package backtest

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

func TestTurns_ANewerTrialOfACallerEndsTheOneBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var turns Turns
		first, leave, err := turns.Take(t.Context(), "ann")
		if err != nil {
			t.Fatal(err)
		}
		began := make(chan string, 3)
		for _, caller := range []string{"ann", "bob"} {
			go func() {
				_, leave, err := turns.Take(t.Context(), caller)
				if err != nil {
					t.Error(err)
					return
				}
				began <- caller
				leave()
			}()
		}
		synctest.Wait()
		if cause := context.Cause(first); !errors.Is(cause, ErrReplaced) || len(began) != 0 {
			t.Fatalf("the first one ended by %v, %d others began beside it", cause, len(began))
		}
		leave()
		synctest.Wait()
		if len(began) != 2 {
			t.Errorf("%d of two that waited had their turn", len(began))
		}
	})
}

func TestTurns_WhoGivesUpWaitingKeepsNobodyFromTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var turns Turns
		_, leave, err := turns.Take(t.Context(), "ann")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := turns.Take(ctx, "bob"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		leave()
		again, leave, err := turns.Take(t.Context(), "bob")
		if err != nil || again.Err() != nil {
			t.Fatal(err)
		}
		leave()
	})
}
