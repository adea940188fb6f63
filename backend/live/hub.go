// Package live pushes changes to connected screens over WebSocket: the
// published feed for every client, and the compact and the brief feed
// (docs/live-feed.md) for those that ask for them.
package live

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"pulse/backend/alert"
	"pulse/backend/wire"
)

// Options are the rhythms and limits of the feed. Zero values mean the
// published ones.
type Options struct {
	Encoder *wire.Encoder
	Origins func() []string // allowed origins beside our own; "*" allows all
	Windows []string        // origins of the desktop window's own page, always allowed
	Log     *slog.Logger
	Every   time.Duration // full state of the published feed, 10 s
	Settle  time.Duration // shortest time between two deltas, 1 s
	Beat    time.Duration // application ping, 30 s
	Ping    time.Duration // protocol ping, 54 s
	Silence time.Duration // a client that answers no ping for so long is gone, 60 s
	Notices Notices       // for desktops; nil = there are none
	// Still reports whether a client may stay, by the request that it began with.
	// It is asked with every protocol ping; nil = it may.
	Still func(*http.Request) bool
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	set(&o.Every, 10*time.Second)
	set(&o.Settle, time.Second)
	set(&o.Beat, 30*time.Second)
	set(&o.Ping, 54*time.Second)
	set(&o.Silence, 60*time.Second)
	return o
}

// Hub holds the connected screens. Its methods may be called concurrently.
type Hub struct {
	opt     Options
	changed chan struct{} // a new view waits; capacity 1
	told    chan struct{} // desktops may have something to show; capacity 1
	clients sync.WaitGroup

	mu     sync.Mutex
	closed bool
	view   wire.View
	status uint64 // fingerprint of what the published feed last told of states
	full   map[*client]struct{}
	rooms  []*room // of the other feeds
	turn   int     // of the next desktop
}

// New makes a hub that begins with a view. Call Run to make it live.
func New(opt Options, view wire.View) *Hub {
	return &Hub{
		opt: opt.withDefaults(), view: view, changed: make(chan struct{}, 1), told: make(chan struct{}, 1),
		full: map[*client]struct{}{}, rooms: newRooms(),
	}
}

// Clients is the number of connected screens.
func (h *Hub) Clients() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := len(h.full)
	for _, room := range h.rooms {
		n += len(room.clients)
	}
	return n
}

// Publish takes a new view and what happened to alerts on the way to it. It
// does not wait for any client. With now set the published feed is told at
// once instead of at its next turn.
func (h *Hub) Publish(v wire.View, changes []alert.Change, now bool) {
	h.mu.Lock()
	h.view = v
	for _, c := range changes {
		h.announce(c)
	}
	if status := statusOf(v); now || status != h.status {
		h.status = status
		h.broadcastState()
	}
	h.mu.Unlock()
	select {
	case h.changed <- struct{}{}:
	default:
	}
	if slices.ContainsFunc(changes, func(c alert.Change) bool { return c.Notify }) {
		h.wakeNotifiers()
	}
}

// Broadcast sends an event of the published feed to every screen. All but a
// change of settings say when.
func (h *Hub) Broadcast(kind string, data any) {
	event := event{Type: kind, Data: data}
	if kind != "settingsUpdate" {
		event.Timestamp = time.Now().UTC().Format(time.RFC3339)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	send(h.full, prepare(event))
	h.sendRooms(prepare(frame{T: "event", Event: &event}))
}

// Run keeps the rhythm of both feeds until ctx ends, then closes every
// connection and waits for it.
func (h *Hub) Run(ctx context.Context) error {
	defer h.close()
	every, beat := time.NewTicker(h.opt.Every), time.NewTicker(h.opt.Beat)
	defer every.Stop()
	defer beat.Stop()
	settle := time.NewTimer(0)
	defer settle.Stop()
	for quiet := false; ; {
		changed := h.changed
		if !quiet {
			changed = nil // wait until the last delta has settled
		}
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
			h.locked(h.broadcastState)
		case now := <-beat.C:
			h.locked(func() { h.beat(now) })
			h.wakeNotifiers() // whatever was noted without a change to publish
		case <-h.told:
			h.tellNotifiers(ctx)
		case <-settle.C:
			quiet = true
		case <-changed:
			h.locked(h.tellRooms)
			quiet = false
			settle.Reset(h.opt.Settle)
		}
	}
}

func (h *Hub) locked(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
}

func (h *Hub) close() {
	h.locked(func() {
		h.closed = true
		for c := range h.full {
			c.drop()
		}
		for _, room := range h.rooms {
			for c := range room.clients {
				c.drop()
			}
		}
	})
	h.clients.Wait()
}

func (h *Hub) announce(c alert.Change) {
	switch c.Kind {
	case alert.Ended, alert.Dropped:
		send(h.full, prepare(event{Type: "alertResolved", Data: map[string]string{"alertId": c.Alert.PublicID}}))
	case alert.Raised, alert.Rose, alert.Repeated, alert.Escalated:
		if c.Notify {
			send(h.full, prepare(event{Type: "alert", Data: wire.AlertOf(&c.Alert)}))
		}
	}
}

func (h *Hub) broadcastState() {
	if len(h.full) > 0 {
		send(h.full, h.state("rawData"))
	}
}

func (h *Hub) beat(now time.Time) {
	send(h.full, prepare(event{Type: "ping", Data: map[string]int64{"timestamp": now.Unix()}}))
	h.sendRooms(prepare(frame{T: "ping", At: now.UnixMilli()}))
}

func (h *Hub) tellRooms() {
	for _, room := range h.rooms {
		room.tell(h.view)
	}
}

func (h *Hub) sendRooms(m *websocket.PreparedMessage) {
	for _, room := range h.rooms {
		send(room.clients, m)
	}
}

// state wraps the encoded state without encoding it again.
func (h *Hub) state(kind string) *websocket.PreparedMessage {
	return prepare(event{Type: kind, Data: json.RawMessage(h.opt.Encoder.Encoded(h.view).JSON())})
}
