package reference_test

import (
	"slices"
	"time"
)

// model is the alert engine as the published description tells it, as simply as
// possible: every rule of every resource is looked at each time, nothing is
// fast, and nothing is shared with the engine but the words.
type model struct {
	conf  conf
	rules map[string]*rule // by published id of the alert
	heard map[string]reading
	node  string // online, offline or unknown
	nodeN time.Time
	now   time.Time
	said  []string // notices of this step
}

// reading is the newest thing told of a rule's subject.
type reading struct {
	value  float64
	known  bool
	status string // of a guest
	at     time.Time
}

// rule is one rule of one resource.
type rule struct {
	id         string
	pending    time.Time // since when the value is over; zero = it is not
	firing     bool
	level      string
	value      float64
	trigger    float64 // that it was last held against
	seen       int
	counted    time.Time
	acked      bool
	snooze     time.Time // zero = no snooze
	toEnd      bool
	told       []time.Time // notices of this occurrence
	held       bool        // it is to be told when a snooze is over
	lastNotice time.Time
	toldAs     string      // the worst level that was told
	lastTold   []time.Time // all notices, for the hourly limit
	raised     time.Time
	raisedAt   float64
	muted      time.Time
	cleared    time.Time // by a person; zero = not, or a report came since
	steps      int       // levels of escalation reached
	since      time.Time
	fired      time.Time
	last       time.Time // when it was last seen to hold
	owed       string    // the level whose end is still to be told
	off        bool      // its rule is switched off
	idle       bool      // its guest does not run
}

func newModel(c conf, now time.Time) *model {
	return &model{conf: c, rules: map[string]*rule{}, heard: map[string]reading{}, now: now}
}

func (m *model) rule(id string) *rule {
	if m.rules[id] == nil {
		m.rules[id] = &rule{id: id}
	}
	return m.rules[id]
}

// forgetful is the gap after which what was pending is something new: nobody
// knows what was in between.
const forgetful = 5 * time.Minute

// look goes through all rules once: after a report, a change of the
// configuration, or time alone.
func (m *model) look() {
	m.reach()
	for _, vmid := range guests {
		g := m.heard[guestID(vmid)]
		known := m.node != "offline" && g.status != "unknown" && g.status != ""
		m.state("guest-powered-off-"+guestID(vmid), verdict{
			off:   m.conf.guestsOff || m.conf.poweredOff || m.conf.guest(vmid).disabled || m.conf.guest(vmid).noState || vmid == relaxed,
			known: known, bad: g.status == "stopped", at: g.at, polls: 2, level: m.conf.guest(vmid).severity,
		})
		for _, metric := range []string{"cpu", "memory"} {
			id := guestID(vmid) + "-" + metric
			limit := m.conf.guestLimit(vmid, metric)
			m.rule(id).idle = known && g.status != "running" && !limit.off
			if m.rule(id).idle {
				m.rule(id).off = false
				m.end(id, "resolved")
				continue
			}
			r := m.heard[id]
			r.known = r.known && known
			m.figure(id, r, limit)
		}
	}
	cpu := m.heard[nodeID+"-cpu"]
	cpu.known = cpu.known && m.node == "online"
	m.figure(nodeID+"-cpu", cpu, m.conf.nodeLimit())
	m.figure(storageID+"-usage", m.heard[storageID+"-usage"], m.conf.storageLimit())
	for _, r := range m.rules {
		if over := m.now.Sub(r.raised) >= m.conf.suppression && !m.now.Before(r.muted); silent(r.id) && over && !r.firing && r.pending.IsZero() {
			r.raised = time.Time{} // of what is never told nothing else is remembered, so that a clock set back does not bring it up again
		}
		m.escalate(r)
		m.settle(r)
	}
}

func (m *model) reach() {
	m.state("node-offline-"+nodeID, verdict{
		off: m.conf.nodesOff || m.conf.nodesOffline, known: m.node != "", // a host that answers is there
		bad: m.node == "offline", at: m.nodeN, polls: 3, level: "critical",
	})
}

// figure compares a value with its threshold.
func (m *model) figure(id string, v reading, limit limit) {
	r := m.rule(id)
	if limit.off || !m.conf.enabled {
		m.switchOff(id)
		return
	}
	r.off = false
	if r.firing && limit.trigger != r.trigger {
		// Another threshold counts at once, for what was last known, too.
		if !v.known {
			v = reading{value: r.value, known: true, at: r.last}
		}
		if v.value < limit.trigger {
			m.end(id, "resolved")
			r.raised = time.Time{} // the next time is no repetition
			return
		}
	}
	if r.firing && v.known && v.value <= limit.clear {
		m.end(id, "resolved")
		return
	}
	if !v.known {
		return // unknown changes nothing
	}
	switch {
	case r.firing:
		r.value, r.last, r.trigger = v.value, v.at, limit.trigger
		m.rise(r, levelOf(v.value, limit))
	case !r.cleared.IsZero():
		m.reappear(r, v.at, v.value >= limit.trigger, func() {
			r.trigger = limit.trigger
			m.raise(r, levelOf(v.value, limit), v.value)
		})
	case v.value < limit.trigger:
		r.pending = time.Time{}
	default:
		if r.pending.IsZero() {
			if m.now.Before(r.muted) {
				return
			}
			r.pending = v.at
		} else if gap := v.at.Sub(r.last); gap < 0 || gap > forgetful {
			r.pending = v.at
		}
		r.last = v.at
		if v.at.Sub(r.pending) >= limit.delay && !m.damped(r, v.value) {
			r.trigger = limit.trigger
			m.raise(r, levelOf(v.value, limit), v.value)
		}
	}
}

// reappear brings back at once what a person cleared, when the next report
// shows that its condition holds still.
func (m *model) reappear(r *rule, at time.Time, bad bool, raise func()) {
	if !at.After(r.cleared) {
		return
	}
	r.cleared = time.Time{}
	if bad {
		r.pending, r.last = at, at
		raise()
	}
}

// damped tells whether the same was raised a short while ago at almost the same
// value. What lies in the future, after the clock was set back, does not count.
func (m *model) damped(r *rule, value float64) bool {
	window, ago := m.conf.suppression, m.now.Sub(r.raised)
	if m.conf.delta <= 0 || window <= 0 || r.raised.IsZero() || ago < 0 || ago >= window || abs(value-r.raisedAt) >= m.conf.delta {
		return false
	}
	r.muted, r.pending = m.now.Add(window), time.Time{}
	return true
}

// verdict is what is known of a state.
type verdict struct {
	off, known, bad bool
	at              time.Time
	polls           int
	level           string
}

// state counts the reports that confirm a bad state.
func (m *model) state(id string, v verdict) {
	r := m.rule(id)
	r.off = v.off || !m.conf.enabled
	switch {
	case r.off:
		m.switchOff(id)
	case !v.known: // unknown changes nothing
	case !r.cleared.IsZero():
		m.reappear(r, v.at, v.bad, func() { m.raise(r, v.level, 0) })
	case !v.bad:
		m.end(id, "resolved")
		r.seen, r.pending = 0, time.Time{}
	case r.firing:
		r.last = v.at
		m.remind(r)
	case r.seen > 0 && v.at.Sub(r.last) > forgetful:
		r.seen, r.pending, r.counted, r.last = 1, v.at, v.at, v.at
	case r.seen == 0 || v.at.Sub(r.counted) >= 10*time.Second || v.at.Before(r.counted):
		if r.seen == 0 {
			r.pending = v.at
		}
		r.seen, r.counted, r.last = r.seen+1, v.at, v.at
		if r.seen >= v.polls {
			m.raise(r, v.level, 0)
		}
	}
}

func (m *model) raise(r *rule, level string, value float64) {
	r.firing, r.level, r.value, r.since, r.pending, r.fired = true, level, value, r.pending, time.Time{}, m.now
	r.raised, r.raisedAt, r.muted = m.now, value, time.Time{}
	r.acked, r.snooze, r.toEnd, r.held, r.told, r.toldAs, r.steps = false, time.Time{}, false, false, nil, "", 0
	m.tell(r, "firing")
}

func (m *model) rise(r *rule, level string) {
	rose := level == "critical" && r.level == "warning"
	r.level = level
	if rose {
		m.tell(r, "rose")
		return
	}
	m.remind(r)
}

// end resolves an alert. Who heard of it hears of its end, too.
func (m *model) end(id, event string) {
	r := m.rule(id)
	if r.firing && len(r.told) > 0 {
		if m.conf.silences(id, r.toldAs, m.now) {
			r.owed = r.toldAs
		} else {
			m.say(event, r)
		}
	}
	r.firing, r.pending, r.seen = false, time.Time{}, 0
}

// switchOff ends the alert of a rule that is off. Nothing is remembered of it
// but an end that is still to be told.
func (m *model) switchOff(id string) {
	r := m.rule(id)
	lasted := r.firing || !r.pending.IsZero()
	m.end(id, "dropped")
	if lasted || r.owed == "" {
		*r = rule{id: id, owed: r.owed}
	}
	r.off = true
}

// remind tells again, or for the first time what was held back.
func (m *model) remind(r *rule) {
	if !r.firing {
		return
	}
	due := m.conf.cooldown > 0 && r.last.Sub(r.lastNotice) >= m.conf.cooldown
	if len(r.told) == 0 {
		due = r.last.Sub(r.fired) >= m.conf.cooldown
	}
	if r.acked {
		due = r.held && r.level == "critical" // it rose since
	}
	if due || r.held && !r.acked {
		m.tell(r, "repeat")
	}
}

// settle tells of an end that quiet hours held back when they are over, and of
// what a person cleared when it is clear that it is not back.
func (m *model) settle(r *rule) {
	open := !r.cleared.IsZero() && !r.idle && !r.off
	if r.firing || !r.pending.IsZero() || r.owed == "" || open || m.conf.silences(r.id, r.owed, m.now) {
		return
	}
	r.level, r.owed = r.owed, ""
	m.say("end told", r)
	if r.off {
		*r = rule{id: r.id, off: true}
	}
}

// tell sends a notice unless something holds it back.
func (m *model) tell(r *rule, event string) bool {
	hour := slices.DeleteFunc(slices.Clone(r.lastTold), func(t time.Time) bool { return m.now.Sub(t) >= time.Hour })
	switch {
	case silent(r.id):
		return false
	case r.toEnd, m.now.Before(r.snooze):
		r.held = r.held || event == "rose" || !r.acked && event != "repeat" // it is told when the snooze is over
		return false
	case m.conf.silences(r.id, r.level, m.now):
		return false
	case m.conf.perHour > 0 && len(hour) >= m.conf.perHour:
		return false
	}
	hour = append(hour, m.now)
	r.told, r.lastTold, r.lastNotice, r.held, r.owed = append(r.told, m.now), hour, m.now, false, ""
	if r.toldAs != "critical" {
		r.toldAs = r.level
	}
	m.say(event, r)
	return true
}

func (m *model) say(event string, r *rule) {
	if !silent(r.id) {
		m.said = append(m.said, event+" "+r.id+" "+r.level)
	}
}

// escalate reaches the next level for what nobody took on.
func (m *model) escalate(r *rule) {
	for r.firing && m.conf.escalates && !r.acked && r.steps < len(escalation) && r.last.Sub(r.since) >= escalation[r.steps].after {
		if silent(r.id) || r.toEnd || m.now.Before(r.snooze) || m.conf.silences(r.id, r.level, m.now) {
			return
		}
		r.told, r.lastNotice, r.held, r.owed = append(r.told, m.now), m.now, false, ""
		if r.toldAs != "critical" {
			r.toldAs = r.level
		}
		m.say("escalated to "+escalation[r.steps].to+":", r)
		r.steps++
	}
}

func (m *model) firing() []string {
	var all []string
	for id, r := range m.rules {
		if r.firing {
			text := id + " " + r.level
			if r.acked {
				text += " acknowledged"
			}
			if r.toEnd || m.now.Before(r.snooze) {
				text += " snoozed"
			}
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return all
}

func levelOf(value float64, l limit) string {
	if value >= l.trigger+10 {
		return "critical"
	}
	return "warning"
}

func abs(v float64) float64 { return max(v, -v) }
