package feed_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pulse/app/feed"
)

// backend speaks the brief feed: per connection it says the given words, and
// then passes on what it hears.
type backend struct {
	*httptest.Server
	conns chan *websocket.Conn
	heard chan string
}

func serve(t *testing.T) *backend {
	t.Helper()
	b := &backend{conns: make(chan *websocket.Conn, 10), heard: make(chan string, 100)}
	up := websocket.Upgrader{Subprotocols: []string{"pulse.brief.v1"}}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" || r.URL.Path != "/ws" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		conn, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		b.conns <- conn
		for {
			_, m, err := conn.ReadMessage()
			if err != nil {
				return
			}
			b.heard <- strings.TrimSpace(string(m))
		}
	}))
	t.Cleanup(b.Close)
	return b
}

// follow runs a feed and returns what it tells.
func follow(t *testing.T, b *backend) (*feed.Feed, <-chan feed.Update) {
	t.Helper()
	f := feed.New(feed.Options{URL: b.URL, Token: "secret", Name: "ana", Rank: feed.RankTray, Log: slog.New(slog.DiscardHandler)})
	updates := make(chan feed.Update, 100)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); f.Run(ctx, func(u feed.Update) { updates <- u }) }()
	t.Cleanup(func() { cancel(); <-done })
	return f, updates
}

// get waits for the next value, a little longer than anything here takes.
func get[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(15 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

func say(t *testing.T, conn *websocket.Conn, m string) {
	t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(m)); err != nil {
		t.Fatal(err)
	}
}

func ids(s feed.State) string {
	var all []string
	for _, a := range s.Alerts {
		all = append(all, a.ID+" "+a.Level)
	}
	return strings.Join(all, ", ")
}

const full = `{"t":"full","rev":4,"at":1,"state":{"activeAlerts":[
	{"id":"a","level":"warning","resourceName":"web","message":"CPU at 91 %","startTime":"2026-01-01T10:00:00Z"},
	{"id":"b","level":"critical","resourceName":"db","startTime":"2026-01-01T09:00:00Z"}],
	"connections":[{"id":"pve-0","name":"lab","ok":true}],"vms":[]}}`

func TestFeed_FollowsAlertsWorstFirst(t *testing.T) {
	b := serve(t)
	_, updates := follow(t, b)
	conn := get(t, b.conns)
	if got := get(t, b.heard); got != `{"name":"ana","rank":1,"t":"notifier"}` {
		t.Errorf("it introduced itself with %s", got)
	}
	say(t, conn, full)
	if u := get(t, updates); !u.State.Connected || ids(u.State) != "b critical, a warning" || len(u.State.Connections) != 1 {
		t.Fatalf("first: %+v", u)
	}
	say(t, conn, `{"t":"delta","rev":5,"set":{"vms":{"x":{"cpu":1}}}}`) // tells nothing here
	say(t, conn, `{"t":"delta","rev":6,"set":{"activeAlerts":{"a":{"level":"critical"},"c":{"id":"c","level":"warning","acknowledged":true}}},"del":{"activeAlerts":["b"]}}`)
	u := get(t, updates)
	if ids(u.State) != "a critical, c warning" || u.State.Alerts[0].Message != "CPU at 91 %" {
		t.Errorf("after the delta: %+v", u.State)
	}
	say(t, conn, `{"t":"delta","rev":7,"top":{"connections":[{"name":"lab","ok":false,"error":"no route"}]}}`)
	if u := get(t, updates); u.State.Connections[0].OK {
		t.Errorf("connections: %+v", u.State.Connections)
	}
}

func TestFeed_AsksForEverythingWhenItLostSomething(t *testing.T) {
	b := serve(t)
	_, updates := follow(t, b)
	conn := get(t, b.conns)
	get(t, b.heard)
	say(t, conn, full)
	get(t, updates)
	say(t, conn, `{"t":"delta","rev":9,"del":{"activeAlerts":["a","b"]}}`)
	if got := get(t, b.heard); got != `{"t":"resync"}` {
		t.Errorf("heard %s", got)
	}
}

func TestFeed_PassesNoticesAndSaysWhenTheyWereShown(t *testing.T) {
	b := serve(t)
	f, updates := follow(t, b)
	conn := get(t, b.conns)
	get(t, b.heard)
	say(t, conn, `{"t":"notices","notices":[{"seq":7,"kind":"firing","at":5,"alert":{"id":"a","level":"critical"}}]}`)
	u := get(t, updates)
	if len(u.Notices) != 1 || u.Notices[0].Seq != 7 || u.Notices[0].Alert.ID != "a" {
		t.Fatalf("got %+v", u)
	}
	if err := f.Told(7); err != nil {
		t.Fatal(err)
	}
	if got := get(t, b.heard); got != `{"seq":7,"t":"told"}` {
		t.Errorf("heard %s", got)
	}
	say(t, conn, `{"t":"event","event":{"type":"quit"}}`)
	if !get(t, updates).Quit {
		t.Error("a person ended Pulse: that was not passed on")
	}
}

func TestFeed_ConnectsAgainAndSaysWhenNobodyAnswers(t *testing.T) {
	b := serve(t)
	_, updates := follow(t, b)
	get(t, b.conns).Close()
	conn := get(t, b.conns)
	say(t, conn, full)
	if !get(t, updates).State.Connected {
		t.Error("not connected again")
	}
	b.Listener.Close()
	conn.Close()
	if get(t, updates).State.Connected {
		t.Error("still connected although nobody answers")
	}
}

func TestName_IsStableAndTellsNothing(t *testing.T) {
	t.Setenv("HOME", "/home/ana")
	name := feed.Name()
	if name != feed.Name() || strings.Contains(name, "ana") || len(name) > 64 {
		t.Errorf("name %q", name)
	}
	t.Setenv("HOME", "/home/bea")
	if feed.Name() == name {
		t.Error("two accounts share a name")
	}
}
