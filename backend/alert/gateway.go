package alert

import (
	"math"
	"slices"
	"time"

	"pulse/backend/infra"
)

// gateway evaluates a mail gateway: whether it is there, the mail that waits,
// what is held back, and whether more spam and viruses come than usual.
func (e *evaluation) gateway(s *site, g *infra.Gateway) {
	l := e.rules.of(infra.KindGateway, g.PublicID, "")
	row := s.at(g.Resource)
	sub := subject{row: &row, label: "PMG"}
	sub.busy = e.see(sighting{row: &row, off: l.off, complete: len(g.Nodes) > 0 && !s.down()})
	if l.off {
		return
	}
	e.offline(s, sub, l, g.Online || s.pulse.Good == nil, "Mail gateway")
	e.queues(s, sub, g)
	e.quarantine(s, sub, g)
	e.anomalies(s, sub, g)
}

// grade is a number that is compared with a warning and a critical limit.
type grade struct {
	typ        Type
	part, name string
	value      infra.Opt[float64]
	warn, crit float64
	note       string
}

func (e *evaluation) grade(sub subject, at time.Time, g grade) {
	c := condition{
		subject: sub, typ: g.typ, part: g.part, known: g.value.Known, bad: g.value.Value >= g.warn,
		at: at, polls: 1, level: Warning, graded: true, value: g.value.Value, threshold: g.warn,
		words: func() string {
			where := sub.row.Name
			if g.part != "" {
				where += "/" + g.part
			}
			unit := ""
			if g.typ == TypeMessageAge {
				unit = " minutes"
			}
			return g.name + " of " + where + " at " + whole(g.value.Value) + unit + g.note
		},
	}
	if g.value.Value >= g.crit {
		c.level, c.threshold = Critical, g.crit
	}
	e.state(&c)
}

// queueRule is one of the numbers of a mail queue.
type queueRule struct {
	typ, nodeType Type
	name          string
	warn, crit    int
	value         func(*infra.MailQueue) float64
	oldest        bool // of several nodes the greatest counts, not the sum
}

func (r *Rules) queueRules() []queueRule {
	m := r.mail
	return []queueRule{
		{
			typ: TypeQueueDepth, nodeType: TypeQueueTotal, name: "Mail queue", warn: m.QueueTotalWarning, crit: m.QueueTotalCritical,
			value: func(q *infra.MailQueue) float64 { return float64(q.Total()) },
		},
		{
			typ: TypeQueueDeferred, nodeType: TypeQueueDeferred, name: "Deferred mail", warn: m.DeferredQueueWarn, crit: m.DeferredQueueCritical,
			value: func(q *infra.MailQueue) float64 { return float64(q.Deferred) },
		},
		{
			typ: TypeQueueHold, nodeType: TypeQueueHold, name: "Held mail", warn: m.HoldQueueWarn, crit: m.HoldQueueCritical,
			value: func(q *infra.MailQueue) float64 { return float64(q.Hold) },
		},
		{
			typ: TypeMessageAge, nodeType: TypeMessageAge, name: "Oldest message", warn: m.OldestMessageWarnMins, crit: m.OldestMessageCritMins,
			value: func(q *infra.MailQueue) float64 { return math.Floor(q.Oldest.Minutes()) }, oldest: true,
		},
	}
}

// A single node is watched more closely than the sum: it may be stuck alone.
const (
	nodeWarn  = 0.6
	nodeCrit  = 0.8
	isOutlier = 1.4 // of the median of the nodes
)

func (e *evaluation) queues(s *site, sub subject, g *infra.Gateway) {
	part := s.Parts[infra.PartQueues]
	at := lastGood(part)
	for _, q := range e.rules.queueRules() {
		var total infra.Opt[float64]
		var each []float64
		for i := range g.Nodes {
			if queue := g.Nodes[i].Queue; queue != nil {
				v := q.value(queue)
				each = append(each, v)
				total.Known = true
				if q.oldest {
					total.Value = max(total.Value, v)
				} else {
					total.Value += v
				}
			}
		}
		total.Known = total.Known && part.Failure == nil && !s.down()
		e.grade(sub, at, grade{typ: q.typ, name: q.name, value: total, warn: float64(q.warn), crit: float64(q.crit)})
		for i := range g.Nodes {
			e.nodeQueue(sub, at, q, &g.Nodes[i], total.Known, median(each))
		}
	}
}

func (e *evaluation) nodeQueue(sub subject, at time.Time, q queueRule, n *infra.GatewayNode, known bool, usual float64) {
	one := grade{
		typ: q.nodeType, part: n.Name, name: q.name,
		warn: math.Ceil(float64(q.warn) * nodeWarn), crit: math.Ceil(float64(q.crit) * nodeCrit),
	}
	if n.Queue != nil && known {
		one.value = infra.Some(q.value(n.Queue))
		if usual > 0 && one.value.Value > usual*isOutlier {
			one.note = ", outlier"
		}
	}
	e.grade(sub, at, one)
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// What is held back is compared with two hours ago, give or take a quarter.
const (
	growthSpan    = 2 * time.Hour
	growthSlack   = 15 * time.Minute
	growthSamples = 5 * time.Minute // how often a figure is kept
)

func (e *evaluation) quarantine(s *site, sub subject, g *infra.Gateway) {
	part, m := s.Parts[infra.PartQuarantine], e.rules.mail
	for _, q := range [...]struct {
		typ        Type
		name       string
		warn, crit int
		value      func(*infra.Quarantine) int
	}{
		{TypeQuarantineSpam, "Quarantined spam", m.QuarantineSpamWarn, m.QuarantineSpamCritical, func(q *infra.Quarantine) int { return q.Spam }},
		{TypeQuarantineVirus, "Quarantined viruses", m.QuarantineVirusWarn, m.QuarantineVirusCritical, func(q *infra.Quarantine) int { return q.Virus }},
	} {
		one := grade{typ: q.typ, name: q.name, warn: float64(q.warn), crit: float64(q.crit)}
		at := lastGood(part)
		if g.Quarantine != nil && part.Failure == nil && !s.down() {
			one.value = infra.Some(float64(q.value(g.Quarantine)))
			e.growth(&one, sub.row, at)
		}
		inner := sub
		inner.busy = e.next[Key{Resource: sub.row.ID, Type: q.typ}] != nil
		e.grade(inner, at, one)
	}
}

// growth keeps a figure for later and holds it against the one of two hours
// ago. Growing too fast counts like exceeding the limit.
func (e *evaluation) growth(g *grade, row *infra.Resource, at time.Time) {
	key, now := Key{Resource: row.ID, Type: g.typ}, g.value.Value
	var samples []Sample
	if a := e.next[key]; a != nil {
		samples = a.Past.Samples
	}
	e.keepSample(key, row, Sample{at, now}, samples)
	then, found := nearest(samples, at.Add(-growthSpan))
	if !found || now >= g.crit {
		return
	}
	grown, m := now-then.Value, e.rules.mail
	fast := func(pct, least int) bool { return grown >= float64(least) && grown*100 >= float64(pct)*then.Value }
	switch {
	case fast(m.QuarantineGrowthCritPct, m.QuarantineGrowthCritMin):
		g.crit = now
	case !fast(m.QuarantineGrowthWarnPct, m.QuarantineGrowthWarnMin):
		return
	}
	g.warn = min(g.warn, now)
	g.note = ", " + whole(grown) + " more than two hours ago"
}

// keepSample notes a figure in the past of the alert that compares with it.
func (e *evaluation) keepSample(key Key, row *infra.Resource, s Sample, before []Sample) {
	if n := len(before); n > 0 && s.At.Sub(before[n-1].At) < growthSamples {
		return
	}
	a := Alert{Key: key, Phase: Resolved}
	a.identify(row)
	if old := e.next[key]; old != nil {
		a = *old
	}
	a.Past.Samples = append(since(before, s.At.Add(-growthSpan-growthSlack)), s)
	e.put(a)
}

// nearest finds the sample that is closest to a time, if one is close enough.
func nearest(samples []Sample, at time.Time) (best Sample, found bool) {
	for _, s := range samples {
		if away := s.At.Sub(at).Abs(); away <= growthSlack && (!found || away < best.At.Sub(at).Abs()) {
			best, found = s, true
		}
	}
	return best, found
}
