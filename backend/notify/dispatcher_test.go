package notify_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"pulse/backend/alert"
	"pulse/backend/notify"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestDispatcher_RecoveryOnlyWhereTheChannelWantsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		quiet := channel("quiet")
		quiet.Resolved = false
		b := newBench(channel("ops"), quiet)
		defer b.start(t)()
		b.disk.put(change(alert.Ended, "a1", 1))
		b.Wake()
		time.Sleep(time.Minute)
		if got := b.services.got(); len(got) != 1 || got[0].channel != "ops" {
			t.Errorf("got %+v, want one notice on ops", got)
		}
	})
}

func TestDispatcher_DisabledChannelGetsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		off := channel("ops")
		off.Enabled = false
		b := newBench(off)
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(time.Minute)
		if got := b.services.got(); len(got) != 0 {
			t.Errorf("got %+v, want nothing", got)
		}
	})
}

func TestDispatcher_ChannelGoneBeforeItsTurn(t *testing.T) {
	for name, then := range map[string][]notify.Channel{
		"removed":      nil,
		"switched off": {{ID: "ops", Kind: "fake"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(channel("ops"))
				b.services.answer = func(context.Context, string, notify.Notice) error { return &notify.Error{Reason: "busy", Retry: true} }
				defer b.start(t)()
				b.disk.put(change(alert.Raised, "a1", 1))
				b.Wake()
				time.Sleep(31 * time.Second)
				before := len(b.services.got())
				b.configure(then...)
				time.Sleep(time.Hour)
				if after := len(b.services.got()); after != before {
					t.Errorf("%d attempts after the channel was %s", after-before, name)
				}
				if diff := cmp.Diff([]notify.State{notify.StateFailed}, b.disk.states()); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestDispatcher_BacksOffAndGivesUpAfterADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.services.answer = func(context.Context, string, notify.Notice) error { return &notify.Error{Reason: "busy", Retry: true} }
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(26 * time.Hour)
		got := b.services.got()
		for i, want := range []time.Duration{1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300} {
			gap := got[i+1].at.Sub(got[i].at)
			if low, high := want*800*time.Millisecond, want*1200*time.Millisecond; gap < low || gap > high {
				t.Errorf("wait %d: got %v, want about %d s", i+1, gap, want)
			}
		}
		for _, one := range got {
			if one.ID != got[0].ID {
				t.Fatal("a repetition has another id")
			}
		}
		if diff := cmp.Diff([]notify.State{notify.StateDead}, b.disk.states()); diff != "" {
			t.Error(diff)
		}
		if last := got[len(got)-1].at.Sub(got[0].at); last < 24*time.Hour || last > 24*time.Hour+6*time.Minute {
			t.Errorf("last attempt after %v, want 24 h", last)
		}
	})
}

func TestDispatcher_WaitsAsLongAsTheServiceAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.services.answer = func(context.Context, string, notify.Notice) error {
			return &notify.Error{Reason: "slow down", Retry: true, RetryAfter: 10 * time.Minute}
		}
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(15 * time.Minute)
		got := b.services.got()
		if len(got) != 2 || got[1].at.Sub(got[0].at) != 10*time.Minute {
			t.Errorf("got %+v, want a second attempt after 10 min", got)
		}
	})
}

func TestDispatcher_DoesNotWaitLongerThanItTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.services.answer = func(context.Context, string, notify.Notice) error {
			return &notify.Error{Reason: "slow down", Retry: true, RetryAfter: 365 * 24 * time.Hour}
		}
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(25 * time.Hour)
		got := b.services.got()
		if len(got) != 2 || got[1].at.Sub(got[0].at) != 24*time.Hour {
			t.Errorf("got %+v, want a last attempt after 24 h", got)
		}
	})
}

func TestDispatcher_RefusedNoticeIsNotRepeatedAndHoldsUpNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.options.GroupingWindow = -1
		b.services.answer = func(_ context.Context, _ string, n notify.Notice) error {
			if n.Alerts[0].PublicID == "a1" {
				return &notify.Error{Reason: "wrong"}
			}
			return nil
		}
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1), change(alert.Raised, "b1", 1))
		b.Wake()
		time.Sleep(time.Hour)
		if diff := cmp.Diff([]string{"firing [a1]", "firing [b1]"}, told(b.services.got())); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]notify.State{notify.StateFailed, notify.StateSent}, b.disk.states()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestDispatcher_DeadChannelHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("dead"), channel("ops"))
		b.options.GroupingWindow = -1
		b.services.answer = func(ctx context.Context, channel string, _ notify.Notice) error {
			if channel == "dead" {
				<-ctx.Done() // it hangs
				return &notify.Error{Reason: "no answer", Retry: true}
			}
			return nil
		}
		begin := time.Now()
		stop := b.start(t)
		for i := range 5 {
			b.disk.put(change(alert.Raised, fmt.Sprintf("a%d", i), 1))
		}
		b.Wake()
		synctest.Wait()
		var onTime int
		for _, one := range b.services.got() {
			if one.channel == "ops" && one.at.Equal(begin) {
				onTime++
			}
		}
		if onTime != 5 {
			t.Errorf("%d of 5 notices were on time", onTime)
		}
		stop()
	})
}

func TestDispatcher_KeepsTheOrderOfAChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.options.GroupingWindow = -1
		failures := 3
		b.services.answer = func(context.Context, string, notify.Notice) error {
			if failures--; failures >= 0 {
				return &notify.Error{Reason: "busy", Retry: true}
			}
			return nil
		}
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1), change(alert.Ended, "a1", 1))
		b.Wake()
		time.Sleep(time.Hour)
		want := []string{"firing [a1]", "firing [a1]", "firing [a1]", "firing [a1]", "resolved [a1]"}
		if diff := cmp.Diff(want, told(b.services.got())); diff != "" {
			t.Error(diff)
		}
	})
}

func TestDispatcher_QueuesWhatIsOverTheLimitOfAnAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.options.GroupingWindow = -1
		begin := time.Now()
		defer b.start(t)()
		for i := range 25 {
			b.disk.put(change(alert.Raised, fmt.Sprintf("a%02d", i), 1))
		}
		b.Wake()
		time.Sleep(5 * time.Minute)
		var minutes []int
		for _, one := range b.services.got() {
			minutes = append(minutes, int(one.at.Sub(begin).Minutes()))
		}
		want := slices.Concat(slices.Repeat([]int{0}, 10), slices.Repeat([]int{1}, 10), slices.Repeat([]int{2}, 5))
		if diff := cmp.Diff(want, minutes); diff != "" {
			t.Errorf("minutes of the requests (-want +got):\n%s", diff)
		}
	})
}

func TestDispatcher_CrashAtAnyStepLosesNothing(t *testing.T) {
	for _, step := range []string{"entries", "plan", "unfinished", "update"} {
		t.Run(step, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(channel("ops"))
				b.disk.put(change(alert.Raised, "a1", 1))
				b.disk.broken = func(operation string) bool { return operation == step }
				stop := b.start(t)
				time.Sleep(time.Minute)
				stop() // as a crash leaves it: the step was never done
				b.disk.broken = nil
				stop = b.start(t)
				time.Sleep(time.Minute)
				stop()
				got := b.services.got()
				if len(got) == 0 {
					t.Fatal("the notice was lost")
				}
				for _, one := range got {
					if one.ID != got[0].ID {
						t.Error("a repetition has another id")
					}
				}
				if diff := cmp.Diff([]notify.State{notify.StateSent}, b.disk.states()); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestDispatcher_AbandonedAttemptIsRepeatedAfterTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.disk.put(change(alert.Raised, "a1", 1))
		b.services.answer = func(ctx context.Context, _ string, _ notify.Notice) error {
			<-ctx.Done()
			return ctx.Err()
		}
		stop := b.start(t)
		time.Sleep(31 * time.Second)
		asked := time.Now()
		stop()
		if took := time.Since(asked); took != 3*time.Second {
			t.Errorf("stopping took %v, want the grace of 3 s", took)
		}
		b.services.answer = nil
		defer b.start(t)()
		synctest.Wait()
		got := b.services.got()
		if len(got) != 2 || got[0].ID != got[1].ID {
			t.Errorf("got %+v, want the same notice twice", got)
		}
	})
}

func TestDispatcher_AttemptUnderWayMayEndAtShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.disk.put(change(alert.Raised, "a1", 1))
		b.services.answer = func(context.Context, string, notify.Notice) error {
			time.Sleep(2 * time.Second)
			return nil
		}
		stop := b.start(t)
		time.Sleep(31 * time.Second)
		stop()
		if diff := cmp.Diff([]notify.State{notify.StateSent}, b.disk.states()); diff != "" {
			t.Error(diff)
		}
	})
}
