package backtest

import (
	"math"
	"time"

	"pulse/backend/alert"
)

// scene is how many leaves of a film are looked at together first.
const scene = 16

// show is one actor before one configuration: what the engine remembers of it
// from moment to moment.
type show struct {
	actor  *actor
	rules  *ruleset
	active alert.Active
	open   map[alert.Key]*Firing
	ended  []Firing
	values []float64 // of a moment
	low    []float64 // of several
	high   []float64
}

func newShow(a *actor, rules *ruleset) *show {
	return &show{
		actor: a, rules: rules, active: alert.Active{}, open: map[alert.Key]*Firing{},
		values: make([]float64, len(a.metrics)), low: make([]float64, len(a.metrics)), high: make([]float64, len(a.metrics)),
	}
}

// watch plays a film to the engine and returns what fired and ended in it. It
// passes over what cannot change anything.
func (s *show) watch(f *film) []Firing {
	s.ended = s.ended[:0]
	leaves := (len(f.at) + leaf - 1) / leaf
	for first := 0; first < leaves; first += scene {
		last := min(first+scene, leaves)
		if s.boring(f, first, last) {
			continue
		}
		for k := first; k < last; k++ {
			if !s.boring(f, k, k+1) {
				s.play(f, k*leaf, min((k+1)*leaf, len(f.at)))
			}
		}
	}
	return s.ended
}

// play shows the engine every frame. A mean stands for its time from begin to end.
func (s *show) play(f *film, from, to int) {
	for i := from; i < to; i++ {
		for k := range s.values {
			s.values[k] = f.values[k][i]
		}
		s.moment(f.at[i])
		if f.wide[i] > 0 {
			s.moment(f.at[i] + f.wide[i] - 1)
		}
	}
}

// moment shows the engine one moment and notes what happens.
func (s *show) moment(at int64) {
	now := time.UnixMilli(at).UTC()
	s.actor.pose(s.values, now)
	next, changes := alert.Evaluate(s.rules.Rules, s.active, s.actor.stage.snap, now)
	s.active = next
	for i := range changes {
		s.note(&changes[i])
	}
}

func (s *show) note(c *alert.Change) {
	a := &c.Alert
	switch c.Kind {
	case alert.Raised:
		s.open[a.Key] = &Firing{
			ResourceID: a.ResourceID(), Type: a.Type, Start: a.Since, Level: a.Level, Planned: a.Planned.Kind != "",
		}
	case alert.Rose:
		if f := s.open[a.Key]; f != nil {
			f.Level = alert.Critical
		}
	case alert.Ended, alert.Dropped:
		if f := s.open[a.Key]; f != nil {
			f.End = c.At
			s.ended = append(s.ended, *f)
			delete(s.open, a.Key)
		}
	}
}

// boring reports whether nothing happens in some leaves of a film. Nothing does
// when the states stay as they are and the engine does nothing, neither at the
// begin nor at the end, when all figures are as low as they ever are in them,
// nor when all are as high: a higher figure never raises less.
func (s *show) boring(f *film, first, last int) bool {
	if s.rules.uneven || s.pending() || !s.actor.steady(f, first, last) {
		return false
	}
	begin, end := first*leaf, min(last*leaf, len(f.at))-1
	lowest, highest := s.extremes(f, first, last)
	for _, figures := range [][]float64{highest, lowest} {
		if !s.idle(figures, f.at[begin]) || !s.idle(figures, f.at[end]+max(f.wide[end]-1, 0)) {
			return false
		}
	}
	return true
}

// extremes returns the lowest and the highest figures of some leaves.
func (s *show) extremes(f *film, first, last int) (lowest, highest []float64) {
	for k := range s.low {
		s.low[k], _ = extremesOf(f.low[k][first:last])
		_, s.high[k] = extremesOf(f.high[k][first:last])
	}
	return s.low, s.high
}

// steady reports whether the states are known throughout and stay as they are.
func (a *actor) steady(f *film, first, last int) bool {
	for k := range a.states {
		low, _ := extremesOf(f.low[k][first:last])
		_, high := extremesOf(f.high[k][first:last])
		if low != high && !(math.IsNaN(low) && math.IsNaN(high)) {
			return false
		}
	}
	return true
}

func (s *show) pending() bool {
	for _, a := range s.active {
		if a.Phase == alert.Pending {
			return true
		}
	}
	return false
}

// idle reports whether the engine leaves everything as it is at a moment.
func (s *show) idle(figures []float64, at int64) bool {
	now := time.UnixMilli(at).UTC()
	s.actor.pose(figures, now)
	next, _ := alert.Evaluate(s.rules.Rules, s.active, s.actor.stage.snap, now)
	return next.Same(s.active) || covers(s.active, next) && covers(next, s.active)
}

// covers reports whether every alert of one set is in the other, too, and in
// the same state. What ended and is only remembered does not count.
func covers(one, other alert.Active) bool {
	for key, a := range one {
		b := other[key]
		switch {
		case b == nil && a.Phase != alert.Resolved:
			return false
		case b != nil && (a.Phase != b.Phase || a.Level != b.Level || !a.Past.MutedUntil.Equal(b.Past.MutedUntil)):
			return false
		}
	}
	return true
}
