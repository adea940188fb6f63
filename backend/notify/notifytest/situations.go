package notifytest

import (
	"fmt"
	"strings"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/notify"
)

// Hostile is a name in which somebody tries everything: to break out of quotes,
// to write in bold, to call everybody, to lead readers to a link.
const Hostile = `a"b\c{{.ID}} *bold* _it_ ~no~ ` + "`code`" + ` [x](http://evil.example) <b>&amp;</b> <!channel> <@U1> @everyone @here @all @room #x |y| 'z' $(id) %s`

// hostileRaw holds in addition what must not arrive at all: line ends that make
// headers, and characters that turn the direction of writing.
const hostileRaw = "\u202e" + Hostile + "\r\nX-Evil: 1\x00\u2066"

// Situation is a notice that every format must be able to tell.
type Situation struct {
	Name   string
	Notice notify.Notice
}

// Situations are what formats are examined with.
func Situations() []Situation {
	return []Situation{
		{"firing", single(notify.EventFiring, nil)},
		{"repeat", single(notify.EventRepeat, nil)},
		{"escalated", single(notify.EventEscalated, nil)},
		{"test", single(notify.EventTest, nil)},
		{"resolved", single(notify.EventResolved, func(a *alert.Alert) {
			a.Phase, a.EndedAt = alert.Resolved, a.Since.Add(12*time.Minute)
		})},
		{"critical", single(notify.EventFiring, func(a *alert.Alert) { a.Level = alert.Critical })},
		{"a state without value and node", single(notify.EventFiring, func(a *alert.Alert) {
			a.Type, a.Value, a.Threshold, a.Message, a.Subject.Node = alert.TypeConnection, 0, 0, "No member of cluster lab can be reached", ""
		})},
		{"grouped", Notice("situation-1")},
		{"many", many(60, "")},
		{"many long ones", many(60, strings.Repeat("long ", 400))},
		{"a long text", single(notify.EventFiring, func(a *alert.Alert) {
			a.Message, a.Subject.Name, a.Subject.Node = strings.Repeat("ä𝄞&*", 6000), strings.Repeat("name ", 300), strings.Repeat("node<", 300)
		})},
		{"a hostile text", single(notify.EventFiring, func(a *alert.Alert) {
			a.Message, a.Subject.Name, a.Subject.Node = hostileRaw, hostileRaw, hostileRaw
		})},
	}
}

func single(event notify.Event, change func(*alert.Alert)) notify.Notice {
	n := Notice("situation-1")
	n.Event, n.Source = event, "https://pulse.example.com"
	n.Alerts = n.Alerts[:1]
	if change != nil {
		change(&n.Alerts[0])
	}
	return n
}

func many(count int, text string) notify.Notice {
	n := single(notify.EventFiring, nil)
	one := n.Alerts[0]
	n.Alerts = nil
	for i := range count {
		a := one
		a.Subject.Name = fmt.Sprintf("guest-%d", i)
		a.Resource = infra.ID(fmt.Sprintf("guest:pve-0/%d", 100+i))
		a.PublicID = fmt.Sprintf("lab-node1-%d-memory", 100+i)
		a.Message += text
		n.Alerts = append(n.Alerts, a)
	}
	return n
}
