// Package feed follows the brief live feed of a backend, as tray and window
// need it: alerts, connections, and the notices that this desktop is to show.
package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Ranks of the programs that show notices: of those of one desktop the highest
// shows them.
const (
	RankTray   = 1
	RankWindow = 2
)

const (
	brief      = "pulse.brief.v1"
	compact    = "pulse.delta.v1" // holds the same and more; for a backend that knows no other
	silence    = 90 * time.Second // the backend says something every 30 s
	writeLimit = 10 * time.Second
	frameLimit = 64 << 20
	firstPause = 200 * time.Millisecond
	longest    = 10 * time.Second
	lostAfter  = 4 // attempts; a backend that is only replaced is back by then
)

// Options say where the feed is and who follows it.
type Options struct {
	URL   string // of the backend
	Token string
	Name  string // of this desktop, see Name; empty = shows no notices
	Rank  int
	Log   *slog.Logger
}

// Update is what one message changed. State is always the whole.
type Update struct {
	State   State
	Notices []Event
	Quit    bool // a person ended Pulse
}

// Feed follows one backend. Its methods may be called concurrently.
type Feed struct {
	opt Options

	mu   sync.Mutex
	conn *websocket.Conn // nil while there is none
}

// New makes a feed. Call Run.
func New(o Options) *Feed { return &Feed{opt: o} }

// Run follows the feed until ctx ends, and connects again whenever that is
// lost. It calls changed for everything it hears, one call at a time.
func (f *Feed) Run(ctx context.Context, changed func(Update)) {
	pause := firstPause
	for failed := 0; ctx.Err() == nil; {
		heard, err := f.follow(ctx, changed)
		if heard {
			pause, failed = firstPause, 0
		}
		failed++
		if failed == lostAfter {
			f.opt.Log.Info("the backend cannot be heard", "err", err)
			changed(Update{})
		}
		wait(ctx, pause+rand.N(pause/4)) //nolint:gosec // not a secret
		pause = min(2*pause, longest)
	}
}

// Told says that all notices up to seq were shown.
func (f *Feed) Told(seq int64) error {
	return f.say(map[string]any{"t": "told", "seq": seq})
}

// follow connects once and listens until the connection ends. It reports
// whether it was heard of the backend.
func (f *Feed) follow(ctx context.Context, changed func(Update)) (heard bool, err error) {
	conn, err := f.dial(ctx)
	if err != nil {
		return false, err
	}
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	f.use(conn)
	defer f.use(nil)
	defer conn.Close()
	if f.opt.Name != "" {
		if err := f.say(map[string]any{"t": "notifier", "name": f.opt.Name, "rank": f.opt.Rank}); err != nil {
			return false, err
		}
	}
	rows := newRows()
	for {
		var m message
		if err := read(conn, &m); err != nil {
			return heard, err
		}
		heard = true
		if !rows.apply(&m) {
			if err := f.say(map[string]any{"t": "resync"}); err != nil {
				return heard, err
			}
			continue
		}
		if m.tells() {
			changed(Update{State: rows.state(), Notices: m.Notices, Quit: m.Event.Type == "quit"})
		}
	}
}

func (f *Feed) dial(ctx context.Context) (*websocket.Conn, error) {
	dialer := websocket.Dialer{ // of this machine: no proxy of the environment may stand between
		HandshakeTimeout: writeLimit, Subprotocols: []string{brief, compact}, EnableCompression: false,
	}
	header := http.Header{"Authorization": {"Bearer " + f.opt.Token}}
	conn, answer, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(f.opt.URL, "http")+"/ws", header)
	if err == nil {
		conn.SetReadLimit(frameLimit)
		return conn, nil
	}
	if answer != nil {
		defer answer.Body.Close()
		return nil, fmt.Errorf("the backend answered %s", answer.Status)
	}
	return nil, err
}

func (f *Feed) use(conn *websocket.Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.conn = conn
}

func (f *Feed) say(words map[string]any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.conn == nil {
		return errors.New("not connected")
	}
	if err := f.conn.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return err
	}
	return f.conn.WriteJSON(words)
}

func read(conn *websocket.Conn, m *message) error {
	if err := conn.SetReadDeadline(time.Now().Add(silence)); err != nil {
		return err
	}
	_, content, err := conn.ReadMessage()
	if err != nil {
		return err
	}
	return json.Unmarshal(content, m)
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
