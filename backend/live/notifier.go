package live

import (
	"context"

	"pulse/backend/alert"
	"pulse/backend/notify"
	"pulse/backend/wire"
)

// Notices is where the notices for desktops are kept, and how far each desktop
// has shown them.
type Notices interface {
	DesktopTold(ctx context.Context, name string) (int64, error)
	SetDesktopTold(ctx context.Context, name string, seq int64) error
	DesktopNotices(ctx context.Context, after int64) ([]notify.Entry, error)
}

// notifier says that a client shows notices on a desktop. Of several programs
// of one desktop the one of the highest rank does.
type notifier struct {
	name string
	rank int
	turn int   // in which order they announced themselves
	sent int64 // the last notice that it was given
}

// goesBefore reports whether of two programs of one desktop this one shows.
func (n notifier) goesBefore(other notifier) bool {
	return n.rank > other.rank || n.rank == other.rank && n.turn < other.turn
}

// longestName bounds the name of a desktop.
const longestName = 64

// notice is a change as desktops get it.
type notice struct {
	Seq   int64           `json:"seq"`
	Kind  string          `json:"kind"` // firing, worse, escalated, repeat, resolved or away
	At    int64           `json:"at"`
	Alert wire.StateAlert `json:"alert"`
}

// hear takes what only programs of a desktop say, and reports whether it was
// such a word.
func (h *Hub) hear(ctx context.Context, c *client, m word) bool {
	if h.opt.Notices == nil {
		return false
	}
	var err error
	switch m.T {
	case "notifier":
		err = h.introduce(ctx, c, m)
	case "told":
		var name string
		h.locked(func() { name = c.desktop.name })
		err = h.opt.Notices.SetDesktopTold(ctx, name, m.Seq)
	default:
		return false
	}
	if err != nil {
		h.opt.Log.Warn("a desktop may miss a notice or show it twice", "err", err)
	}
	return true
}

// introduce notes that a client shows notices. What happens from now on is for
// its desktop, if that was not known before.
func (h *Hub) introduce(ctx context.Context, c *client, m word) error {
	if m.Name == "" || len(m.Name) > longestName {
		return nil
	}
	if _, err := h.opt.Notices.DesktopTold(ctx, m.Name); err != nil {
		return err
	}
	h.locked(func() {
		h.turn++
		c.desktop = notifier{name: m.Name, rank: m.Rank, turn: h.turn}
		h.relieve(c)
	})
	h.wakeNotifiers()
	return nil
}

// relieve tells the programs of a desktop that showed before that what they have
// not shown yet is now for another. The caller holds the lock.
func (h *Hub) relieve(by *client) {
	for _, room := range h.rooms {
		for c := range room.clients {
			if c != by && c.desktop.name == by.desktop.name && by.desktop.goesBefore(c.desktop) && c.desktop.sent > 0 {
				c.desktop.sent = 0
				c.send(prepare(frame{T: "yield"}))
			}
		}
	}
}

// wakeNotifiers makes the loop look for notices that desktops have not shown.
func (h *Hub) wakeNotifiers() {
	select {
	case h.told <- struct{}{}:
	default: // it is about to look
	}
}

// tellNotifiers gives every desktop what it has not been given yet.
func (h *Hub) tellNotifiers(ctx context.Context) {
	for c, desktop := range h.notifiers() {
		if err := h.tellNotifier(ctx, c, desktop); err != nil && ctx.Err() == nil {
			h.opt.Log.Warn("notices not passed to a desktop", "err", err)
		}
	}
}

// notifiers lists the client of each desktop that shows its notices.
func (h *Hub) notifiers() map[*client]notifier {
	h.mu.Lock()
	defer h.mu.Unlock()
	first := map[string]*client{}
	for _, room := range h.rooms {
		for c := range room.clients {
			other := first[c.desktop.name]
			if c.desktop.name != "" && (other == nil || c.desktop.goesBefore(other.desktop)) {
				first[c.desktop.name] = c
			}
		}
	}
	chosen := make(map[*client]notifier, len(first))
	for _, c := range first {
		chosen[c] = c.desktop
	}
	return chosen
}

func (h *Hub) tellNotifier(ctx context.Context, c *client, desktop notifier) error {
	told, err := h.opt.Notices.DesktopTold(ctx, desktop.name)
	if err != nil {
		return err
	}
	entries, err := h.opt.Notices.DesktopNotices(ctx, max(told, desktop.sent))
	if err != nil || len(entries) == 0 {
		return err
	}
	notices := make([]notice, 0, len(entries))
	for _, e := range entries {
		notices = append(notices, noticeOf(e))
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	c.desktop.sent = entries[len(entries)-1].Seq
	c.send(prepare(frame{T: "notices", Notices: notices}))
	return nil
}

func noticeOf(e notify.Entry) notice {
	n := notice{Seq: e.Seq, Kind: string(e.Change.Kind), At: e.Change.At.UnixMilli(), Alert: wire.AlertOf(&e.Change.Alert).StateAlert}
	switch e.Change.Kind {
	case alert.Rose:
		n.Kind = "worse"
	case alert.Dropped: // for who reads it, it is over
		n.Kind = string(alert.Ended)
	}
	return n
}
