package notice_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/app/feed"
	"pulse/app/notice"
	"pulse/app/prefs"
)

var (
	now = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	all = prefs.Prefs{Notices: prefs.Notices{Critical: true, Warning: true, Resolved: true}}
)

func event(kind, id, level string) feed.Event {
	return feed.Event{Kind: kind, At: now.UnixMilli(), Alert: feed.Alert{ID: id, Level: level, ResourceName: id, Message: id + " is unwell"}}
}

func ago(e feed.Event, d time.Duration) feed.Event {
	e.At = now.Add(-d).UnixMilli()
	return e
}

func many(n int) []feed.Event {
	var events []feed.Event
	for i := range n {
		events = append(events, event("firing", fmt.Sprintf("vm%d", i), "warning"))
	}
	return events
}

func TestCompose(t *testing.T) {
	away := event("noted", "pulse-away", "warning")
	away.Alert.Type = "pulse-away"
	with := func(change func(*prefs.Prefs)) prefs.Prefs {
		p := all
		change(&p)
		return p
	}
	for name, c := range map[string]struct {
		events []feed.Event
		prefs  prefs.Prefs
		want   []notice.Notice
	}{
		"one that fires": {
			[]feed.Event{event("firing", "db", "critical")},
			all,
			[]notice.Notice{{Title: "Critical: db", Body: "db is unwell", Alert: "db", Critical: true}},
		},
		"each kind in its words": {
			[]feed.Event{event("worse", "a", "critical"), event("escalated", "b", "warning"), event("resolved", "c", "critical")},
			all,
			[]notice.Notice{
				{Title: "Worse: a", Body: "a is unwell", Alert: "a", Critical: true},
				{Title: "Still not taken on: b", Body: "b is unwell", Alert: "b"},
				{Title: "Resolved: c", Body: "It was: c is unwell"},
			},
		},
		"the last word about an alert only": {
			[]feed.Event{event("firing", "a", "warning"), event("worse", "a", "critical"), event("resolved", "a", "critical")},
			all,
			[]notice.Notice{{Title: "Resolved: a", Body: "It was: a is unwell"}},
		},
		"many at once": {
			append(many(6), event("firing", "db", "critical"), event("resolved", "old", "warning")), all,
			[]notice.Notice{{
				Title:    "7 alerts, 1 critical; 1 resolved",
				Body:     "vm0 is unwell\nvm1 is unwell\nvm2 is unwell\nvm3 is unwell\nand 4 more",
				Critical: true,
			}},
		},
		"after a sleep": {
			[]feed.Event{away, event("firing", "a", "warning"), event("resolved", "b", "critical")},
			all,
			[]notice.Notice{{Title: "While you were away: 1 alert; 1 resolved", Body: "a is unwell\nb: resolved"}},
		},
		"while nobody was there to be told": {
			[]feed.Event{ago(event("firing", "a", "critical"), time.Hour)},
			all,
			[]notice.Notice{{Title: "While you were away: 1 alert, 1 critical", Body: "a is unwell", Alert: "a"}},
		},
		"a sleep in which nothing happened": {[]feed.Event{away}, all, nil},
		"paused": {
			many(1), with(func(p *prefs.Prefs) { p.PausedUntil = now.Add(time.Minute) }), nil,
		},
		"no longer paused": {
			many(1), with(func(p *prefs.Prefs) { p.PausedUntil = now }),
			[]notice.Notice{{Title: "Warning: vm0", Body: "vm0 is unwell", Alert: "vm0"}},
		},
		"without warnings": {
			append(many(9), event("firing", "db", "critical")), with(func(p *prefs.Prefs) { p.Notices.Warning = false }),
			[]notice.Notice{{Title: "Critical: db", Body: "db is unwell", Alert: "db", Critical: true}},
		},
		"without ends": {
			[]feed.Event{event("resolved", "a", "critical"), event("end told", "b", "critical")},
			with(func(p *prefs.Prefs) { p.Notices.Resolved = false }), nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, notice.Compose(c.events, c.prefs, now)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// desk runs a collector and notes what it does, in order.
type desk struct {
	events chan []feed.Event
	mu     sync.Mutex
	done   []string
}

func (d *desk) note(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done = append(d.done, what)
}

func collect(t *testing.T, show error) *desk {
	t.Helper()
	d := &desk{events: make(chan []feed.Event)}
	c := notice.Collector{
		Prefs: func() prefs.Prefs { return all },
		Show:  func(n notice.Notice) error { d.note(n.Title); return show },
		Told:  func(seq int64) error { d.note(fmt.Sprint("told ", seq)); return nil },
		Log:   slog.New(slog.DiscardHandler),
	}
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	go c.Run(ctx, d.events)
	return d
}

func (d *desk) send(events ...feed.Event) {
	for i := range events {
		events[i].At = time.Now().UnixMilli()
	}
	d.events <- events
}

func (d *desk) want(t *testing.T, done ...string) {
	t.Helper()
	synctest.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	if diff := cmp.Diff(done, d.done); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func seq(n int64, e feed.Event) feed.Event {
	e.Seq = n
	return e
}

func TestCollector_ShowsTogetherWhatComesTogetherAndThenSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := collect(t, nil)
		d.send(seq(1, event("firing", "a", "warning")))
		time.Sleep(time.Second)
		d.send(seq(2, event("worse", "a", "critical")))
		d.want(t)
		time.Sleep(2 * time.Second)
		d.want(t, "Worse: a", "told 2")
	})
}

func TestCollector_LeavesToAnotherProgramWhatItHasNotShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := collect(t, nil)
		d.send(seq(1, event("firing", "a", "warning")))
		time.Sleep(time.Second)
		d.send(feed.Event{Kind: feed.Yield})
		time.Sleep(5 * time.Second)
		d.want(t)
		d.send(seq(2, event("firing", "b", "warning"))) // the other one has ended
		time.Sleep(3 * time.Second)
		d.want(t, "Warning: b", "told 2")
	})
}

func TestCollector_WaitsAfterASleepAndSaysItOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := collect(t, nil)
		away := event("noted", "pulse-away", "warning")
		away.Alert.Type = "pulse-away"
		d.send(seq(1, away))
		for i := range int64(4) {
			time.Sleep(10 * time.Second)
			d.send(seq(2+i, event("firing", fmt.Sprint("vm", i), "warning")))
		}
		d.want(t)
		time.Sleep(10 * time.Second)
		d.want(t, "While you were away: 4 alerts", "told 5")
	})
}

func TestCollector_GoesOnWhereTheDesktopShowsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := collect(t, errors.New("no notification server"))
		d.send(seq(1, event("firing", "a", "warning")))
		time.Sleep(3 * time.Second)
		d.send(seq(2, event("firing", "b", "warning")))
		time.Sleep(3 * time.Second)
		d.want(t, "Warning: a", "told 1", "Warning: b", "told 2")
	})
}
