package notice

import (
	"context"
	"log/slog"
	"time"

	"pulse/app/feed"
	"pulse/app/prefs"
)

// How long changes are gathered before they are shown: as a rule, and after
// Pulse was away, when everything is read anew.
const (
	gather      = 2 * time.Second
	gatherAwake = 45 * time.Second
)

// Collector gathers changes for a moment and shows them.
type Collector struct {
	Prefs func() prefs.Prefs
	Show  func(Notice) error
	Told  func(seq int64) error // all up to seq were shown
	Log   *slog.Logger
}

// Run shows what comes in until ctx ends. What it has gathered by then is not
// shown, and nobody is told that it was.
func (c *Collector) Run(ctx context.Context, events <-chan []feed.Event) {
	var waiting []feed.Event
	var due <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case more := <-events:
			if len(more) == 0 {
				continue
			}
			if more[0].Kind == feed.Yield {
				waiting, due = nil, nil
				continue
			}
			if len(waiting) == 0 {
				due = time.After(gather)
			}
			waiting = append(waiting, more...)
			if wasAway(more) {
				due = time.After(gatherAwake)
			}
		case <-due:
			c.show(waiting)
			waiting, due = nil, nil
		}
	}
}

func wasAway(events []feed.Event) bool {
	for _, e := range events {
		if e.Alert.Type == awayType && e.Kind == "noted" {
			return true
		}
	}
	return false
}

func (c *Collector) show(events []feed.Event) {
	var seq int64
	for _, e := range events {
		seq = max(seq, e.Seq)
	}
	for _, n := range Compose(events, c.Prefs(), time.Now()) {
		if err := c.Show(n); err != nil {
			c.Log.Warn("this desktop does not show notices", "err", err)
		}
	}
	if err := c.Told(seq); err != nil {
		c.Log.Warn("a notice may be shown twice", "err", err)
	}
}
