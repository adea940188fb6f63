package pve

import (
	"time"

	"pulse/backend/infra"
)

// restAfter is when counters that do not move mean that nothing happens,
// instead of that the server repeats old figures: it renews them every 10 s.
const restAfter = time.Minute

// clockSlack is how far the guest's own clock may differ from ours over one
// interval and still be the better one.
const clockSlack = 6 * time.Second

// counters are a guest's counted bytes: disk read and written, network in and out.
type counters [4]number

// meter turns counters into rates. It is used by one job at a time.
type meter map[int]metered

type metered struct {
	counters counters
	at       time.Time
	uptime   number
	rates    [4]infra.Opt[float64]
}

// read returns the rates of a guest after a new sample. The server serves the
// same figures for some seconds, so the last rates hold until one changes.
func (m meter) read(vmid int, now time.Time, c counters, uptime number) [4]infra.Opt[float64] {
	last, seen := m[vmid]
	switch {
	case !seen:
		last = metered{counters: c, at: now, uptime: uptime}
	case c == last.counters && now.Sub(last.at) < restAfter:
	case c == last.counters:
		last.at, last.uptime = now, uptime // nothing flowed until now
		for i := range last.rates {
			last.rates[i] = rest(c[i])
		}
	case now.After(last.at):
		next := metered{counters: c, at: now, uptime: uptime}
		elapsed := last.elapsed(now, uptime)
		for i := range c {
			next.rates[i] = rate(last.counters[i], c[i], elapsed)
		}
		last = next
	}
	m[vmid] = last
	return last.rates
}

// elapsed is the time between two samples. Both were taken by the server
// earlier than we read them; the difference of the uptimes that came with them
// is the exact interval, as long as it is plausible.
func (l metered) elapsed(now time.Time, uptime number) time.Duration {
	ours := now.Sub(l.at)
	theirs := time.Duration(uptime.Value-l.uptime.Value) * time.Second
	if l.uptime.Positive() && theirs > 0 && (theirs-ours).Abs() <= clockSlack {
		return theirs
	}
	return ours
}

func rest(c number) infra.Opt[float64] {
	if !c.Known {
		return infra.None[float64]()
	}
	return infra.Some(0.0)
}

// rate is 0 for a counter that went down: the guest was started anew.
func rate(from, to number, elapsed time.Duration) infra.Opt[float64] {
	if !from.Known || !to.Known {
		return infra.None[float64]()
	}
	return infra.Some(max(to.Value-from.Value, 0) / elapsed.Seconds())
}

// forget drops the guests that are not among those listed.
func (m meter) forget(listed map[int]bool) {
	for vmid := range m {
		if !listed[vmid] {
			delete(m, vmid)
		}
	}
}
