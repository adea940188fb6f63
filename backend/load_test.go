package backend_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/monitor"
	"pulse/backend/settings"
	"pulse/backend/source"
	"pulse/backend/source/pbs"
	"pulse/backend/source/pbs/pbstest"
	"pulse/backend/source/pmg"
	"pulse/backend/source/pmg/pmgtest"
	"pulse/backend/source/pve"
	"pulse/backend/source/pve/pvetest"
)

// network is that of an estate in memory. It counts what is asked, and how
// much of it at once of each server.
type network struct {
	parts []interface {
		http.RoundTripper
		Owns(host string) bool
	}

	mu    sync.Mutex
	total int
	now   map[string]int // requests under way, by the machine they concern
	most  map[string]int
}

// RoundTrip answers after the time that a server takes.
func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	asked, concerned := "at "+r.URL.Hostname(), "of "+nodeOf(r.URL.Path)
	n.add(1, asked, concerned)
	defer n.add(-1, asked, concerned)
	time.Sleep(40 * time.Millisecond) // of the made-up time
	for _, part := range n.parts {
		if part.Owns(r.URL.Hostname()) {
			return part.RoundTrip(r)
		}
	}
	return nil, http.ErrServerClosed
}

func (n *network) add(count int, machines ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, m := range machines {
		n.now[m] += count
		n.most[m] = max(n.most[m], n.now[m])
	}
	n.total += max(count, 0)
}

func (n *network) requests() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.total
}

// busiest is the most requests at once that a machine had to answer.
func (n *network) busiest() (most int, machine string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for m, count := range n.most {
		if count > most && m != "of " {
			most, machine = count, m
		}
	}
	return most, machine
}

// nodeOf is the node that a path is about; empty for the cluster.
func nodeOf(path string) string {
	_, rest, _ := strings.Cut(path, "/nodes/")
	node, _, _ := strings.Cut(rest, "/")
	return node
}

// quiet stands where the program keeps and shows things.
type quiet struct{}

func (quiet) Commit(context.Context, alert.Batch) error  { return nil }
func (quiet) Record(*infra.Report)                       {}
func (quiet) Publish(monitor.View, []alert.Change, bool) {}

// watchInMemory polls targets in the rhythm of the program until the test ends.
func watchInMemory(t *testing.T, n *network, change func(*monitor.Options), targets ...source.Target) *monitor.Monitor {
	t.Helper()
	kinds := map[string]source.Kind{"pve": pve.Kind(), "pbs": pbs.Kind(), "pmg": pmg.Kind()}
	o := monitor.Options{
		Configuration: func(context.Context) (monitor.Configuration, error) {
			return monitor.Configuration{Targets: targets, Alerts: settings.DefaultAlerts("UTC")}, nil
		},
		Open: func(target source.Target) (source.Source, error) {
			return kinds[target.Kind].Open(target, source.Env{Transport: n})
		},
		Ledger: quiet{}, History: quiet{}, Screens: quiet{}, Tell: func() {}, Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&o)
	}
	m := monitor.New(o)
	runUntilEnd(t, m.Run)
	return m
}

// runUntilEnd runs a part until the test ends.
func runUntilEnd(t *testing.T, run func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// labTarget is a cluster on the network in memory.
func labTarget() source.Target {
	return source.Target{ID: "lab", Kind: "pve", Name: "lab", Host: "https://pve1.example:8006", TokenName: pvetest.Token, TokenValue: pvetest.Secret}
}

// seenAfter is how long it takes until a guest is shown as a question demands.
func seenAfter(m *monitor.Monitor, vmid int, shown func(infra.Guest) bool) time.Duration {
	begun := time.Now()
	for {
		for _, g := range m.View().Snapshot.Guests {
			if g.VMID == vmid && shown(g) || time.Since(begun) > time.Minute {
				return time.Since(begun)
			}
		}
		time.Sleep(100 * time.Millisecond) // of the made-up time
	}
}

func TestLoad_StaysWithinItsBoundsAndShowsChangesInTime(t *testing.T) {
	for _, test := range []struct {
		name          string
		nodes, guests int
		others        bool
		window        time.Duration
		perMinute     int
	}{
		{"25 nodes, 500 guests, a backup server and a mail gateway", 25, 500, true, 5 * time.Minute, 1200},
		{"160 nodes, 5,000 guests", 160, 5000, false, 2 * time.Minute, 9000},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.guests > 1000 {
				onlyLong(t)
			}
			synctest.Test(t, func(t *testing.T) {
				o := pvetest.Estate(test.nodes, test.guests, 1)
				o.Rhythm = time.Second // how late the server itself tells of a new name
				lab := pvetest.New(o)
				n := &network{now: map[string]int{}, most: map[string]int{}}
				n.parts = append(n.parts, pvetest.NewNetwork(lab))
				targets := []source.Target{labTarget()}
				if test.others {
					targets = append(targets, n.addOthers(pbstest.Large(5000))...)
				}
				m := watchInMemory(t, n, nil, targets...)
				time.Sleep(3 * time.Minute) // everything is asked at once in the first one
				before := n.requests()
				time.Sleep(test.window)
				if rate := int(float64(n.requests()-before) / test.window.Minutes()); rate > test.perMinute || rate == 0 {
					t.Errorf("%d requests per minute, want at most %d", rate, test.perMinute)
				} else {
					t.Logf("%d requests per minute", rate)
				}
				if most, machine := n.busiest(); most > 4 {
					t.Errorf("%d requests at once %s, want at most 4", most, machine)
				}
				changesAreSeen(t, lab, m)
			})
		})
	}
}

// addOthers adds a backup server and a mail gateway.
func (n *network) addOthers(backups pbstest.Options) []source.Target {
	n.parts = append(n.parts,
		pbstest.NewNetwork(map[string]*pbstest.Server{"pbs.example": pbstest.New(backups)}),
		pmgtest.NewNetwork(pmgtest.New(pmgtest.Cluster(2))))
	return []source.Target{
		{ID: "pbs", Kind: "pbs", Name: "pbs", Host: "https://pbs.example:8007", TokenName: pbstest.Token, TokenValue: pbstest.Secret},
		{ID: "pmg", Kind: "pmg", Name: "pmg", Host: "https://mx1.example:8006", User: pmgtest.User, Password: pmgtest.Password},
	}
}

// changesAreSeen stops and renames guests at different phases of the polls.
func changesAreSeen(t *testing.T, lab *pvetest.Cluster, m *monitor.Monitor) {
	t.Helper()
	var took []time.Duration
	for i := range 15 {
		time.Sleep(time.Duration(i*977%5000) * time.Millisecond)
		stopped, renamed := 100+30*i+1, 100+30*i+2
		if err := lab.Stop(stopped); err != nil {
			t.Fatal(err)
		}
		took = append(took, seenAfter(m, stopped, func(g infra.Guest) bool { return g.Status == infra.GuestStopped }))
		time.Sleep(time.Duration(i*613%5000) * time.Millisecond)
		if err := lab.Rename(renamed, "renamed again"); err != nil {
			t.Fatal(err)
		}
		took = append(took, seenAfter(m, renamed, func(g infra.Guest) bool { return g.Name == "renamed again" }))
	}
	slices.Sort(took)
	if median := took[len(took)/2]; median > 5*time.Second {
		t.Errorf("a change is seen after %v (median), want at most 5 s", median)
	} else {
		t.Logf("a change is seen after %v (median), %v (longest)", median, took[len(took)-1])
	}
}
