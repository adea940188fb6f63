package docker

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"pulse/backend/infra"
	"pulse/backend/wire"
)

// keptExits is how many exit codes of a container are remembered.
const keptExits = 5

// Convert turns a report that was received at a time into one of ours. before
// is what the host reported last, nil when nothing is known; only the memory
// of exit codes comes from it.
func Convert(r *wire.DockerReport, token infra.AgentToken, before *infra.Report, at time.Time) infra.Report {
	host := hostOf(r, at)
	host.Token = token
	out := infra.Report{Target: host.Target, Part: infra.PartPulse, At: at, Health: infra.Healthy}
	out.Hosts = []infra.Host{host}
	known := containersOf(before)
	for i := range r.Containers {
		c := &r.Containers[i]
		if c.ID == "" {
			continue
		}
		row := containerOf(c, &host)
		row.RecentExits = exitsOf(&row, known[c.ID])
		out.Containers = append(out.Containers, row)
	}
	out.Containers = firstOfEach(out.Containers)
	slices.SortStableFunc(out.Containers, func(a, b infra.Container) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// firstOfEach drops rows that repeat the id of an earlier one.
func firstOfEach(rows []infra.Container) []infra.Container {
	seen := make(map[string]bool, len(rows))
	return slices.DeleteFunc(rows, func(c infra.Container) bool {
		again := seen[c.DockerID]
		seen[c.DockerID] = true
		return again
	})
}

func hostOf(r *wire.DockerReport, at time.Time) infra.Host {
	key, h := Key(r), &r.Host
	reported := r.Timestamp.UTC()
	if r.Timestamp.IsZero() {
		reported = at.UTC()
	}
	return infra.Host{
		Resource: infra.Resource{
			ID: infra.HostID(Target(key)), Kind: infra.KindHost, Name: Name(r), Target: Target(key), SeenAt: at,
		},
		Key: key, AgentID: cmp.Or(strings.TrimSpace(r.Agent.ID), key), AgentVersion: r.Agent.Version,
		Hostname: strings.TrimSpace(h.Hostname), DisplayName: Name(r), MachineID: strings.TrimSpace(h.MachineID),
		OS: h.OS, Kernel: h.KernelVersion, Architecture: h.Architecture, Engine: h.DockerVersion,
		CPUs: max(h.TotalCPU, 0), Memory: max(h.TotalMemoryBytes, 0), Uptime: uptimeOf(h.UptimeSeconds),
		Interval: time.Duration(min(max(r.Agent.IntervalSeconds, 0), math.MaxInt32)) * time.Second,
		Online:   true, ReportedAt: reported,
	}
}

func containerOf(c *wire.ReportContainer, host *infra.Host) infra.Container {
	row := infra.Container{
		Resource: infra.Resource{
			ID: infra.ContainerID(host.Target, c.ID), Kind: infra.KindContainer,
			Name: cmp.Or(strings.TrimPrefix(c.Name, "/"), c.ID), Target: host.Target, Node: host.Hostname, SeenAt: host.SeenAt,
		},
		DockerID: c.ID, HostKey: host.Key, Image: c.Image,
		State: strings.ToLower(strings.TrimSpace(c.State)), Status: c.Status, HealthState: strings.ToLower(c.Health),
		MemoryLimit: max(c.MemoryLimitBytes, 0), Restarts: max(c.RestartCount, 0), ExitCode: c.ExitCode,
		CreatedAt: c.CreatedAt.UTC(), StartedAt: timeOf(c.StartedAt), FinishedAt: timeOf(c.FinishedAt), Labels: c.Labels,
	}
	if running(row.State) {
		row.CPU = ratioOf(c.CPUPercent)
		row.MemoryRatio = ratioOf(c.MemoryPercent)
		row.Uptime = uptimeOf(c.UptimeSeconds)
		if c.MemoryUsageBytes != nil {
			row.MemoryUsed = max(*c.MemoryUsageBytes, 0)
		}
	}
	for _, p := range c.Ports {
		row.Ports = append(row.Ports, infra.Port(p))
	}
	for _, n := range c.Networks {
		row.Networks = append(row.Networks, infra.ContainerNetwork(n))
	}
	return row
}

// running reports whether the processes of a container exist. A paused one
// keeps its memory.
func running(state string) bool { return state == "running" || state == "paused" }

// exitsOf remembers how a container ended lately. An end is new when the
// container was not seen ended before, or ended again since.
func exitsOf(c, before *infra.Container) []int {
	var exits []int
	if before != nil {
		exits = before.RecentExits
	}
	if !ended(c.State) || before != nil && ended(before.State) && before.FinishedAt.Equal(c.FinishedAt) {
		return exits
	}
	exits = append([]int{c.ExitCode}, exits...)
	return exits[:min(len(exits), keptExits)]
}

func ended(state string) bool { return state == "exited" || state == "dead" || state == "restarting" }

func containersOf(r *infra.Report) map[string]*infra.Container {
	if r == nil {
		return nil
	}
	byID := make(map[string]*infra.Container, len(r.Containers))
	for i := range r.Containers {
		byID[r.Containers[i].DockerID] = &r.Containers[i]
	}
	return byID
}

// ratioOf turns percent into a ratio. What is no number is 0, as published;
// what was not told is unknown.
func ratioOf(percent *float64) infra.Opt[float64] {
	switch {
	case percent == nil:
		return infra.None[float64]()
	case math.IsNaN(*percent), math.IsInf(*percent, 0), *percent < 0:
		return infra.Some(0.0)
	default:
		return infra.Some(*percent / 100)
	}
}

func uptimeOf(seconds int64) infra.Opt[time.Duration] {
	if seconds <= 0 {
		return infra.None[time.Duration]()
	}
	return infra.Some(time.Duration(min(seconds, math.MaxInt32)) * time.Second)
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
