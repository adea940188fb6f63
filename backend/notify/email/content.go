package email

import (
	htmltemplate "html/template"
	"strings"
	"time"

	"pulse/backend/alert"
	"pulse/backend/notify"
	"pulse/backend/notify/render"
)

// most is how many alerts a mail shows.
const most = 100

// content is what the mail says.
type content struct {
	Title, Intro string
	Color        htmltemplate.CSS
	Alerts       []entry
	More         int
	Link         string
}

// entry is one alert in a mail.
type entry struct {
	Level, Subject, Message string
	Color                   htmltemplate.CSS
	Facts                   []fact
}

type fact struct{ Name, Value string }

func contentOf(n notify.Notice) content {
	c := content{Title: render.Title(n), Intro: intro(n), Color: color(n.Event, worstOf(n)), More: max(0, len(n.Alerts)-most)}
	if strings.HasPrefix(n.Source, "http") {
		c.Link = n.Source
	}
	data := render.DataOf(n, nil, false)
	for i := range n.Alerts[:min(len(n.Alerts), most)] {
		a := &n.Alerts[i]
		e := entry{
			Level: strings.ToUpper(string(a.Level)), Subject: render.Subject(a), Message: data.Alerts[i].Message, Color: color(n.Event, a.Level),
		}
		if n.Event == notify.EventResolved {
			e.Level = "RESOLVED"
		}
		e.Facts = factsOf(n, a, data.Alerts[i])
		c.Alerts = append(c.Alerts, e)
	}
	return c
}

func factsOf(n notify.Notice, a *alert.Alert, d render.Alert) []fact {
	facts := []fact{
		{"Resource", d.ResourceName},
		{"Kind", d.ResourceType},
		{"Node", d.Node},
		{"Value", d.ValueFormatted},
		{"Threshold", d.ThresholdFormatted},
		{"Since", clock(a.Since)},
	}
	if n.Event == notify.EventResolved {
		facts = append(facts, fact{"Until", clock(a.EndedAt)})
	}
	facts = append(facts, fact{"Duration", d.Duration})
	known := facts[:0]
	for _, f := range facts {
		if f.Value != "" {
			known = append(known, f)
		}
	}
	return known
}

func intro(n notify.Notice) string {
	switch n.Event {
	case notify.EventResolved:
		return "This is over:"
	case notify.EventRepeat:
		return "This still needs attention:"
	case notify.EventEscalated:
		return "This has not been handled yet and was passed on to you:"
	case notify.EventTest:
		return "This is a test. Mail from Pulse arrives."
	}
	for i := range n.Alerts {
		if n.Alerts[i].Told > 1 {
			return "This needs attention, and some of it got worse:"
		}
	}
	return "This needs attention:"
}

func worstOf(n notify.Notice) alert.Level {
	for i := range n.Alerts {
		if n.Alerts[i].Level == alert.Critical {
			return alert.Critical
		}
	}
	return alert.Warning
}

func color(e notify.Event, l alert.Level) htmltemplate.CSS {
	switch {
	case e == notify.EventResolved:
		return "#1a7f37"
	case l == alert.Critical:
		return "#b42318"
	default:
		return "#93590a"
	}
}

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}
