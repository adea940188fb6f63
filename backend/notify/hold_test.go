package notify_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/alert"
	"pulse/backend/notify"
)

func busy(context.Context, string, notify.Notice) error {
	return &notify.Error{Reason: "busy", Retry: true}
}

func TestDispatcher_TellsWhatHadToWaitWhenItNeedNotWaitAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.held["a1"] = true
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(8 * time.Hour)
		b.mark(b.held, "a1", false)
		time.Sleep(2 * time.Minute)
		if diff := cmp.Diff([]string{"firing [a1]"}, told(b.services.got())); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestDispatcher_SaysNothingOfWhatCameAndWentWhileItHadToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.held["a1"] = true
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(time.Hour + time.Second) // between two looks at what waits
		b.disk.put(change(alert.Ended, "a1", 1))
		b.mark(b.held, "a1", false)
		time.Sleep(time.Hour)
		if got := b.services.got(); len(got) != 0 {
			t.Errorf("told %v", told(got))
		}
	})
}

func TestDispatcher_SaysNothingOfWhatEndedSilentlyBeforeItWasTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.held["a1"] = true
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(time.Hour + time.Second) // between two looks at what waits
		b.mark(b.over, "a1", true)
		b.mark(b.held, "a1", false)
		time.Sleep(time.Hour)
		if got := b.services.got(); len(got) != 0 {
			t.Errorf("told %v", told(got))
		}
		if left, err := b.disk.Entries(t.Context()); err != nil || len(left) != 0 {
			t.Errorf("%d entries were left in the outbox", len(left))
		}
	})
}

func TestDispatcher_TellsWhatEndedWhileTheServiceWasAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.services.answer = busy
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(time.Minute)
		b.mark(b.over, "a1", true)
		before := len(b.services.got())
		time.Sleep(time.Hour)
		if after := len(b.services.got()); after == before {
			t.Error("it was not tried any more")
		}
		b.mark(b.held, "a1", true) // and in the night it is not worth waking anybody
		time.Sleep(time.Hour)
		if diff := cmp.Diff([]notify.State{notify.StateFailed}, b.disk.states()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestDispatcher_RiseIsNotHeldBackByTheWarningBeforeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.options.Active = nil // the alert is as it changed last
		b.options.Holds = func(a alert.Alert, _ time.Time) bool { return a.Level == alert.Warning }
		defer b.start(t)()
		warning, critical := change(alert.Raised, "a1", 1), change(alert.Rose, "a1", 2)
		warning.Alert.Level, critical.Alert.Level = alert.Warning, alert.Critical
		b.disk.put(warning, critical)
		b.Wake()
		time.Sleep(time.Minute)
		got := b.services.got()
		if len(got) != 1 || got[0].Alerts[0].Level != alert.Critical {
			t.Errorf("got %+v, want one critical notice", got)
		}
	})
}

func TestDispatcher_RetryStopsWhenTheRuleIsSwitchedOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.services.answer = busy
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1), change(alert.Raised, "b1", 1))
		b.Wake()
		time.Sleep(31 * time.Second)
		b.mark(b.off, "a1", true)
		time.Sleep(time.Minute)
		if last := b.services.got(); !slices.Equal(last[len(last)-1].ids(), []string{"b1"}) {
			t.Errorf("last told %v, want the alert whose rule is on", last[len(last)-1].ids())
		}
		b.mark(b.off, "b1", true)
		before := len(b.services.got())
		time.Sleep(time.Hour)
		if after := len(b.services.got()); after != before {
			t.Errorf("%d attempts after the rule was switched off", after-before)
		}
		if diff := cmp.Diff([]notify.State{notify.StateFailed}, b.disk.states()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestDispatcher_RetryPausesDuringQuietHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.services.answer = busy
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(10 * time.Minute)
		b.mark(b.held, "a1", true)
		before := len(b.services.got())
		time.Sleep(8 * time.Hour)
		if after := len(b.services.got()); after != before {
			t.Errorf("%d attempts while it had to wait", after-before)
		}
		b.mark(b.held, "a1", false)
		time.Sleep(10 * time.Minute)
		if after := len(b.services.got()); after == before {
			t.Error("no attempt after the wait")
		}
	})
}

func TestDispatcher_NoticeThatAServiceCannotTakeHoldsUpTheOthersForAWhileOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.options.GroupingWindow = -1
		b.services.answer = func(_ context.Context, _ string, n notify.Notice) error {
			if n.Alerts[0].PublicID == "a1" {
				return &notify.Error{Reason: "internal error", Retry: true}
			}
			return nil
		}
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1), change(alert.Raised, "b1", 1), change(alert.Ended, "a1", 1))
		b.Wake()
		time.Sleep(2 * time.Minute)
		got := told(b.services.got())
		if !slices.Contains(got, "firing [b1]") {
			t.Errorf("the notice of b1 still waits: %v", got)
		}
		if slices.Contains(got, "resolved [a1]") {
			t.Errorf("the end of a1 was told before its beginning: %v", got)
		}
	})
}

func TestDispatcher_MailHasALimitOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mail := channel("mail")
		mail.URL, mail.Mail = "", &notify.Mail{Server: "smtp.example.com", PerMinute: 2}
		b := newBench(mail)
		b.options.GroupingWindow = -1
		begin := time.Now()
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1), change(alert.Raised, "b1", 1), change(alert.Raised, "c1", 1))
		b.Wake()
		time.Sleep(5 * time.Minute)
		got := b.services.got()
		if len(got) != 3 || got[1].at.Sub(begin) != 0 || got[2].at.Sub(begin) != time.Minute {
			t.Errorf("got %+v, want two mails at once and the third a minute later", got)
		}
	})
}
