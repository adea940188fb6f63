package reference_test

import (
	"slices"
	"time"
)

// happen does to the model what a step says.
func (m *model) happen(s *step) {
	m.now, m.said = m.now.Add(s.pass), nil
	switch s.kind {
	case "report":
		m.report(s)
	case "storage":
		m.heard[storageID+"-usage"] = m.read(s.space)
	case "tune":
		m.conf = *s.conf
	case "tick", "restart": // a restart changes nothing
	default:
		m.command(s)
	}
	m.look()
	slices.Sort(m.said)
}

func (m *model) read(n int) reading {
	return reading{value: float64(n) * 100 / 64, known: n >= 0, at: m.now}
}

func (m *model) report(s *step) {
	m.node, m.nodeN = s.node, m.now
	m.heard[nodeID+"-cpu"] = m.read(s.load)
	for i, g := range s.guests {
		id := guestID(guests[i])
		m.heard[id] = reading{status: g.status, at: m.now}
		m.heard[id+"-cpu"], m.heard[id+"-memory"] = m.read(g.cpu), m.read(g.memory)
	}
}

// command is what a person does to a firing alert; of another one it does
// nothing.
func (m *model) command(s *step) {
	r := m.rule(s.alert)
	if !r.firing {
		return
	}
	switch s.kind {
	case "acknowledge":
		r.acked, r.held = true, r.held && r.acked
	case "unacknowledge":
		r.acked = false
	case "clear":
		// It and the damping are forgotten; it comes back when the condition holds.
		cleared := rule{id: r.id, lastTold: r.lastTold, cleared: m.now, owed: r.owed}
		if len(r.told) > 0 {
			cleared.owed = r.toldAs
		}
		*r = cleared
	case "snooze":
		r.snooze, r.toEnd = m.now.Add(snoozed), false
	case "snooze to its end":
		r.snooze, r.toEnd = time.Time{}, true
	case "wake":
		r.snooze, r.toEnd = time.Time{}, false
	}
}
