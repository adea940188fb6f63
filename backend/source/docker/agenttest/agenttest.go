// Package agenttest makes up Docker hosts and writes what their agents report.
// It writes literal JSON of its own, so that it shares no field name with what
// it tests.
package agenttest

import (
	"encoding/json"
	"fmt"
	"time"
)

// Options describe the hosts. Zero values are filled in.
type Options struct {
	Hosts      int
	Containers int           // of each host
	Interval   time.Duration // between two reports, 30 s
	Seed       uint64
	Steady     bool // figures stand still
	Now        func() time.Time
}

// Fleet is a number of made-up hosts. It may be used concurrently.
type Fleet struct {
	opts  Options
	began time.Time
	hosts []host
}

// host is what does not change of a host.
type host struct {
	id, name, os, kernel, arch, engine string
	cpus                               int
	memory                             int64
	offline                            bool
}

const (
	gib        = 1 << 30
	silentFor  = 2 * time.Hour // how long the offline host has not reported
	runningFor = 9 * 24 * time.Hour
)

// New makes up hosts. Of two or more the last one is offline; of three or more
// the second one runs podman. The same options give the same hosts.
func New(o Options) *Fleet {
	if o.Interval == 0 {
		o.Interval = 30 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	f := &Fleet{opts: o, began: o.Now().Add(-runningFor)}
	for i := range o.Hosts {
		h := host{
			id: fmt.Sprintf("made-up-docker-%d", i+1), name: fmt.Sprintf("docker%d", i+1), os: "Debian GNU/Linux 12 (bookworm)",
			kernel: "6.1.0-28-amd64", arch: "x86_64", engine: "27.5.1", cpus: 4 << (i % 3), memory: 16 * gib << (i % 3),
		}
		if o.Hosts > 2 && i == 1 {
			h.name, h.os, h.kernel, h.arch, h.engine = "podman1", "Fedora Linux 41", "6.12.9-200.fc41.aarch64", "aarch64", "5.3.1"
		}
		h.offline = o.Hosts > 1 && i == o.Hosts-1
		f.hosts = append(f.hosts, h)
	}
	return f
}

// Hosts is how many hosts there are.
func (f *Fleet) Hosts() int { return len(f.hosts) }

// Key is the identity of a host.
func (f *Fleet) Key(i int) string { return f.hosts[i].id }

// Offline reports whether a host does not report any more.
func (f *Fleet) Offline(i int) bool { return f.hosts[i].offline }

// LastReport is when a host reported last: now, unless it is offline.
func (f *Fleet) LastReport(i int) time.Time {
	if f.hosts[i].offline {
		return f.opts.Now().Add(-silentFor)
	}
	return f.opts.Now()
}

// Report is the body that the agent of a host posts, or posted last.
func (f *Fleet) Report(i int) []byte {
	h, at := f.hosts[i], f.LastReport(i)
	containers := make([]object, 0, f.opts.Containers)
	for n := range f.opts.Containers {
		containers = append(containers, f.container(i, n, at))
	}
	body, err := json.Marshal(object{
		"agent": object{"id": h.id, "version": "v4.24.0", "intervalSeconds": int(f.opts.Interval / time.Second)},
		"host": object{
			"hostname": h.name, "name": h.name, "machineId": fmt.Sprintf("%032x", f.opts.Seed+uint64(i)+1), "os": h.os,
			"kernelVersion": h.kernel, "architecture": h.arch, "dockerVersion": h.engine, "totalCpu": h.cpus,
			"totalMemoryBytes": h.memory, "uptimeSeconds": int64(at.Sub(f.began) / time.Second),
		},
		"containers": containers,
		"timestamp":  at.UTC().Format(time.RFC3339Nano),
	})
	if err != nil {
		panic(fmt.Sprintf("agenttest: report cannot be encoded: %v", err))
	}
	return body
}

// object is a JSON object.
type object = map[string]any
