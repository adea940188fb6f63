package change

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pulse/backend/infra"
)

func (f *finder) guests() {
	both, came, went := pair(f.last.Guests, f.next.Guests, func(g *infra.Guest) infra.ID { return g.ID })
	for _, p := range both {
		f.guest(p[0], p[1])
	}
	if !f.listed(infra.KindGuest) {
		return
	}
	for _, g := range came {
		f.add(g.Resource, infra.EventConfig, fmt.Sprintf("%s appeared on %s", g.Name, g.Node), map[string]string{"change": "created"})
	}
	for _, g := range went {
		f.add(g.Resource, infra.EventConfig, fmt.Sprintf("%s is gone from %s", g.Name, g.Node), map[string]string{"change": "removed"})
	}
}

func (f *finder) guest(last, next *infra.Guest) {
	if last.Node != next.Node && last.Node != "" && next.Node != "" {
		f.add(next.Resource, infra.EventMoved, fmt.Sprintf("%s moved from %s to %s", next.Name, last.Node, next.Node),
			map[string]string{"from": last.Node, "to": next.Node})
	}
	switch {
	case last.Status == infra.GuestStopped && next.Status == infra.GuestRunning:
		f.add(next.Resource, infra.EventStarted, fmt.Sprintf("%s started on %s", next.Name, next.Node), nil)
	case last.Status != infra.GuestStopped && last.Status != infra.GuestUnknown && last.Status != "" && next.Status == infra.GuestStopped:
		f.add(next.Resource, infra.EventStopped, next.Name+" stopped", nil)
	}
	if f.listed(infra.KindGuest) {
		f.compare(next.Resource, guestSettings(last), guestSettings(next))
	}
}

// setting is one value that a person decides about, in words. An empty value
// is unknown unless it may be empty.
type setting struct {
	name, value string
	empty       string // what stands for the empty value; "" = unknown
}

// guestSettings are what the listing tells of how a guest is configured. Tags
// and pool may be empty.
func guestSettings(g *infra.Guest) []setting {
	memory := int64(0)
	if g.Memory.Known && !g.MemoryHostView {
		memory = g.Memory.Value.Total
	}
	tags := slices.Clone(g.Tags)
	slices.Sort(tags)
	return []setting{
		{name: "name", value: g.Name},
		{name: "processors", value: count(g.CPUs)},
		{name: "memory", value: size(memory)},
		{name: "disk size", value: size(g.DiskSize)},
		{name: "tags", value: strings.Join(tags, ", "), empty: "none"},
		{name: "pool", value: g.Pool, empty: "none"},
	}
}

// compare adds one event for all settings that differ.
func (f *finder) compare(r infra.Resource, last, next []setting) {
	var words []string
	data := map[string]string{}
	for i, was := range last {
		from, to := was.shown(), next[i].shown()
		if from == to || from == "" || to == "" {
			continue
		}
		words = append(words, fmt.Sprintf("%s %s → %s", was.name, from, to))
		data[was.name] = from + " → " + to
	}
	if len(words) > 0 {
		f.add(r, infra.EventConfig, r.Name+": "+strings.Join(words, "; "), data)
	}
}

func (s setting) shown() string {
	if s.value == "" {
		return s.empty
	}
	return s.value
}

func count(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// size is an amount of bytes for people; what is not known is empty.
func size(n int64) string {
	if n <= 0 {
		return ""
	}
	value, unit := float64(n), 0
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB"}
	for value >= 1024 && unit < len(units)-1 {
		value, unit = value/1024, unit+1
	}
	return strconv.FormatFloat(float64(int64(value*100+0.5))/100, 'f', -1, 64) + " " + units[unit]
}
