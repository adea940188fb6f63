package alert

import (
	"strconv"
	"strings"
	"time"

	"pulse/backend/infra"
	"pulse/backend/settings"
)

// dockerRules are what holds for containers beside their limits.
type dockerRules struct {
	restarts   int           // more than so many ...
	window     time.Duration // ... within this time
	warn, crit float64       // of a container's own memory limit, in percent
	ignored    []string      // lower-case beginnings of names and ids
}

// memoryMargin is how far below its warning the memory of a container must
// fall before the alert ends.
const memoryMargin = 5

func compileDocker(a *settings.Alerts) dockerRules {
	d := a.DockerDefaults
	rules := dockerRules{
		restarts: d.RestartCount, window: time.Duration(d.RestartWindow) * time.Second,
		warn: float64(d.MemoryWarnPct), crit: float64(d.MemoryCriticalPct),
	}
	for _, prefix := range a.DockerIgnoredPrefixes {
		rules.ignored = append(rules.ignored, strings.ToLower(prefix))
	}
	return rules
}

func (d *dockerRules) ignores(c *infra.Container) bool {
	name, id := strings.ToLower(strings.TrimPrefix(c.Name, "/")), strings.ToLower(c.DockerID)
	for _, prefix := range d.ignored {
		if strings.HasPrefix(name, prefix) || strings.HasPrefix(id, prefix) {
			return true
		}
	}
	return false
}

// host evaluates a Docker host and its containers. The alerts of containers
// end when their host has fallen silent: nobody knows any more.
func (e *evaluation) host(s *site, h *infra.Host) {
	row := h.Resource
	row.PublicID, row.Node = dockerPrefix+h.Key, h.Hostname
	row.Instance = "Docker:" + hostName(h)
	row.Name = hostName(h)
	l := e.rules.of(infra.KindHost, row.PublicID, "")
	sub := subject{row: &row, label: "Docker Host", busy: e.see(sighting{row: &row, off: l.off})}
	if !l.off {
		e.state(&condition{
			subject: sub, typ: TypeHostOffline, off: l.stateOff, known: !s.pulse.LastRun.IsZero() && s.fault != ours, wait: s.fault == undecided, bad: s.down() || !h.Online,
			at: s.pulse.LastRun, polls: offlinePolls, level: Critical, reason: s.reason(),
			words:    func() string { return "Docker host " + row.Name + " is offline" },
			describe: func(m map[string]any) { m["hostId"], m["hostName"], m["hostHostname"] = h.Key, row.Name, h.Hostname },
		})
	}
	silent := e.next[Key{Resource: row.ID, Type: TypeHostOffline}]
	gone := silent != nil && silent.Phase == Firing
	rows := make([]infra.Resource, len(s.Containers))
	for i := range s.Containers {
		c := &s.Containers[i]
		rows[i] = c.Resource
		rows[i].PublicID, rows[i].Instance, rows[i].Node = row.PublicID+"/"+c.DockerID, row.Instance, h.Hostname
		rows[i].Name = strings.TrimPrefix(c.Name, "/")
		e.container(s, container{c, h, &rows[i]}, gone)
	}
}

func hostName(h *infra.Host) string {
	for _, name := range []string{h.DisplayName, h.Hostname, h.Name} {
		if name != "" {
			return name
		}
	}
	return h.Key
}

// container is a container as alerts know it.
type container struct {
	*infra.Container
	host *infra.Host
	row  *infra.Resource
}

func (e *evaluation) container(s *site, c container, hostGone bool) {
	l := e.rules.of(infra.KindContainer, c.row.PublicID, "")
	l.off = l.off || e.rules.docker.ignores(c.Container)
	sub := subject{row: c.row, label: "Docker Container"}
	sub.busy = e.see(sighting{row: c.row, off: l.off, mute: hostGone})
	if l.off || hostGone {
		return
	}
	isFresh := c.host.Online && !s.down() && fresh(c.Stale, true)
	running := strings.EqualFold(c.State, "running")
	e.containerState(s, c, sub, l, isFresh)
	e.containerHealth(s, c, sub, isFresh, running)
	e.restartLoop(s, c, sub, isFresh)
	e.oomKill(s, c, sub, isFresh)
	for _, f := range [...]struct {
		metric metric
		name   string
		value  infra.Opt[float64]
	}{{metricCPU, "CPU", percent(c.CPU)}, {metricMemory, "memory", percent(c.MemoryRatio)}} {
		o := observation{subject: sub, typ: metricTypes[f.metric], name: f.name, at: s.pulseAt, limit: l.metrics[f.metric]}
		o.describe = func(m map[string]any) { c.describe(m); m["metric"] = string(o.typ) }
		switch {
		case isFresh && running:
			o.value = f.value
		case isFresh && sub.busy:
			o.value = infra.Some(0.0) // what does not run uses nothing
		}
		e.metric(&o)
	}
	e.memoryLimit(s, c, sub, isFresh && running)
}

func (c container) describe(m map[string]any) {
	m["hostId"], m["hostName"], m["hostHostname"] = c.host.Key, hostName(c.host), c.host.Hostname
	m["containerId"], m["containerName"], m["image"] = c.DockerID, c.row.Name, c.Image
	m["state"], m["status"], m["restartCount"] = c.State, c.Status, c.Restarts
	if c.CPU.Known {
		m["cpuPercent"] = percent(c.CPU).Value
	}
	if c.MemoryRatio.Known {
		m["memoryPercent"] = percent(c.MemoryRatio).Value
	}
	m["memoryUsageBytes"], m["memoryLimitBytes"] = c.MemoryUsed, c.MemoryLimit
}

func (e *evaluation) containerState(s *site, c container, sub subject, l limits, isFresh bool) {
	e.state(&condition{
		subject: sub, typ: TypeContainerState, off: l.stateOff, known: isFresh && c.State != "",
		bad: !strings.EqualFold(c.State, "running"), at: s.pulseAt, polls: containerPolls, level: l.severity,
		words: func() string {
			text := "Container " + c.row.Name + " on " + hostName(c.host) + " is " + c.State
			if c.Status != "" {
				text += " (" + c.Status + ")"
			}
			return text
		},
		describe: c.describe,
	})
}

func (e *evaluation) containerHealth(s *site, c container, sub subject, isFresh, running bool) {
	health := strings.ToLower(c.HealthState)
	level := Warning
	if health == "unhealthy" {
		level = Critical
	}
	e.state(&condition{
		subject: sub, typ: TypeContainerHealth, known: isFresh,
		bad: running && health != "" && health != "healthy" && health != "none" && health != "starting",
		at:  s.pulseAt, polls: 1, level: level, graded: true,
		words:    func() string { return "Container " + c.row.Name + " on " + hostName(c.host) + " is " + c.HealthState },
		describe: func(m map[string]any) { c.describe(m); m["health"] = c.HealthState },
	})
}

// exitKilled is the exit code of a process that was killed, as by the kernel
// when memory is short.
const exitKilled = 137

func (e *evaluation) oomKill(s *site, c container, sub subject, isFresh bool) {
	ended := strings.EqualFold(c.State, "exited") || strings.EqualFold(c.State, "dead")
	e.state(&condition{
		subject: sub, typ: TypeOOMKill, known: isFresh && c.State != "", bad: ended && c.ExitCode == exitKilled,
		at: s.pulseAt, polls: 1, level: Critical,
		words: func() string {
			return "Container " + c.row.Name + " on " + hostName(c.host) + " was killed (exit code 137), probably for lack of memory"
		},
		describe: func(m map[string]any) { c.describe(m); m["exitCode"] = c.ExitCode },
	})
}

func (e *evaluation) memoryLimit(s *site, c container, sub subject, known bool) {
	d := e.rules.docker
	share := percent(c.MemoryRatio)
	o := condition{
		subject: sub, typ: TypeMemoryLimit, known: known && share.Known && c.MemoryLimit > 0, bad: share.Value >= d.warn,
		hold: share.Value >= d.warn-memoryMargin, at: s.pulseAt, polls: 1, level: Warning, graded: true,
		value: share.Value, threshold: d.warn, clear: d.warn - memoryMargin,
		words: func() string {
			return "Container " + c.row.Name + " on " + hostName(c.host) + " uses " + decimal(share.Value) + "% of its memory limit"
		},
		describe: c.describe,
	}
	if share.Value >= d.crit {
		o.level, o.threshold = Critical, d.crit
	}
	if c.host.Online && !s.down() && !known {
		o.known, o.bad, o.hold = true, false, false // what does not run uses nothing
	}
	e.state(&o)
}

// restartLoop counts the restarts of a container within a window. What it
// compares with is kept in the past of the alert, also while there is none.
func (e *evaluation) restartLoop(s *site, c container, sub subject, isFresh bool) {
	key := Key{Resource: c.row.ID, Type: TypeRestartLoop}
	if isFresh {
		e.countRestarts(key, c, s.pulseAt)
	}
	sub.busy = e.next[key] != nil
	count := 0
	if a := e.next[key]; a != nil {
		count = a.Past.restarts(e.now, e.rules.docker.window)
	}
	limit := e.rules.docker.restarts
	e.state(&condition{
		subject: sub, typ: TypeRestartLoop, known: isFresh, bad: count > limit, at: s.pulseAt, polls: 1, level: Critical,
		graded: true, value: float64(count), threshold: float64(limit),
		words: func() string {
			return "Container " + c.row.Name + " on " + hostName(c.host) + " restarted " + strconv.Itoa(count) + " times within " +
				e.rules.docker.window.String()
		},
		describe: c.describe,
	})
}

// countRestarts notes how often a container has been restarted in all. Docker
// begins at zero again when a person starts it.
func (e *evaluation) countRestarts(key Key, c container, at time.Time) {
	now := Sample{at, float64(c.Restarts)}
	old := e.next[key]
	if old == nil || len(old.Past.Samples) == 0 {
		a := Alert{Key: key, Phase: Resolved}
		if old != nil {
			a = *old
		} else {
			a.identify(c.row)
		}
		if !c.CreatedAt.IsZero() && at.Sub(c.CreatedAt) < e.rules.docker.window && c.Restarts > 0 {
			a.Past.Samples = []Sample{{c.CreatedAt, 0}}
		}
		a.Past.Samples = append(a.Past.Samples, now)
		e.put(a)
		return
	}
	last := old.Past.Samples[len(old.Past.Samples)-1]
	if last.Value == now.Value || !at.After(last.At) {
		return
	}
	a := *old
	if now.Value < last.Value {
		a.Past.Samples = []Sample{now}
	} else {
		a.Past.Samples = append(since(a.Past.Samples, at.Add(-e.rules.docker.window)), now)
	}
	e.put(a)
}

// restarts is how much the counter grew within a window before now.
func (p *Past) restarts(now time.Time, window time.Duration) int {
	if len(p.Samples) == 0 {
		return 0
	}
	first := since(p.Samples, now.Add(-window))[0]
	return int(p.Samples[len(p.Samples)-1].Value - first.Value)
}

// since returns the samples from the last one that is not after a time, in a
// slice of its own.
func since(samples []Sample, from time.Time) []Sample {
	first := 0
	for i, s := range samples {
		if !s.At.After(from) {
			first = i
		}
	}
	return append([]Sample(nil), samples[first:]...)
}
