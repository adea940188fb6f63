package history

import (
	"math"
	"slices"

	"pulse/backend/history/block"
	"pulse/backend/infra"
	"pulse/backend/store"
)

// catalogue gives targets, resources and metrics the numbers that stand for
// them in blocks. A number is given when a name is first recorded and stored
// with the first samples that use it.
type catalogue struct {
	targets   map[infra.TargetID]uint32
	resources map[infra.ID]*resource
	metrics   map[infra.Metric]*metric

	all    store.SampleNames // in the order of the numbers
	stored nameCounts        // how many of them the database has
}

// nameCounts is how far lists of names go.
type nameCounts struct{ targets, resources, metrics int }

// resource is a resource with what was last recorded of it.
type resource struct {
	number uint32
	target uint32
	tracks []track // guarded like the catalogue
}

// metric is what has to be known of a metric.
type metric struct {
	number     uint32
	scheme     block.Scheme
	aggregates block.Scheme // of minimum, mean and maximum
	state      bool
}

// track is the end of a series.
type track struct {
	metric *metric
	at     int64
	value  float64
}

func newCatalogue(stored store.SampleNames) *catalogue {
	c := &catalogue{
		targets:   map[infra.TargetID]uint32{},
		resources: map[infra.ID]*resource{},
		metrics:   map[infra.Metric]*metric{},
		all:       stored,
	}
	c.stored = c.counts()
	for _, n := range stored.Targets {
		c.targets[infra.TargetID(n.Name)] = n.Number
	}
	for _, n := range stored.Resources {
		c.resources[infra.ID(n.Name)] = &resource{number: n.Number, target: n.Target}
	}
	for _, n := range stored.Metrics {
		c.metrics[infra.Metric(n.Name)] = newMetric(n.Number, infra.Metric(n.Name))
	}
	return c
}

func newMetric(number uint32, name infra.Metric) *metric {
	return &metric{number, block.SchemeOf(name), block.AggregateSchemeOf(name), block.IsState(name)}
}

func (c *catalogue) target(id infra.TargetID) uint32 {
	number, ok := c.targets[id]
	if !ok {
		number = next(&c.all.Targets, store.SampleName{Name: string(id)})
		c.targets[id] = number
	}
	return number
}

func (c *catalogue) resource(id infra.ID, target uint32) *resource {
	r, ok := c.resources[id]
	if !ok {
		number := next(&c.all.Resources, store.SampleName{Name: string(id), Target: target})
		r = &resource{number: number, target: target}
		c.resources[id] = r
	}
	return r
}

func (c *catalogue) metric(name infra.Metric) *metric {
	m, ok := c.metrics[name]
	if !ok {
		m = newMetric(next(&c.all.Metrics, store.SampleName{Name: string(name)}), name)
		c.metrics[name] = m
	}
	return m
}

// next adds a name under the number after the last one.
func next(names *[]store.SampleName, n store.SampleName) uint32 {
	n.Number = 1
	if known := *names; len(known) > 0 {
		n.Number = known[len(known)-1].Number + 1
	}
	*names = append(*names, n)
	return n.Number
}

func (c *catalogue) counts() nameCounts {
	return nameCounts{len(c.all.Targets), len(c.all.Resources), len(c.all.Metrics)}
}

// unstored returns the names that the database does not have yet.
func (c *catalogue) unstored() store.SampleNames {
	return store.SampleNames{
		Targets:   slices.Clone(c.all.Targets[c.stored.targets:]),
		Resources: slices.Clone(c.all.Resources[c.stored.resources:]),
		Metrics:   slices.Clone(c.all.Metrics[c.stored.metrics:]),
	}
}

// aggregateSchemes returns how exactly the aggregates of each metric are kept.
func (c *catalogue) aggregateSchemes() map[uint32]block.Scheme {
	schemes := make(map[uint32]block.Scheme, len(c.metrics))
	for _, m := range c.metrics {
		schemes[m.number] = m.aggregates
	}
	return schemes
}

// resourcesOf returns the numbers of a target's resources in ascending order.
func (c *catalogue) resourcesOf(target uint32) []uint32 {
	var numbers []uint32
	for _, n := range c.all.Resources {
		if n.Target == target {
			numbers = append(numbers, n.Number)
		}
	}
	return numbers
}

// track returns the end of a series of the resource.
func (r *resource) track(m *metric) *track {
	for i := range r.tracks {
		if r.tracks[i].metric == m {
			return &r.tracks[i]
		}
	}
	r.tracks = append(r.tracks, track{metric: m, at: longAgo})
	return &r.tracks[len(r.tracks)-1]
}

// longAgo is before every sample, and far enough from the end of the numbers
// that a difference can be taken.
const longAgo = math.MinInt64 / 2
