// Package notice turns changes of alerts into the notices that a person sees:
// one each while there are few, one for all when there are many.
package notice

import (
	"fmt"
	"strings"
	"time"

	"pulse/app/feed"
	"pulse/app/prefs"
)

// Notice is what a person sees.
type Notice struct {
	Title    string
	Body     string
	Alert    string // the id of the alert that a click opens; empty = the list
	Critical bool
}

const (
	most  = 3                // notices of their own at once
	named = 4                // alerts that one notice for many names
	fresh = 10 * time.Minute // older changes happened while nobody could be told
)

// Compose makes the notices for changes that came together. It leaves out what
// the person does not want to see.
func Compose(events []feed.Event, p prefs.Prefs, now time.Time) []Notice {
	if p.Paused(now) {
		return nil
	}
	away := isAway(events, now)
	shown := chosen(latest(events), p.Notices)
	switch {
	case len(shown) == 0:
		return nil
	case away:
		return []Notice{summary(shown)}
	case len(shown) > most:
		return []Notice{group(shown)}
	}
	notices := make([]Notice, 0, len(shown))
	for _, e := range shown {
		notices = append(notices, single(e))
	}
	return notices
}

// awayType is the alert by which Pulse says that it slept or was cut off.
const awayType = "pulse-away"

// isAway reports whether the changes tell of a time when nobody could be told.
func isAway(events []feed.Event, now time.Time) bool {
	for _, e := range events {
		if e.Alert.Type == awayType && e.Kind == "noted" || now.Sub(time.UnixMilli(e.At)) > fresh {
			return true
		}
	}
	return false
}

// latest keeps the last change of each alert, in the order in which they came.
func latest(events []feed.Event) []feed.Event {
	last := map[string]int{}
	for i, e := range events {
		last[e.Alert.ID] = i
	}
	var kept []feed.Event
	for i, e := range events {
		if last[e.Alert.ID] == i && e.Kind != "noted" {
			kept = append(kept, e)
		}
	}
	return kept
}

func chosen(events []feed.Event, n prefs.Notices) []feed.Event {
	var kept []feed.Event
	for _, e := range events {
		wanted := n.Warning
		if e.Alert.Critical() {
			wanted = n.Critical
		}
		if wanted && (n.Resolved || !over(e)) {
			kept = append(kept, e)
		}
	}
	return kept
}

// over reports whether the change is the end of its alert.
func over(e feed.Event) bool { return e.Kind == "resolved" || e.Kind == "end told" }

func single(e feed.Event) Notice {
	title := map[string]string{
		"worse": "Worse: ", "escalated": "Still not taken on: ", "repeat": "Still: ", "resolved": "Resolved: ", "end told": "Resolved: ",
	}[e.Kind]
	if title == "" {
		title = "Warning: "
		if e.Alert.Critical() {
			title = "Critical: "
		}
	}
	n := Notice{Title: title + name(e.Alert), Body: e.Alert.Message}
	if over(e) {
		n.Body = "It was: " + e.Alert.Message
		return n
	}
	n.Alert, n.Critical = e.Alert.ID, e.Alert.Critical()
	return n
}

func name(a feed.Alert) string {
	if a.ResourceName == "" {
		return a.ID
	}
	return a.ResourceName
}

// group is one notice for many changes that came at once.
func group(events []feed.Event) Notice {
	open, ended := split(events)
	n := Notice{Title: counts(open, ended), Body: list(append(open, ended...))}
	for _, e := range open {
		n.Critical = n.Critical || e.Alert.Critical()
	}
	return n
}

// summary is one notice for everything that happened while nobody could be told.
func summary(events []feed.Event) Notice {
	open, ended := split(events)
	n := Notice{Title: "While you were away: " + counts(open, ended), Body: list(append(open, ended...))}
	if len(events) == 1 && len(open) == 1 {
		n.Alert = open[0].Alert.ID
	}
	return n
}

func split(events []feed.Event) (open, ended []feed.Event) {
	for _, e := range events {
		if over(e) {
			ended = append(ended, e)
		} else {
			open = append(open, e)
		}
	}
	return open, ended
}

// counts says how many there are, as in "5 alerts, 2 critical; 1 resolved".
func counts(open, ended []feed.Event) string {
	var parts []string
	if len(open) > 0 {
		critical := 0
		for _, e := range open {
			if e.Alert.Critical() {
				critical++
			}
		}
		words := fmt.Sprintf("%d alerts", len(open))
		if len(open) == 1 {
			words = "1 alert"
		}
		if critical > 0 {
			words += fmt.Sprintf(", %d critical", critical)
		}
		parts = append(parts, words)
	}
	if len(ended) > 0 {
		parts = append(parts, fmt.Sprintf("%d resolved", len(ended)))
	}
	return strings.Join(parts, "; ")
}

// line is what a list says of one, with its name once.
func line(e feed.Event) string {
	switch {
	case over(e):
		return name(e.Alert) + ": resolved"
	case strings.Contains(e.Alert.Message, name(e.Alert)):
		return e.Alert.Message
	}
	return name(e.Alert) + ": " + e.Alert.Message
}

// list names the first ones, a line each.
func list(events []feed.Event) string {
	var lines []string
	for i, e := range events {
		if i == named && len(events) > named+1 {
			lines = append(lines, fmt.Sprintf("and %d more", len(events)-named))
			break
		}
		lines = append(lines, line(e))
	}
	return strings.Join(lines, "\n")
}
