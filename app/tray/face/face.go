// Package face decides what the tray shows: its picture, its words and the
// alerts in its menu.
package face

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pulse/app/feed"
	"pulse/app/prefs"
	"pulse/app/tray/icons"
)

// Listed is how many alerts the menu has room for.
const Listed = 5

const longestLine = 70 // characters of an alert in the menu

// Face is what the tray shows.
type Face struct {
	Icon    string // a state of package icons
	Label   string // beside the picture, where the panel has room; empty when nothing is wrong
	Tooltip string // one sentence
	Status  string // first line of the menu
	Alerts  []Line
	Paused  bool // notices are
}

// Line is an alert in the menu.
type Line struct {
	ID    string
	Title string
}

// Of decides what to show.
func Of(s feed.State, p prefs.Prefs, now time.Time) Face {
	open := waiting(s.Alerts, now)
	worst := worstOf(s, open)
	words := sentence(s, open)
	f := Face{Icon: worst, Tooltip: "Pulse: " + words, Status: upper(words), Label: label(worst, open), Paused: p.Paused(now)}
	if f.Paused {
		if worst == icons.Fine || worst == icons.Warning {
			f.Icon = icons.Paused
		}
		until := ", notices are paused until " + clock(p.PausedUntil.In(now.Location()), now)
		f.Tooltip += until
		f.Status += until
	}
	for _, a := range open[:min(len(open), Listed)] {
		f.Alerts = append(f.Alerts, Line{ID: a.ID, Title: line(a)})
	}
	return f
}

// At is the face with the name of the Pulse elsewhere that it is about; an empty
// one changes nothing.
func (f Face) At(name string) Face {
	if name != "" {
		f.Tooltip = "Pulse, " + name + ": " + strings.TrimPrefix(f.Tooltip, "Pulse: ")
		f.Status = name + ": " + strings.ToLower(f.Status[:1]) + f.Status[1:]
	}
	return f
}

// waiting lists the alerts that nobody has taken on or put off.
func waiting(alerts []feed.Alert, now time.Time) []feed.Alert {
	var open []feed.Alert
	for _, a := range alerts {
		if !a.Acknowledged && a.SnoozedUntil <= now.UnixMilli() {
			open = append(open, a)
		}
	}
	return open
}

func worstOf(s feed.State, open []feed.Alert) string {
	switch {
	case !s.Connected || blind(s.Connections):
		return icons.Unseen
	case len(open) == 0:
		return icons.Fine
	case open[0].Critical(): // the worst comes first
		return icons.Critical
	default:
		return icons.Warning
	}
}

// blind reports whether no server answers.
func blind(connections []feed.Connection) bool {
	return len(connections) > 0 && !slices.ContainsFunc(connections, func(c feed.Connection) bool { return c.OK })
}

func awaited(c feed.Connection) bool { return c.Pending }

func sentence(s feed.State, open []feed.Alert) string {
	switch {
	case !s.Connected:
		return "the program that watches cannot be reached"
	case blind(s.Connections) && slices.ContainsFunc(s.Connections, awaited):
		return "waiting for the first answer"
	case blind(s.Connections):
		return "no server answers"
	case len(open) > 0:
		return counts(open)
	case len(s.Connections) == 0:
		return "no servers are watched yet"
	case len(s.Connections) == 1:
		return "all is well, 1 connection"
	default:
		return fmt.Sprintf("all is well, %d connections", len(s.Connections))
	}
}

// counts says how many alerts there are, as in "2 critical alerts, 1 warning".
func counts(open []feed.Alert) string {
	critical := criticals(open)
	var parts []string
	if critical > 0 {
		parts = append(parts, plural(critical, "critical alert"))
	}
	if warnings := len(open) - critical; warnings > 0 {
		parts = append(parts, plural(warnings, "warning"))
	}
	return strings.Join(parts, ", ")
}

func criticals(open []feed.Alert) (n int) {
	for _, a := range open {
		if a.Critical() {
			n++
		}
	}
	return n
}

func label(worst string, open []feed.Alert) string {
	switch worst {
	case icons.Critical:
		return fmt.Sprintf("%d critical", criticals(open))
	case icons.Warning:
		return plural(len(open), "warning")
	default:
		return ""
	}
}

// line is an alert in one line that no panel cuts.
func line(a feed.Alert) string {
	text := a.Message
	if !strings.Contains(text, a.ResourceName) {
		text = a.ResourceName + ": " + text
	}
	mark := "Warning: "
	if a.Critical() {
		mark = "Critical: "
	}
	letters := []rune(mark + text)
	if len(letters) > longestLine {
		letters = append(letters[:longestLine-1], '…')
	}
	return string(letters)
}

// clock is a time of day, with the day where that is not today.
func clock(at, now time.Time) string {
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return at.Format("15:04")
	}
	return at.Format("Monday 15:04")
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// Tomorrow is when notices that are paused until tomorrow come again: at eight
// in the morning.
func Tomorrow(now time.Time) time.Time {
	year, month, day := now.Date()
	return time.Date(year, month, day+1, 8, 0, 0, 0, now.Location())
}
