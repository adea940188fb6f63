package pvetest

import (
	"math"
	"time"
)

// Traffic holds rates in bytes per second.
type Traffic struct {
	DiskRead, DiskWrite, NetIn, NetOut float64
}

// counts are the four counters of a guest since its start, in bytes.
type counts struct {
	diskRead, diskWrite, netIn, netOut int64
}

// meter computes counters without anything that ticks: the rate of each is a
// wave around its mean, whose integral is known.
type meter struct {
	key     uint64
	wave    float64 // height of the wave as a part of the mean, below 1
	since   time.Time
	carried [4]float64
	rates   [4]float64
	frozen  bool
}

const wavePeriod = 240.0 // seconds

func newMeter(key uint64, steady bool) meter {
	m := meter{key: key, wave: 0.8}
	if steady {
		m.wave = 0
	}
	for i, top := range [4]float64{6e6, 4e6, 3e6, 5e6} {
		m.rates[i] = 200 + top*math.Pow(noise(key, int64(20+i)), 4)
	}
	return m
}

// reset begins at zero, as a guest's counters do when it starts.
func (m *meter) reset(at time.Time) {
	m.since, m.carried, m.frozen = at, [4]float64{}, false
}

// settle keeps what was counted until now, so that rates may change.
func (m *meter) settle(at time.Time) {
	if at.After(m.since) {
		m.carried, m.since = m.total(at), at
	}
}

func (m *meter) freeze(at time.Time) {
	m.settle(at)
	m.frozen = true
}

func (m *meter) thaw(at time.Time) {
	m.frozen, m.since = false, at
}

func (m *meter) set(at time.Time, t Traffic) {
	m.settle(at)
	m.wave = 0
	m.rates = [4]float64{t.DiskRead, t.DiskWrite, t.NetIn, t.NetOut}
}

func (m meter) at(at time.Time) counts {
	t := m.total(at)
	return counts{int64(t[0]), int64(t[1]), int64(t[2]), int64(t[3])}
}

func (m meter) total(at time.Time) [4]float64 {
	sum := m.carried
	passed := at.Sub(m.since).Seconds()
	if m.frozen || passed <= 0 {
		return sum
	}
	for i, rate := range m.rates {
		phase := 2 * math.Pi * noise(m.key, int64(30+i))
		swing := m.wave * wavePeriod / (2 * math.Pi) * (math.Cos(m.angle(m.since)+phase) - math.Cos(m.angle(at)+phase))
		sum[i] += rate * (passed + swing)
	}
	return sum
}

// rate is the momentary rate of counter i (in the order of Traffic).
func (m meter) rate(i int, at time.Time) float64 {
	if m.frozen {
		return 0
	}
	phase := 2 * math.Pi * noise(m.key, int64(30+i))
	return m.rates[i] * (1 + m.wave*math.Sin(m.angle(at)+phase))
}

func (m meter) angle(at time.Time) float64 {
	seconds := math.Mod(float64(at.UnixMilli())/1000, wavePeriod)
	return 2 * math.Pi * seconds / wavePeriod
}
