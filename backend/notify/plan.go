package notify

import (
	"slices"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/settings"
)

// planner turns changes into deliveries. It is pure apart from newID.
type planner struct {
	channels []Channel
	applies  func(alert.Alert) bool
	grouped  bool // changes of one window share a notice
	byNode   bool
	byGuest  bool
	source   string
	newID    func() string
}

// window returns for how long changes are collected; 0 = each is told at once
// and alone.
func window(s settings.Schedule) time.Duration {
	if !s.Grouping.Enabled {
		return 0
	}
	if s.GroupingWindow > 0 {
		return time.Duration(s.GroupingWindow) * time.Second
	}
	return time.Duration(s.Grouping.Window) * time.Second
}

// plan makes the deliveries for all enabled channels.
func (p *planner) plan(entries []Entry, now time.Time) []Delivery {
	groups := p.groups(entries)
	var deliveries []Delivery
	for _, c := range p.channels {
		if !c.Enabled {
			continue
		}
		for _, g := range groups {
			if g.event == EventResolved && !c.Resolved || !g.reaches(c) {
				continue
			}
			deliveries = append(deliveries, Delivery{
				Notice:  Notice{ID: p.newID(), Event: g.event, Alerts: g.alerts, At: now, Source: p.source},
				Channel: c.ID, Kind: c.Kind, ChannelName: c.Name, Service: c.Service, Address: address(c),
				State: StatePending, Since: now, Next: now, UpdatedAt: now,
			})
		}
	}
	return deliveries
}

// address is where a channel leads, without secrets.
func address(c Channel) string {
	if c.URL == "" {
		return ""
	}
	return MaskURL(c.URL)
}

// group is what one notice tells.
type group struct {
	event   Event
	scope   string
	channel string // the sort of channel that is told; empty and "all" = every one
	alerts  []alert.Alert
}

// reaches reports whether a group is told over a channel.
func (g *group) reaches(c Channel) bool {
	return g.channel == "" || g.channel == "all" || g.channel == c.Kind
}

// groups puts changes together that may share a notice. What ended is told
// first: an alert that ended and came back is firing in the end.
func (p *planner) groups(entries []Entry) []group {
	var groups []group
	if !p.grouped {
		for _, e := range p.wanted(entries) {
			groups = append(groups, group{event: eventOf(&e.Change), channel: e.Change.Channel, alerts: []alert.Alert{e.Change.Alert}})
		}
		return groups
	}
	for _, e := range p.wanted(consolidate(entries)) {
		event, scope := eventOf(&e.Change), p.scope(e.Change.Alert.Subject)
		i := slices.IndexFunc(groups, func(g group) bool { return g.event == event && g.scope == scope && g.channel == e.Change.Channel })
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{event: event, scope: scope, channel: e.Change.Channel})
		}
		groups[i].alerts = append(groups[i].alerts, e.Change.Alert)
	}
	slices.SortStableFunc(groups, func(a, b group) int { return rank(a.event) - rank(b.event) })
	return groups
}

// wanted leaves out what a person has switched off in the meantime. The end of
// what was told is always wanted.
func (p *planner) wanted(entries []Entry) []Entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool {
		return !e.Change.Over() && !p.applies(e.Change.Alert)
	})
}

// consolidate keeps, of the changes of each alert, what is worth telling: the
// newest of several that say the same, and nothing of an alert that began and
// ended before anybody was told.
func consolidate(entries []Entry) []Entry {
	var kept []Entry
	for _, e := range entries {
		same := func(k Entry) bool {
			return k.Change.Alert.Key == e.Change.Alert.Key && k.Change.Channel == e.Change.Channel && !k.Change.Over()
		}
		before := slices.IndexFunc(kept, same)
		switch {
		case before < 0:
			kept = append(kept, e)
		case e.Change.Over():
			first := kept[before].Change
			kept = slices.Delete(kept, before, before+1)
			if !isFirst(&first) {
				kept = append(kept, e)
			}
		default:
			event := kept[before].Change.Kind
			if isFirst(&kept[before].Change) || e.Change.Kind == alert.Repeated {
				e.Change.Kind = event // it stays the first notice, or the rise, that it is
			}
			e.Change.Alert.Told = kept[before].Change.Alert.Told
			kept[before] = e
		}
	}
	return kept
}

// isFirst reports whether a change is the first that is told of its alert.
func isFirst(c *alert.Change) bool { return c.Alert.Told <= 1 }

func (p *planner) scope(r infra.Resource) string {
	switch {
	case p.byGuest && r.Kind == infra.KindGuest:
		return string(r.ID)
	case p.byGuest || p.byNode:
		return r.Instance + "\x00" + r.Node
	default:
		return ""
	}
}

func eventOf(c *alert.Change) Event {
	switch {
	case c.Over():
		return EventResolved
	case (c.Kind == alert.Repeated || c.Kind == alert.Escalated) && !isFirst(c):
		return EventRepeat
	default:
		return EventFiring
	}
}

func rank(e Event) int {
	return slices.Index([]Event{EventResolved, EventFiring, EventEscalated, EventRepeat}, e)
}
