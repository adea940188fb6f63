package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/live"
	"pulse/backend/wire"
)

func view(rev uint64, status infra.GuestStatus, cpu float64) wire.View {
	return wire.View{Rev: rev, At: time.Unix(1760219854, 0), Snapshot: &infra.Snapshot{Guests: []infra.Guest{{
		Resource: infra.Resource{ID: "guest:pve-0/100", PublicID: "lab-n1-100", Name: "web", Node: "n1", Instance: "lab"},
		VMID:     100, Type: infra.VM, Status: status, CPU: infra.Some(cpu),
	}}}}
}

// start runs a hub whose own rhythm is so slow that only what the test does is seen.
func start(t *testing.T, change func(*live.Options)) (*live.Hub, string) {
	t.Helper()
	opt := live.Options{Encoder: &wire.Encoder{}, Every: time.Hour, Beat: time.Hour, Settle: time.Millisecond}
	if change != nil {
		change(&opt)
	}
	hub := live.New(opt, view(1, infra.GuestRunning, 0.1))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = hub.Run(ctx)
	}()
	server := httptest.NewServer(hub)
	t.Cleanup(func() { cancel(); <-done; server.Close() })
	return hub, "ws" + strings.TrimPrefix(server.URL, "http")
}

func dial(t *testing.T, url string, header http.Header, protocols ...string) *websocket.Conn {
	t.Helper()
	d := websocket.Dialer{Subprotocols: protocols, EnableCompression: true}
	conn, _, err := d.Dial(url, header)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	return conn
}

func next(t *testing.T, conn *websocket.Conn) map[string]any {
	t.Helper()
	_, b, err := conn.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func say(t *testing.T, conn *websocket.Conn, message string) {
	t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
		t.Fatal(err)
	}
}

func types(t *testing.T, conn *websocket.Conn, n int) string {
	t.Helper()
	var got []string
	for range n {
		got = append(got, fmt.Sprint(next(t, conn)["type"]))
	}
	return strings.Join(got, " ")
}

func TestPublishedFeed_GreetsInOrder(t *testing.T) {
	_, url := start(t, nil)
	if got := types(t, dial(t, url, nil), 2); got != "welcome initialState" {
		t.Errorf("first messages: %s", got)
	}
}

func TestPublishedFeed_AnswersPingAndRequestDataAndIgnoresNoise(t *testing.T) {
	_, url := start(t, nil)
	conn := dial(t, url, nil)
	types(t, conn, 2)
	say(t, conn, "not json")
	say(t, conn, `{"type":"unheard of"}`)
	say(t, conn, `{"type":"ping","data":{"timestamp":1}}`)
	say(t, conn, `{"type":"requestData"}`)
	if got := types(t, conn, 2); got != "pong rawData" {
		t.Errorf("answers: %s", got)
	}
}

func TestPublishedFeed_TellsAStatusAtOnceAndFiguresAtItsTurn(t *testing.T) {
	hub, url := start(t, nil)
	conn := dial(t, url, nil)
	types(t, conn, 2)
	hub.Publish(view(2, infra.GuestRunning, 0.1), nil, false) // the hub's first: learns the states
	next(t, conn)
	hub.Publish(view(3, infra.GuestRunning, 0.9), nil, false) // figures only: waits
	hub.Publish(view(4, infra.GuestStopped, 0), nil, false)
	state := next(t, conn)["data"].(map[string]any)["vms"].([]any)[0].(map[string]any)
	if state["status"] != "stopped" {
		t.Errorf("status = %v, want stopped", state["status"])
	}
}

func TestPublishedFeed_RepeatsTheStateByTheClock(t *testing.T) {
	_, url := start(t, func(o *live.Options) { o.Every = 5 * time.Millisecond })
	conn := dial(t, url, nil)
	types(t, conn, 2)
	if got := types(t, conn, 3); got != "rawData rawData rawData" {
		t.Errorf("got %s", got)
	}
}

func TestPublishedFeed_TellsAlerts(t *testing.T) {
	hub, url := start(t, nil)
	conn := dial(t, url, nil)
	types(t, conn, 2)
	raised := alert.Change{Kind: alert.Raised, Notify: true, Alert: alert.Alert{PublicID: "lab-n1-100-cpu"}}
	quiet := alert.Change{Kind: alert.Raised, Alert: alert.Alert{PublicID: "quiet"}}
	ended := alert.Change{Kind: alert.Ended, Alert: alert.Alert{PublicID: "lab-n1-100-cpu"}}
	hub.Publish(view(2, infra.GuestRunning, 0.1), []alert.Change{quiet, raised, ended}, false)
	first, second := next(t, conn), next(t, conn)
	if first["type"] != "alert" || first["data"].(map[string]any)["id"] != "lab-n1-100-cpu" {
		t.Errorf("first: %v", first)
	}
	if second["type"] != "alertResolved" || second["data"].(map[string]any)["alertId"] != "lab-n1-100-cpu" {
		t.Errorf("second: %v", second)
	}
}

func TestCompactFeed_SendsEverythingOnceThenChanges(t *testing.T) {
	hub, url := start(t, nil)
	conn := dial(t, url, nil, live.Protocol, "token.x")
	if conn.Subprotocol() != live.Protocol {
		t.Fatalf("sub-protocol %q", conn.Subprotocol())
	}
	full := next(t, conn)
	if full["t"] != "full" || len(full["state"].(map[string]any)["vms"].([]any)) != 1 {
		t.Fatalf("first message: %v", full)
	}
	hub.Publish(view(2, infra.GuestStopped, 0.1), nil, false)
	delta := next(t, conn)
	got, _ := json.Marshal(delta["set"])
	if want := `{"vms":{"lab-n1-100":{"status":"stopped"}}}`; string(got) != want {
		t.Errorf("set = %s, want %s", got, want)
	}
	before, _ := full["rev"].(float64)
	if delta["rev"].(float64) != before+1 {
		t.Errorf("rev went from %v to %v", full["rev"], delta["rev"])
	}
}

func TestBriefFeed_TellsAlertsAndConnectionsAlone(t *testing.T) {
	hub, url := start(t, nil)
	conn := dial(t, url, nil, live.Brief, live.Protocol)
	if conn.Subprotocol() != live.Brief {
		t.Fatalf("sub-protocol %q", conn.Subprotocol())
	}
	full := next(t, conn)
	state := full["state"].(map[string]any)
	if full["t"] != "full" || len(state) != 2 || state["activeAlerts"] == nil || state["connections"] == nil {
		t.Fatalf("first message: %v", full)
	}
	hub.Publish(view(2, infra.GuestStopped, 0.1), nil, false) // is not told
	raised := view(3, infra.GuestStopped, 0.1)
	raised.Active = alert.Active{alert.Key{}: {PublicID: "lab-n1-100-cpu", Level: alert.Critical, Phase: alert.Firing}}
	hub.Publish(raised, nil, false)
	delta := next(t, conn)
	set := delta["set"].(map[string]any)
	if len(set) != 1 || set["activeAlerts"].(map[string]any)["lab-n1-100-cpu"] == nil {
		t.Errorf("set = %v, want the alert alone", set)
	}
}

func TestFeedsOfChanges_NumberTheFirstStateEvenWhenNothingChangesAfterIt(t *testing.T) {
	_, url := start(t, nil)
	for _, protocol := range []string{live.Protocol, live.Brief} {
		full := next(t, dial(t, url, nil, protocol))
		if rev, _ := full["rev"].(float64); full["t"] != "full" || rev < 1 {
			t.Errorf("%s: got t %v, rev %v: without a number nobody takes it for the state", protocol, full["t"], full["rev"])
		}
	}
}

func TestCompactFeed_AnswersResyncWithEverything(t *testing.T) {
	_, url := start(t, nil)
	conn := dial(t, url, nil, live.Protocol)
	next(t, conn)
	say(t, conn, `{"t":"resync"}`)
	if got := next(t, conn); got["t"] != "full" {
		t.Errorf("got %v", got)
	}
}

func TestBroadcast_ReachesAllFeeds(t *testing.T) {
	hub, url := start(t, nil)
	full := dial(t, url, nil)
	types(t, full, 2)
	others := map[string]*websocket.Conn{}
	for _, protocol := range []string{live.Protocol, live.Brief} {
		others[protocol] = dial(t, url, nil, protocol)
		next(t, others[protocol])
	}
	hub.Broadcast("node_deleted", map[string]string{"nodeType": "pve"})
	if got := next(t, full); got["type"] != "node_deleted" || got["timestamp"] == nil {
		t.Errorf("published feed: %v", got)
	}
	for protocol, conn := range others {
		if got := next(t, conn); got["t"] != "event" || got["event"].(map[string]any)["type"] != "node_deleted" {
			t.Errorf("%s: %v", protocol, got)
		}
	}
	hub.Broadcast("settingsUpdate", map[string]string{"theme": "dark"})
	if got := next(t, full); got["type"] != "settingsUpdate" || got["timestamp"] != nil {
		t.Errorf("a change of settings has no time: %v", got)
	}
}

func TestHub_DropsAClientThatAnswersNoPing(t *testing.T) {
	_, url := start(t, func(o *live.Options) { o.Ping, o.Silence = 10*time.Millisecond, 50*time.Millisecond })
	conn := dial(t, url, nil)
	conn.SetPingHandler(func(string) error { return nil })
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			return // dropped; otherwise the read deadline of the test fails it
		}
	}
}

func TestHub_DropsAClientWhoseMessageGrowsWhenItIsUnpacked(t *testing.T) {
	_, url := start(t, nil)
	conn := dial(t, url, nil, live.Protocol)
	next(t, conn)
	for _, message := range []string{strings.Repeat(" ", 8<<20), `{"t":"ping"}`} {
		_ = conn.WriteMessage(websocket.TextMessage, []byte(message)) // the connection may be gone already
	}
	if _, b, err := conn.ReadMessage(); err == nil {
		t.Errorf("the connection goes on: %s", b)
	}
}

func TestHub_DismissesAClientWhoseSignInHasEnded(t *testing.T) {
	var ended atomic.Bool
	_, url := start(t, func(o *live.Options) {
		o.Ping = 5 * time.Millisecond
		o.Still = func(r *http.Request) bool { return r.URL.Query().Get("who") != "ann" || !ended.Load() }
	})
	ann, bob := dial(t, url+"?who=ann", nil), dial(t, url+"?who=bob", nil)
	types(t, ann, 2)
	types(t, bob, 2)
	ended.Store(true)
	if _, _, err := ann.ReadMessage(); !websocket.IsCloseError(err, websocket.ClosePolicyViolation) {
		t.Errorf("ended with %v", err)
	}
	say(t, bob, `{"type":"ping"}`)
	if got := types(t, bob, 1); got != "pong" {
		t.Errorf("the other one was told %q", got)
	}
}

func TestHub_EndsItsConnectionsWhenItEnds(t *testing.T) {
	hub := live.New(live.Options{Encoder: &wire.Encoder{}}, view(1, infra.GuestRunning, 0))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- hub.Run(ctx) }()
	server := httptest.NewServer(hub)
	defer server.Close()
	conn := dial(t, "ws"+strings.TrimPrefix(server.URL, "http"), nil)
	types(t, conn, 2)
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, _, err := conn.ReadMessage(); err == nil {
		t.Error("the connection is still open")
	}
	if hub.Clients() != 0 {
		t.Errorf("clients = %d", hub.Clients())
	}
}

func TestOrigin(t *testing.T) {
	cookie := "pulse_session=x"
	for name, c := range map[string]struct {
		origin, cookie string
		allowed        []string
		want           bool
	}{
		"a program without origin":            {want: true},
		"our own page":                        {origin: "self", want: true},
		"the desktop window":                  {origin: "wails://wails", want: true},
		"a listed origin":                     {origin: "https://dash.example", allowed: []string{"https://dash.example"}, want: true},
		"any origin when all are allowed":     {origin: "https://evil.example", allowed: []string{"*"}, want: true},
		"a stranger":                          {origin: "https://evil.example"},
		"a private address without a cookie":  {origin: "http://192.168.1.9:3000", want: true},
		"a private address with a cookie":     {origin: "http://192.168.1.9:3000", cookie: cookie},
		"a private address beside a list":     {origin: "http://192.168.1.9:3000", allowed: []string{"https://dash.example"}},
		"a short name of the home network":    {origin: "http://nas.lan", want: true},
		"a long name ending in local":         {origin: "http://a.b.c.local"},
		"a word that only looks like a local": {origin: "http://local"},
		"a public address":                    {origin: "http://8.8.8.8"},
	} {
		t.Run(name, func(t *testing.T) {
			_, url := start(t, func(o *live.Options) {
				o.Windows = []string{"wails://wails"}
				o.Origins = func() []string { return c.allowed }
			})
			header := http.Header{}
			if c.origin == "self" {
				c.origin = "http" + strings.TrimPrefix(url, "ws")
			}
			if c.origin != "" {
				header.Set("Origin", c.origin)
			}
			if c.cookie != "" {
				header.Set("Cookie", c.cookie)
			}
			conn, res, err := websocket.DefaultDialer.Dial(url, header)
			if err == nil {
				_ = conn.Close()
			}
			if (err == nil) != c.want {
				t.Errorf("accepted = %v, want %v (%v)", err == nil, c.want, err)
			}
			if !c.want && res.StatusCode != http.StatusForbidden {
				t.Errorf("status = %d, want 403", res.StatusCode)
			}
		})
	}
}

func TestHub_SaysItsLastWordBeforeItCloses(t *testing.T) {
	hub := live.New(live.Options{Encoder: &wire.Encoder{}}, view(1, infra.GuestRunning, 0.1))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = hub.Run(ctx) }()
	server := httptest.NewServer(hub)
	defer server.Close()
	conn := dial(t, "ws"+strings.TrimPrefix(server.URL, "http"), nil, live.Protocol)
	next(t, conn)
	hub.Broadcast("quit", nil)
	cancel()
	<-done
	for {
		if m := next(t, conn); m["t"] == "event" && m["event"].(map[string]any)["type"] == "quit" {
			return
		}
	}
}
