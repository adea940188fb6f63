package docker_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source/docker"
	"pulse/backend/wire"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const body = `{"agent":{"id":" key-1 ","version":"v1.2.0","intervalSeconds":30},
"host":{"hostname":"docker-01","name":"engine-01","machineId":"m1","os":"Debian","kernelVersion":"6.1","architecture":"x86_64",
 "dockerVersion":"27.3.1","totalCpu":8,"totalMemoryBytes":4096,"uptimeSeconds":60},
"containers":[
 {"id":"w1","name":"/web","image":"nginx:1","createdAt":"2026-03-01T08:00:00+01:00","state":"Running","status":"Up","health":"healthy",
  "cpuPercent":150,"memoryUsageBytes":512,"memoryLimitBytes":1024,"memoryPercent":50,"uptimeSeconds":3600,"restartCount":1,
  "startedAt":"2026-03-01T09:00:00Z","ports":[{"privatePort":80,"publicPort":8080,"protocol":"tcp","ip":"0.0.0.0"}],
  "labels":{"a":"b"},"networks":[{"name":"net","ipv4":"172.18.0.2"}],"unknownKey":{"x":1}},
 {"id":"j1","name":"job","image":"job:1","createdAt":"2026-03-01T08:00:00Z","state":"exited","status":"Exited (1)","cpuPercent":0,
  "memoryUsageBytes":0,"memoryLimitBytes":0,"memoryPercent":0,"exitCode":1,"finishedAt":"2026-03-01T10:00:00Z"},
 {"id":"","name":"nobody"},{"id":"w1","name":"again"}],
"timestamp":"2026-03-01T11:59:58Z","future":[1]}`

func parse(t *testing.T, text string) *wire.DockerReport {
	t.Helper()
	var r wire.DockerReport
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	return &r
}

func TestConvert_TakesOverEverythingThatWasReported(t *testing.T) {
	got := docker.Convert(parse(t, body), infra.AgentToken{ID: "t"}, nil, noon)
	const target = "docker-key-1"
	want := infra.Report{Target: target, Part: infra.PartPulse, At: noon, Health: infra.Healthy}
	want.Hosts = []infra.Host{{
		Resource: infra.Resource{ID: infra.HostID(target), Kind: infra.KindHost, Name: "engine-01", Target: target, SeenAt: noon},
		Key:      "key-1", AgentID: "key-1", AgentVersion: "v1.2.0", Hostname: "docker-01", DisplayName: "engine-01", MachineID: "m1",
		OS: "Debian", Kernel: "6.1", Architecture: "x86_64", Engine: "27.3.1", CPUs: 8, Memory: 4096,
		Uptime: infra.Some(time.Minute), Interval: 30 * time.Second, Online: true,
		ReportedAt: noon.Add(-2 * time.Second), Token: infra.AgentToken{ID: "t"},
	}}
	resource := func(id, name string) infra.Resource {
		return infra.Resource{ID: infra.ContainerID(target, id), Kind: infra.KindContainer, Name: name, Target: target, Node: "docker-01", SeenAt: noon}
	}
	want.Containers = []infra.Container{
		{
			Resource: resource("j1", "job"), DockerID: "j1", HostKey: "key-1", Image: "job:1", State: "exited", Status: "Exited (1)",
			ExitCode: 1, RecentExits: []int{1}, CreatedAt: noon.Add(-4 * time.Hour), FinishedAt: noon.Add(-2 * time.Hour),
		},
		{
			Resource: resource("w1", "web"), DockerID: "w1", HostKey: "key-1", Image: "nginx:1", State: "running", Status: "Up", HealthState: "healthy",
			CPU: infra.Some(1.5), MemoryUsed: 512, MemoryLimit: 1024, MemoryRatio: infra.Some(0.5), Uptime: infra.Some(time.Hour), Restarts: 1,
			CreatedAt: noon.Add(-5 * time.Hour), StartedAt: noon.Add(-3 * time.Hour),
			Ports:  []infra.Port{{PrivatePort: 80, PublicPort: 8080, Protocol: "tcp", IP: "0.0.0.0"}},
			Labels: map[string]string{"a": "b"}, Networks: []infra.ContainerNetwork{{Name: "net", IPv4: "172.18.0.2"}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want - got +\n%s", diff)
	}
}

func TestConvert_WhatWasNotToldIsUnknown(t *testing.T) {
	r := parse(t, `{"host":{"hostname":"h"},"containers":[{"id":"c","state":"running"},{"id":"s","state":"exited","cpuPercent":7,"memoryPercent":3}]}`)
	got := docker.Convert(r, infra.AgentToken{}, nil, noon)
	for _, c := range got.Containers {
		if c.CPU.Known || c.MemoryRatio.Known || c.Uptime.Known {
			t.Errorf("%s: %+v", c.Name, c)
		}
	}
	h := got.Hosts[0]
	if h.Uptime.Known || !h.ReportedAt.Equal(noon) || h.DisplayName != "h" || h.Key != "h" {
		t.Errorf("host %+v", h)
	}
}

func TestConvert_RemembersHowAContainerEnded(t *testing.T) {
	state := func(state, finished string, code int) *wire.DockerReport {
		at, err := time.Parse(time.RFC3339, finished)
		if err != nil {
			t.Fatal(err)
		}
		c := wire.ReportContainer{ID: "c", State: state, ExitCode: code, FinishedAt: &at}
		return &wire.DockerReport{Host: wire.DockerMachine{Hostname: "h"}, Containers: []wire.ReportContainer{c}}
	}
	var before *infra.Report
	for i, step := range []struct {
		report *wire.DockerReport
		want   []int
	}{
		{state("running", "2026-03-01T00:00:00Z", 0), nil},
		{state("exited", "2026-03-01T01:00:00Z", 1), []int{1}},
		{state("exited", "2026-03-01T01:00:00Z", 1), []int{1}},
		{state("exited", "2026-03-01T02:00:00Z", 2), []int{2, 1}},
		{state("running", "2026-03-01T02:00:00Z", 0), []int{2, 1}},
		{state("restarting", "2026-03-01T03:00:00Z", 3), []int{3, 2, 1}},
		{state("restarting", "2026-03-01T04:00:00Z", 4), []int{4, 3, 2, 1}},
		{state("restarting", "2026-03-01T05:00:00Z", 5), []int{5, 4, 3, 2, 1}},
		{state("dead", "2026-03-01T06:00:00Z", 6), []int{6, 5, 4, 3, 2}},
	} {
		next := docker.Convert(step.report, infra.AgentToken{}, before, noon)
		if got := next.Containers[0].RecentExits; !slices.Equal(got, step.want) {
			t.Errorf("step %d: got %v, want %v", i, got, step.want)
		}
		before = &next
	}
}

func TestKey_IsTheAgentsThenTheMachinesThenTheHostName(t *testing.T) {
	r := parse(t, body)
	for _, want := range []string{"key-1", "m1", "docker-01", ""} {
		if got := docker.Key(r); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		switch want {
		case "key-1":
			r.Agent.ID = "  "
		case "m1":
			r.Host.MachineID = ""
		default:
			r.Host.Hostname = ""
		}
	}
}

func TestWindow_IsFourIntervalsWithinLimits(t *testing.T) {
	for seconds, want := range map[int]time.Duration{
		0: 2 * time.Minute, -5: 2 * time.Minute, 1: 30 * time.Second, 30: 2 * time.Minute, 60: 4 * time.Minute,
		3600: 10 * time.Minute, 1 << 40: 10 * time.Minute,
	} {
		if got := docker.Window(seconds); got != want {
			t.Errorf("%d s: got %v, want %v", seconds, got, want)
		}
	}
}

func FuzzConvert(f *testing.F) {
	f.Add([]byte(body))
	f.Add([]byte(`{"agent":{"intervalSeconds":-9223372036854775808},"host":{"hostname":"h","uptimeSeconds":9223372036854775807},"containers":[{"id":"c","state":"running","cpuPercent":-1e308,"uptimeSeconds":-1}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var r wire.DockerReport
		if json.Unmarshal(text, &r) != nil {
			return
		}
		got := docker.Convert(&r, infra.AgentToken{}, nil, noon)
		if got.Hosts[0].Interval < 0 || got.Hosts[0].Memory < 0 {
			t.Errorf("host %+v", got.Hosts[0])
		}
		for _, c := range got.Containers {
			if c.DockerID == "" || c.Name == "" || c.Uptime.Value < 0 || c.MemoryUsed < 0 || c.CPU.Value < 0 {
				t.Errorf("container %+v", c)
			}
		}
	})
}
