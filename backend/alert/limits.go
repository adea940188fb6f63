package alert

import (
	"time"

	"pulse/backend/infra"
	"pulse/backend/settings"
)

// metric numbers the thresholds of a set of limits.
type metric int

const (
	metricCPU metric = iota
	metricMemory
	metricDisk
	metricDiskRead
	metricDiskWrite
	metricNetworkIn
	metricNetworkOut
	metricUsage
	metricTemperature
	metricCount
)

var metricTypes = [metricCount]Type{
	TypeCPU, TypeMemory, TypeDisk, TypeDiskRead, TypeDiskWrite,
	TypeNetworkIn, TypeNetworkOut, TypeUsage, TypeTemperature,
}

// metricOf returns the threshold that a type of alert has; a state has none.
func metricOf(t Type) (metric, bool) {
	for m, known := range metricTypes {
		if known == t {
			return metric(m), true
		}
	}
	return 0, false
}

// limit is one threshold with the time for which it must be exceeded. A
// trigger of 0 or less is off.
type limit struct {
	trigger, clear float64
	delay          time.Duration
}

func (l *limit) exceeded(value infra.Opt[float64]) bool {
	return l.trigger > 0 && value.Known && value.Value >= l.trigger
}

// limits is everything that is tuned for one resource.
type limits struct {
	off      bool   // no alerts at all
	stateOff bool   // no alert for being offline or powered off
	severity Level  // of powered off
	rule     string // the custom rule among its sources
	metrics  [metricCount]limit
}

// with returns the limits after a set of thresholds, metric by metric.
func (l limits) with(t *settings.Thresholds) limits {
	if t.Disabled != nil {
		l.off = *t.Disabled
	}
	if t.DisableConnectivity != nil {
		l.stateOff = *t.DisableConnectivity
	}
	if t.PoweredOffSeverity != "" {
		l.severity = Level(t.PoweredOffSeverity)
	}
	for m, h := range thresholdsOf(t) {
		if h != nil {
			l.metrics[m].trigger, l.metrics[m].clear = h.Trigger, h.Clear
		}
	}
	return l
}

// relaxed returns the limits of a guest with the tag pulse-relaxed. What is off
// stays off. An override, applied afterwards, stands above it.
func (l limits) relaxed() limits {
	for _, m := range []metric{metricCPU, metricMemory, metricDisk} {
		if l.metrics[m].trigger > 0 {
			l.metrics[m].trigger, l.metrics[m].clear = 95, 90
		}
	}
	l.stateOff = true
	return l
}

func thresholdsOf(t *settings.Thresholds) [metricCount]*settings.Hysteresis {
	return [metricCount]*settings.Hysteresis{
		t.CPU, t.Memory, t.Disk, t.DiskRead, t.DiskWrite,
		t.NetworkIn, t.NetworkOut, t.Usage, t.Temperature,
	}
}
