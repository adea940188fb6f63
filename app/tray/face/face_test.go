package face_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pulse/app/feed"
	"pulse/app/prefs"
	"pulse/app/tray/face"
	"pulse/app/tray/icons"
)

var now = time.Date(2026, 3, 1, 22, 30, 0, 0, time.UTC)

func state(alerts ...feed.Alert) feed.State {
	return feed.State{Connected: true, Alerts: alerts, Connections: []feed.Connection{{Name: "lab", OK: true}, {Name: "far"}}}
}

func alert(id, level string) feed.Alert {
	return feed.Alert{ID: id, Level: level, ResourceName: id, Message: "CPU at 91 %"}
}

func TestOf(t *testing.T) {
	critical, warning := alert("db", "critical"), alert("web", "warning")
	taken, put := critical, critical
	taken.Acknowledged = true
	put.SnoozedUntil = now.Add(time.Hour).UnixMilli()
	paused := prefs.Prefs{PausedUntil: now.Add(time.Hour)}
	for name, c := range map[string]struct {
		state feed.State
		prefs prefs.Prefs
		want  face.Face
	}{
		"well": {state(), prefs.Prefs{}, face.Face{
			Icon: icons.Fine, Tooltip: "Pulse: all is well, 2 connections", Status: "All is well, 2 connections",
		}},
		"nothing to watch": {feed.State{Connected: true}, prefs.Prefs{}, face.Face{
			Icon: icons.Fine, Tooltip: "Pulse: no servers are watched yet", Status: "No servers are watched yet",
		}},
		"critical": {state(critical, warning, warning), prefs.Prefs{}, face.Face{
			Icon: icons.Critical, Label: "1 critical", Tooltip: "Pulse: 1 critical alert, 2 warnings", Status: "1 critical alert, 2 warnings",
			Alerts: []face.Line{{"db", "Critical: db: CPU at 91 %"}, {"web", "Warning: web: CPU at 91 %"}, {"web", "Warning: web: CPU at 91 %"}},
		}},
		"taken on and put off": {state(taken, put), prefs.Prefs{}, face.Face{
			Icon: icons.Fine, Tooltip: "Pulse: all is well, 2 connections", Status: "All is well, 2 connections",
		}},
		"not connected": {feed.State{}, prefs.Prefs{}, face.Face{
			Icon: icons.Unseen, Tooltip: "Pulse: the program that watches cannot be reached", Status: "The program that watches cannot be reached",
		}},
		"no server answers": {feed.State{Connected: true, Connections: []feed.Connection{{}, {}}}, prefs.Prefs{}, face.Face{
			Icon: icons.Unseen, Tooltip: "Pulse: no server answers", Status: "No server answers",
		}},
		"first answer awaited": {feed.State{Connected: true, Connections: []feed.Connection{{Pending: true}}}, prefs.Prefs{}, face.Face{
			Icon: icons.Unseen, Tooltip: "Pulse: waiting for the first answer", Status: "Waiting for the first answer",
		}},
		"paused": {state(warning), paused, face.Face{
			Icon: icons.Paused, Label: "1 warning", Paused: true,
			Tooltip: "Pulse: 1 warning, notices are paused until 23:30", Status: "1 warning, notices are paused until 23:30",
			Alerts: []face.Line{{"web", "Warning: web: CPU at 91 %"}},
		}},
		"paused does not hide what is critical": {state(critical), prefs.Prefs{PausedUntil: face.Tomorrow(now)}, face.Face{
			Icon: icons.Critical, Label: "1 critical", Paused: true,
			Tooltip: "Pulse: 1 critical alert, notices are paused until Monday 08:00",
			Status:  "1 critical alert, notices are paused until Monday 08:00",
			Alerts:  []face.Line{{"db", "Critical: db: CPU at 91 %"}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, face.Of(c.state, c.prefs, now)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestOf_ListsTheWorstFiveInShortLines(t *testing.T) {
	long := alert("ü-host", "warning")
	long.Message = strings.Repeat("ü-host is very unwell ", 9)
	f := face.Of(state(alert("a", "critical"), long, long, long, long, long, long), prefs.Prefs{}, now)
	if len(f.Alerts) != face.Listed || f.Alerts[0].ID != "a" {
		t.Fatalf("got %d, first %+v", len(f.Alerts), f.Alerts[0])
	}
	if title := f.Alerts[1].Title; utf8.RuneCountInString(title) != 70 || !strings.HasSuffix(title, "…") || strings.Count(title, "ü-host") < 2 {
		t.Errorf("line %q", title)
	}
}

func TestAt_NamesThePulseThatItIsAbout(t *testing.T) {
	f := face.Of(state(), prefs.Prefs{}, now).At("nas.lan")
	if f.Tooltip != "Pulse, nas.lan: all is well, 2 connections" || f.Status != "nas.lan: all is well, 2 connections" {
		t.Errorf("tooltip %q, status %q", f.Tooltip, f.Status)
	}
}
