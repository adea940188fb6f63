package render

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"pulse/backend/alert"
	"pulse/backend/notify"
)

// Title says in one line what a notice is about.
func Title(n notify.Notice) string {
	if len(n.Alerts) > 1 {
		return Summary(n)
	}
	a := &n.Alerts[0]
	what := Subject(a)
	switch n.Event {
	case notify.EventResolved:
		return "Resolved: " + what
	case notify.EventRepeat, notify.EventEscalated:
		return "Still " + string(a.Level) + ": " + what
	default:
		return capital(string(a.Level)) + ": " + what
	}
}

// Subject says what is wrong with what, "CPU on web".
func Subject(a *alert.Alert) string {
	name := Clean(a.ResourceName())
	if isState(a) {
		return name + " (" + TypeName(a.Type) + ")"
	}
	return capital(TypeName(a.Type)) + " on " + name
}

// Summary counts the alerts of a notice, "2 Critical, 3 Warning alerts".
func Summary(n notify.Notice) string {
	count := map[alert.Level]int{}
	for i := range n.Alerts {
		count[n.Alerts[i].Level]++
	}
	var parts []string
	for _, level := range []alert.Level{alert.Critical, alert.Warning} {
		if count[level] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[level], capital(string(level))))
		}
	}
	noun := " alerts"
	if len(n.Alerts) == 1 {
		noun = " alert"
	}
	text := strings.Join(parts, ", ") + noun
	switch n.Event {
	case notify.EventResolved:
		return strconv.Itoa(len(n.Alerts)) + noun + " resolved"
	case notify.EventRepeat:
		return text + " still active"
	case notify.EventEscalated:
		return text + " not handled yet"
	default:
		return text
	}
}

// TypeName is what people call a type of alert.
func TypeName(t alert.Type) string {
	known := map[alert.Type]string{
		alert.TypeCPU: "CPU", alert.TypeDiskRead: "disk read", alert.TypeDiskWrite: "disk write",
		alert.TypeNetworkIn: "network in", alert.TypeNetworkOut: "network out",
		alert.TypeConnection: "unreachable", alert.TypePoweredOff: "powered off",
	}
	return cmp.Or(known[t], strings.NewReplacer("-", " ", "_", " ").Replace(string(t)))
}

// Value is the value of an alert with its unit, "87.2%"; empty for a state.
func Value(a *alert.Alert) string {
	unit := unitOf(a)
	switch {
	case isState(a):
		return ""
	case unit == "":
		return plain(a.Value)
	default:
		return strconv.FormatFloat(a.Value, 'f', 1, 64) + unit
	}
}

// Threshold is the threshold of an alert with its unit, "85%"; empty for a
// state.
func Threshold(a *alert.Alert) string {
	if isState(a) {
		return ""
	}
	return plain(a.Threshold) + unitOf(a)
}

// isState reports whether an alert is about a state, which has no value.
func isState(a *alert.Alert) bool { return a.Value == 0 && a.Threshold == 0 }

func unitOf(a *alert.Alert) string {
	unit := alert.Unit(a.Type)
	if unit == "%" || unit == "°C" || unit == "" {
		return unit
	}
	return " " + unit
}

// plain is a number without decimals that say nothing.
func plain(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// Lasted is how long an alert has held, or had held when it ended.
func Lasted(a *alert.Alert, now time.Time) string {
	if !a.EndedAt.IsZero() {
		now = a.EndedAt
	}
	return Duration(now.Sub(a.Since))
}

// Duration is a length of time in its two largest units: 45s, 12m, 3h 5m, 2d 4h.
func Duration(d time.Duration) string {
	d = max(d, 0)
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0:
		return fmt.Sprintf("%dd %dh", days, hours)
	case hours > 0:
		return fmt.Sprintf("%dh %dm", hours, minutes)
	case minutes > 0:
		return fmt.Sprintf("%dm", minutes)
	default:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	}
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// capital writes the first letter large and the rest small, except in
// abbreviations.
func capital(text string) string {
	if text == "" || text == strings.ToUpper(text) {
		return text
	}
	r := []rune(strings.ToLower(text))
	r[0] = unicode.ToUpper(r[0])
	return string(r)
}

// Clean takes out of a text what could change how the text around it is shown:
// control characters and those that turn the direction of writing. Line ends
// become spaces.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f', r == '\u061c':
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
