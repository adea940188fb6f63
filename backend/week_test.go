package backend_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/fleet"
	"pulse/backend/history"
	"pulse/backend/infra"
	"pulse/backend/monitor"
	"pulse/backend/source/docker/agenttest"
	"pulse/backend/source/pbs/pbstest"
	"pulse/backend/source/proxmox/proxmoxtest"
	"pulse/backend/source/pve/pvetest"
	"pulse/backend/store"
	"pulse/backend/store/storetest"
	"pulse/backend/wire"
)

// endurance is a program without its doors, in a time that is made up.
type endurance struct {
	t       *testing.T
	lab     *pvetest.Cluster
	network *network
	monitor *monitor.Monitor
	fleet   *fleet.Fleet
	agents  *agenttest.Fleet
}

func newEndurance(t *testing.T) *endurance {
	t.Helper()
	e := &endurance{t: t, network: &network{now: map[string]int{}, most: map[string]int{}}, lab: pvetest.New(pvetest.Estate(3, 9, 1))}
	e.network.parts = append(e.network.parts, pvetest.NewNetwork(e.lab))
	log := slog.New(slog.DiscardHandler)
	s := storetest.Open(t, store.Options{Zone: "UTC", Log: log})
	h := must(history.Open(t.Context(), s.History(), history.Options{Log: log, MaxBytes: 64 << 20}))
	runUntilEnd(t, h.Run)
	targets := append(e.network.addOthers(pbstest.Small()), labTarget())
	e.agents = agenttest.New(agenttest.Options{Hosts: 2, Containers: 12})
	pushed := []monitor.Pushed{}
	for i := range e.agents.Hosts() {
		pushed = append(pushed, monitor.Pushed{TargetInfo: infra.TargetInfo{ID: infra.TargetID("docker-" + e.agents.Key(i)), Kind: "docker", Name: e.agents.Key(i)}})
	}
	e.monitor = watchInMemory(t, e.network, func(o *monitor.Options) {
		configuration := o.Configuration
		o.Configuration = func(ctx context.Context) (monitor.Configuration, error) {
			c, err := configuration(ctx)
			c.Pushed = pushed
			return c, err
		}
		o.Ledger, o.History = s, h
	}, targets...)
	e.fleet = must(fleet.Open(t.Context(), fleet.Options{Store: s, Monitor: e.monitor, Log: log}))
	runUntilEnd(t, e.fleet.Run)
	return e
}

// hour is one hour in which something happens to everything.
func (e *endurance) hour(n int) {
	e.t.Helper()
	guest, node := 100+n%9, e.lab.Nodes()[1+n%2]
	problem := errors.Join(e.lab.Stop(guest), e.lab.NodeDown(node))
	e.minutes(10)
	undo := e.lab.Fault(pvetest.Match{}, []pvetest.Fault{{Hang: true}, {Status: 500}, {Drop: true}, proxmoxtest.WrongType()}[n%4])
	e.minutes(10)
	undo()
	problem = errors.Join(problem, e.lab.NodeUp(node), e.lab.Start(guest), e.lab.Migrate(guest, e.lab.Nodes()[n%3]))
	e.minutes(40)
	if problem != nil {
		e.t.Fatal(problem)
	}
}

// minutes lets time pass, in which the agents report.
func (e *endurance) minutes(n int) {
	e.t.Helper()
	for range n * 2 {
		time.Sleep(30 * time.Second)
		for i := range e.agents.Hosts() {
			var report wire.DockerReport
			if err := json.Unmarshal(e.agents.Report(i), &report); err != nil {
				e.t.Fatal(err)
			}
			if _, err := e.fleet.Accept(e.t.Context(), &report, infra.AgentToken{}); err != nil {
				e.t.Fatal(err)
			}
		}
	}
}

// held counts what a program that leaks holds more and more of.
func held() (goroutines int, heap uint64) {
	synctest.Wait()
	runtime.GC()
	runtime.GC() // what finalizers of the first one let go
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), m.HeapAlloc
}

// TestEndurance_NothingGrows lets four hours pass, and a week in the long run.
// What is kept for two hours, or for as long as an estate is new, has its size
// by the time that the counting begins.
func TestEndurance_NothingGrows(t *testing.T) {
	hours := 4
	if os.Getenv("PULSE_LONG") != "" {
		hours = 7 * 24
	}
	synctest.Test(t, func(t *testing.T) {
		e := newEndurance(t)
		const settled = 3
		for n := range settled {
			e.hour(n)
		}
		goroutines, heap := held()
		for n := settled; n < hours; n++ {
			e.hour(n)
		}
		after, heapAfter := held()
		if after > goroutines+10 {
			t.Errorf("%d goroutines after %d h, %d after %d h", goroutines, settled, after, hours)
		}
		if bound := heap + heap/4 + 4<<20; heapAfter > bound {
			t.Errorf("%d KiB of memory after %d h, %d KiB after %d h", heap>>10, settled, heapAfter>>10, hours)
		}
		t.Logf("after %d and %d h: %d and %d goroutines, %d and %d KiB", settled, hours, goroutines, after, heap>>10, heapAfter>>10)
		snap := e.monitor.View().Snapshot
		if len(snap.Guests) == 0 || len(snap.Datastores) == 0 || len(snap.Gateways) != 1 || len(snap.Hosts) != 2 {
			t.Errorf("in the end the state has %d guests, %d datastores, %d gateways, %d docker hosts",
				len(snap.Guests), len(snap.Datastores), len(snap.Gateways), len(snap.Hosts))
		}
		for _, health := range snap.Targets {
			if health.Failure != nil {
				t.Errorf("%s: %s", health.Name, health.Failure.Reason)
			}
		}
	})
}
