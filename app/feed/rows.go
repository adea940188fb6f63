package feed

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// Alert is an active alert.
type Alert struct {
	ID           string    `json:"id"`
	Type         string    `json:"type"`
	Level        string    `json:"level"` // warning or critical
	ResourceName string    `json:"resourceName"`
	Node         string    `json:"node"`
	Message      string    `json:"message"`
	StartTime    time.Time `json:"startTime"`
	Acknowledged bool      `json:"acknowledged"`
	SnoozedUntil int64     `json:"snoozedUntil"` // milliseconds
}

// Critical reports whether it is of the worse level.
func (a Alert) Critical() bool { return a.Level == "critical" }

// Connection is a server that is watched.
type Connection struct {
	Name    string `json:"name"`
	OK      bool   `json:"ok"`
	Pending bool   `json:"pending"` // nothing heard yet
	Error   string `json:"error"`
}

// Yield is the kind of an event that is no change: what was not shown yet is now
// shown by another program of this desktop.
const Yield = "yield"

// Event is a change that this desktop is to show.
type Event struct {
	Seq   int64  `json:"seq"`
	Kind  string `json:"kind"` // firing, worse, escalated, repeat, resolved, "end told", noted or Yield
	At    int64  `json:"at"`   // milliseconds
	Alert Alert  `json:"alert"`
}

// State is what is known now.
type State struct {
	Connected   bool    // to the backend; else nothing is known
	Alerts      []Alert // the worst first, then the newest
	Connections []Connection
}

// message is a frame of the feed, as far as it matters here.
type message struct {
	T     string `json:"t"`
	Rev   uint64 `json:"rev"`
	State *struct {
		ActiveAlerts []row        `json:"activeAlerts"`
		Connections  []Connection `json:"connections"`
	} `json:"state"`
	Set struct {
		ActiveAlerts map[string]row `json:"activeAlerts"`
	} `json:"set"`
	Del struct {
		ActiveAlerts []string `json:"activeAlerts"`
	} `json:"del"`
	Top struct {
		Connections []Connection `json:"connections"`
	} `json:"top"`
	Notices []Event               `json:"notices"`
	Event   struct{ Type string } `json:"event"`
}

// tells reports whether the message changes anything that is shown.
func (m *message) tells() bool {
	return m.State != nil || len(m.Set.ActiveAlerts) > 0 || len(m.Del.ActiveAlerts) > 0 ||
		m.Top.Connections != nil || len(m.Notices) > 0 || m.T == Yield || m.Event.Type == "quit"
}

// notices are those of the message; one that takes them back is one of them.
func (m *message) notices() []Event {
	if m.T == Yield {
		return []Event{{Kind: Yield}}
	}
	return m.Notices
}

// row is an alert by its members: a delta holds only those that changed.
type row map[string]json.RawMessage

// rows are the collections that are followed.
type rows struct {
	rev         uint64
	known       bool
	alerts      map[string]row
	connections []Connection
}

func newRows() *rows { return &rows{alerts: map[string]row{}} }

// apply takes a message and reports whether none was lost before it.
func (r *rows) apply(m *message) bool {
	switch m.T {
	case "full":
		r.begin(m)
	case "delta":
		if !r.known || m.Rev != r.rev+1 {
			r.known = false
			return false
		}
		r.rev = m.Rev
		r.change(m)
	}
	return true
}

func (r *rows) begin(m *message) {
	if m.State == nil {
		return
	}
	r.rev, r.known, r.alerts = m.Rev, true, map[string]row{}
	for _, one := range m.State.ActiveAlerts {
		var id string
		if json.Unmarshal(one["id"], &id) == nil {
			r.alerts[id] = one
		}
	}
	r.connections = m.State.Connections
}

func (r *rows) change(m *message) {
	for id, members := range m.Set.ActiveAlerts {
		if r.alerts[id] == nil {
			r.alerts[id] = row{}
		}
		for name, value := range members {
			r.alerts[id][name] = value // null decodes as the zero value
		}
	}
	for _, id := range m.Del.ActiveAlerts {
		delete(r.alerts, id)
	}
	if m.Top.Connections != nil {
		r.connections = m.Top.Connections
	}
}

func (r *rows) state() State {
	s := State{Connected: r.known, Connections: r.connections}
	for id, members := range r.alerts {
		var a Alert
		content, err := json.Marshal(members)
		if err != nil || json.Unmarshal(content, &a) != nil {
			continue // not a row of this feed
		}
		a.ID = id
		s.Alerts = append(s.Alerts, a)
	}
	slices.SortFunc(s.Alerts, Worse)
	return s
}

// Worse orders alerts: those that nobody took on, the critical, the newest first.
func Worse(a, b Alert) int {
	return cmp.Or(
		order(a.Acknowledged, b.Acknowledged),
		order(!a.Critical(), !b.Critical()),
		b.StartTime.Compare(a.StartTime),
		cmp.Compare(a.ID, b.ID),
	)
}

func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}
