package live_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/live"
	"pulse/backend/store"
	"pulse/backend/store/storetest"
)

var discard = slog.New(slog.DiscardHandler)

// desktopHub is a hub with notices in a real database.
func desktopHub(t *testing.T) (tell func(id string), url string) {
	t.Helper()
	s := storetest.Open(t, store.Options{})
	hub, url := start(t, func(o *live.Options) { o.Notices, o.Log = s, discard })
	return func(id string) {
		t.Helper()
		changes := []alert.Change{{Kind: alert.Raised, At: time.Now(), Notify: true, Alert: alert.Alert{PublicID: id, Level: alert.Critical}}}
		if err := s.Commit(t.Context(), alert.Batch{Changes: changes}); err != nil {
			t.Fatal(err)
		}
		hub.Publish(view(2, infra.GuestRunning, 0.1), changes, false)
	}, url
}

// announce connects a program of a desktop.
func announce(t *testing.T, url, name string, rank int) *websocket.Conn {
	t.Helper()
	conn := dial(t, url, nil, live.Protocol)
	say(t, conn, fmt.Sprintf(`{"t":"notifier","name":%q,"rank":%d}`, name, rank))
	return conn
}

// desktop is one for which nothing waits. It has been heard.
func desktop(t *testing.T, url, name string, rank int) *websocket.Conn {
	t.Helper()
	conn := announce(t, url, name, rank)
	say(t, conn, `{"t":"ping"}`)
	for next(t, conn)["t"] != "pong" {
		continue
	}
	return conn
}

// told lists the alerts of the next notices.
func told(t *testing.T, conn *websocket.Conn) (ids string, seq float64) {
	t.Helper()
	for {
		m := next(t, conn)
		if m["t"] != "notices" {
			continue
		}
		var all []string
		for _, one := range m["notices"].([]any) {
			n := one.(map[string]any)
			seq = n["seq"].(float64)
			all = append(all, fmt.Sprint(n["kind"], " ", n["alert"].(map[string]any)["id"]))
		}
		return strings.Join(all, ", "), seq
	}
}

func TestNotifier_OneProgramOfADesktopIsToldAndTheNextTakesOverWhatItDidNotShow(t *testing.T) {
	tell, url := desktopHub(t)
	tell("before anybody was there")
	tray := desktop(t, url, "ana", 1)
	window := desktop(t, url, "ana", 2)
	tell("a")
	got, seq := told(t, window)
	if got != "firing a" {
		t.Fatalf("window was told %q", got)
	}
	say(t, window, fmt.Sprintf(`{"t":"told","seq":%v}`, seq))
	tell("b")
	if got, _ := told(t, window); got != "firing b" {
		t.Fatalf("window was told %q", got)
	}
	window.Close() // before it has shown b
	if got, _ := told(t, tray); got != "firing b" {
		t.Errorf("tray was told %q, want what the window did not show", got)
	}
}

func TestNotifier_IsToldWhatHappenedWhileItWasAway(t *testing.T) {
	tell, url := desktopHub(t)
	desktop(t, url, "ana", 1).Close()
	tell("a")
	tell("b")
	if got, _ := told(t, announce(t, url, "ana", 1)); got != "firing a, firing b" {
		t.Errorf("told %q", got)
	}
}

func TestNotifier_EveryDesktopIsTold(t *testing.T) {
	tell, url := desktopHub(t)
	ana, bea := desktop(t, url, "ana", 1), desktop(t, url, "bea", 1)
	tell("a")
	for name, conn := range map[string]*websocket.Conn{"ana": ana, "bea": bea} {
		if got, _ := told(t, conn); got != "firing a" {
			t.Errorf("%s was told %q", name, got)
		}
	}
}
