package main

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/moby/moby/client"

	"pulse/backend/agent/dockertest"
	"pulse/backend/wire"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func readerOf(t *testing.T, e *dockertest.Engine, c config) *reader {
	t.Helper()
	engine, err := client.New(client.WithHost(e.Host))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	if c.interval == 0 {
		c.interval = 30 * time.Second
	}
	return &reader{
		engine: engine, machine: machine{root: "testdata/machine"}, config: c, log: slog.New(slog.DiscardHandler),
		hostname: "host-a", limit: containerLimit, now: func() time.Time { return noon },
	}
}

func (r *reader) mustRead(t *testing.T) *wire.DockerReport {
	t.Helper()
	report, err := r.read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func at(hour, minute int) *time.Time {
	v := time.Date(2026, 3, 1, hour, minute, 0, 0, time.UTC)
	return &v
}

func point[T any](v T) *T { return &v }

func TestRead_DescribesHostAndContainers(t *testing.T) {
	e := dockertest.Start(t, dockertest.Running("aa11", "web"), dockertest.Exited("bb22", "worker"))
	got := readerOf(t, e, config{}).mustRead(t)
	want := &wire.DockerReport{
		Agent: wire.DockerAgent{ID: "7TRN:AAAA", Version: "dev", IntervalSeconds: 30},
		Host: wire.DockerMachine{
			Hostname: "host-a", Name: "docker-01", MachineID: "b1946ac92492d2347c6235b4d2611184", OS: "Debian GNU/Linux 12 (bookworm)",
			KernelVersion: "6.1.0-18-amd64", Architecture: "x86_64", DockerVersion: "27.3.1",
			TotalCPU: 8, TotalMemoryBytes: 33554432000, UptimeSeconds: 172800,
		},
		Containers: []wire.ReportContainer{
			{
				ID: "aa11", Name: "web", Image: "nginx:1.27", CreatedAt: time.Date(2026, 3, 1, 8, 0, 0, 500000000, time.UTC),
				State: "running", Status: "Up 3 hours (healthy)", Health: "healthy",
				MemoryUsageBytes: point(int64(41943040)), MemoryLimitBytes: 536870912, MemoryPercent: point(7.8125),
				UptimeSeconds: 10800, RestartCount: 2, StartedAt: at(9, 0),
				Ports:    []wire.ContainerPort{{PrivatePort: 80, PublicPort: 8080, Protocol: "tcp", IP: "0.0.0.0"}, {PrivatePort: 443, Protocol: "tcp"}},
				Labels:   map[string]string{"com.docker.compose.project": "site"},
				Networks: []wire.ContainerNetwork{{Name: "site_default", IPv4: "172.18.0.2"}},
			},
			{
				ID: "bb22", Name: "worker", Image: "worker:2", CreatedAt: *at(8, 0), State: "exited", Status: "Exited (137) 5 minutes ago",
				ExitCode: 137, StartedAt: at(9, 0), FinishedAt: at(11, 55),
			},
		},
		Timestamp: noon,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want - got +\n%s", diff)
	}
}

func TestRead_CPUIsTheRateSinceTheReadingBefore(t *testing.T) {
	e := dockertest.Start(t, dockertest.Running("aa11", "web"))
	r := readerOf(t, e, config{})
	e.CPU = 90 * time.Second
	if got := r.mustRead(t).Containers[0].CPUPercent; got != nil {
		t.Errorf("%v percent without an earlier reading, want unknown", *got)
	}
	e.Now, e.CPU = e.Now.Add(30*time.Second), e.CPU+45*time.Second
	if got := r.mustRead(t).Containers[0].CPUPercent; got == nil || *got != 150 {
		t.Errorf("got %v, want 150 percent for 45 s of processor time in 30 s", got)
	}
	e.Now, e.CPU = e.Now.Add(30*time.Second), time.Second
	if got := r.mustRead(t).Containers[0].CPUPercent; got != nil {
		t.Errorf("%v percent across a restart, want unknown", *got)
	}
}

func TestRead_LeavesOutOnlyTheContainerThatCannotBeInspected(t *testing.T) {
	gone := dockertest.Running("cc33", "gone")
	gone.Inspect = ""
	e := dockertest.Start(t, dockertest.Running("aa11", "web"), gone, dockertest.Exited("bb22", "worker"))
	got := readerOf(t, e, config{}).mustRead(t).Containers
	if len(got) != 2 || got[0].Name != "web" || got[1].Name != "worker" {
		t.Errorf("got %+v", got)
	}
}

func TestRead_AContainerThatHangsIsLeftOutAfterItsTime(t *testing.T) {
	hanging := dockertest.Running("cc33", "hanging")
	hanging.Hang = true
	e := dockertest.Start(t, hanging, dockertest.Exited("bb22", "worker"))
	r := readerOf(t, e, config{})
	r.limit = 200 * time.Millisecond
	if got := r.mustRead(t).Containers; len(got) != 1 || got[0].Name != "worker" {
		t.Errorf("got %+v", got)
	}
}

func TestRead_WithoutStatisticsTheFiguresAreUnknown(t *testing.T) {
	broken := dockertest.Running("aa11", "web")
	broken.Stats = `not json`
	e := dockertest.Start(t, broken)
	got := readerOf(t, e, config{}).mustRead(t).Containers[0]
	if got.MemoryUsageBytes != nil || got.MemoryPercent != nil || got.CPUPercent != nil || got.State != "running" {
		t.Errorf("got %+v", got)
	}
}

func TestRead_AsksForStatisticsOfRunningContainersOnly(t *testing.T) {
	e := dockertest.Start(t, dockertest.Running("aa11", "web"), dockertest.Exited("bb22", "worker"))
	readerOf(t, e, config{}).mustRead(t)
	if got := e.Calls("/stats"); got != 1 {
		t.Errorf("%d calls for statistics, want 1", got)
	}
}

func TestRead_IdentityAndNameCanBeChosen(t *testing.T) {
	e := dockertest.Start(t)
	got := readerOf(t, e, config{agentID: "clone-2", hostname: "build-7"}).mustRead(t)
	if got.Agent.ID != "clone-2" || got.Host.Hostname != "build-7" {
		t.Errorf("got %q and %q", got.Agent.ID, got.Host.Hostname)
	}
	if got.Containers == nil {
		t.Error("no containers is null, want an empty list")
	}
}

func TestRead_TheIDThatPodmanMakesUpIsNoIdentity(t *testing.T) {
	e := dockertest.Start(t)
	e.Version = `{"Version":"5.4.0","ApiVersion":"1.41","Components":[{"Name":"Podman Engine","Version":"5.4.0"}]}`
	if got := readerOf(t, e, config{}).mustRead(t).Agent.ID; got != "b1946ac92492d2347c6235b4d2611184" {
		t.Errorf("identity %q, want the machine's", got)
	}
}

func TestRead_AnIllEngineIsAnError(t *testing.T) {
	e := dockertest.Start(t)
	e.Down = true
	if report, err := readerOf(t, e, config{}).read(t.Context()); err == nil {
		t.Errorf("got %+v", report)
	}
}
