package alert_test

import (
	"strings"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

// newWorldOf is a connection of another kind: "pbs", "pmg" or "docker".
func newWorldOf(t testing.TB, kind string) *world {
	t.Helper()
	w := &world{t: t, now: noon, settings: defaults(), active: alert.Active{}}
	info := infra.TargetInfo{ID: target, Kind: kind, Name: "lab", Host: "https://lab.example.com:8007"}
	w.snap = (&infra.Snapshot{}).WithTargets([]infra.TargetInfo{info}, w.now)
	w.evaluate()
	return w
}

// tell reports extras of a part after 10 seconds.
func (w *world) tell(part infra.Part, x infra.Extras) {
	w.pass(10 * time.Second).report(infra.Report{Part: part, Extras: x})
}

// levels lists the firing alerts with their levels: "id warning, id critical".
func (w *world) levels() string {
	var all []string
	for _, id := range w.firing() {
		all = append(all, id+" "+string(w.find(id).Level))
	}
	return strings.Join(all, ", ")
}

func (w *world) expectLevels(want string) {
	w.t.Helper()
	if got := w.levels(); got != want {
		w.t.Errorf("firing: got %q, want %q", got, want)
	}
}

func res(id infra.ID, name, node string) infra.Resource {
	return infra.Resource{ID: id, Kind: id.Kind(), Name: name, Target: target, Node: node}
}

func disk(change ...func(*infra.Disk)) infra.Extras {
	d := infra.Disk{
		Resource: res(infra.DiskID(target, "n1", "/dev/sda"), "/dev/sda", "n1"),
		Path:     "/dev/sda", Model: "Acme 1", Serial: "S1", Type: "ssd", Size: 1000, Health: "PASSED", LifeLeft: infra.Some(90),
	}
	for _, f := range change {
		f(&d)
	}
	return infra.Extras{Disks: []infra.Disk{d}}
}

func server(change ...func(*infra.Server)) infra.Extras {
	p := infra.Server{
		Resource: res(infra.ServerID(target), "lab", ""), Online: true,
		CPU: infra.Some(0.1), Memory: infra.Some(usage(10)),
	}
	for _, f := range change {
		f(&p)
	}
	return infra.Extras{Servers: []infra.Server{p}}
}

func datastore(percent int64, trouble string) infra.Extras {
	return infra.Extras{Datastores: []infra.Datastore{{
		Resource: res(infra.DatastoreID(target, "store"), "store", ""), Space: infra.Some(usage(percent)), Error: trouble,
	}}}
}

// gateway is a mail gateway with the queues of its nodes mx1, mx2 ...
func gateway(queues ...infra.MailQueue) infra.Extras {
	g := infra.Gateway{Resource: res(infra.GatewayID(target, ""), "lab", ""), Online: true}
	for i := range queues {
		g.Nodes = append(g.Nodes, infra.GatewayNode{Name: "mx" + string(rune('1'+i)), Queue: &queues[i]})
	}
	return infra.Extras{Gateways: []infra.Gateway{g}}
}

func host(containers ...infra.Container) infra.Extras {
	return infra.Extras{
		Hosts: []infra.Host{{
			Resource: res(infra.HostID(target), "engine", ""), Key: "h1", Hostname: "engine-01", DisplayName: "Engine", Online: true,
		}},
		Containers: containers,
	}
}

func aContainer(change ...func(*infra.Container)) infra.Container {
	c := infra.Container{
		Resource: res(infra.ContainerID(target, "abc"), "web", "engine-01"), DockerID: "abc", HostKey: "h1", Image: "nginx",
		State: "running", Status: "Up 2 hours", CPU: infra.Some(0.1), MemoryRatio: infra.Some(0.1), MemoryUsed: 100, MemoryLimit: 1000,
	}
	for _, f := range change {
		f(&c)
	}
	return c
}
