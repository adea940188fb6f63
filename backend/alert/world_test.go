package alert_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/settings"
)

const target = infra.TargetID("pve-0")

// noon is a Wednesday.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// world is one connection that is polled and evaluated step by step.
type world struct {
	t        testing.TB
	now      time.Time
	settings settings.Alerts
	snap     *infra.Snapshot
	active   alert.Active
	changes  []alert.Change // of the last step
}

// newWorld is a standalone host unless cluster names its members.
func newWorld(t testing.TB, cluster ...string) *world {
	t.Helper()
	info := infra.TargetInfo{ID: target, Kind: "pve", Name: "lab", Host: "https://lab.example.com:8006"}
	if len(cluster) > 0 {
		info.Known.Name = "prod"
		for _, name := range cluster {
			info.Known.Members = append(info.Known.Members, infra.Member{Name: name})
		}
	}
	w := &world{t: t, now: noon, settings: defaults(), active: alert.Active{}}
	w.snap = (&infra.Snapshot{}).WithTargets([]infra.TargetInfo{info}, w.now)
	w.evaluate()
	return w
}

// tune changes the configuration by a patch in the published form.
func (w *world) tune(patch string) {
	w.t.Helper()
	next, err := settings.MergeAlerts(w.settings, json.RawMessage(patch))
	if err != nil {
		w.t.Fatalf("tune %s: %v", patch, err)
	}
	w.settings = next
	w.evaluate()
}

func (w *world) evaluate() {
	w.active, w.changes = alert.Evaluate(alert.Compile(w.settings), w.active, w.snap, w.now)
}

func (w *world) pass(d time.Duration) *world {
	w.now = w.now.Add(d)
	return w
}

// tick lets time pass without a report.
func (w *world) tick(d time.Duration) {
	w.pass(d)
	w.evaluate()
}

func (w *world) report(r infra.Report) {
	r.Target, r.At = target, w.now
	w.snap = w.snap.Apply(&r, 10*time.Second)
	w.evaluate()
}

// pulse reports nodes and guests.
func (w *world) pulse(rows ...any) {
	w.t.Helper()
	r := infra.Report{Part: infra.PartPulse}
	for _, row := range rows {
		switch row := row.(type) {
		case infra.Node:
			r.Nodes = append(r.Nodes, row)
		case infra.Guest:
			r.Guests = append(r.Guests, row)
		case infra.Failure:
			r.Failures = append(r.Failures, row)
		default:
			w.t.Fatalf("a pulse has no %T", row)
		}
	}
	w.report(r)
}

// fail reports a poll of a part that found nobody.
func (w *world) fail(part infra.Part) {
	w.report(infra.Report{Part: part, Failures: []infra.Failure{{Kind: infra.FailUnreachable, Reason: "connection refused"}}})
}

// happened describes the changes of the last step: "raised lab-n1-101-cpu
// warning", with "(silent)" where nobody is told.
func (w *world) happened() string {
	var words []string
	for _, c := range w.changes {
		text := fmt.Sprintf("%s %s %s", c.Kind, c.Alert.PublicID, c.Alert.Level)
		if !c.Notify {
			text += " (silent)"
		}
		words = append(words, text)
	}
	return strings.Join(words, "; ")
}

func (w *world) expect(want string) {
	w.t.Helper()
	if got := w.happened(); got != want {
		w.t.Fatalf("at %s: got %q, want %q", w.now.Format("15:04:05"), got, want)
	}
}

// firing lists the ids of the firing alerts.
func (w *world) firing() []string {
	var ids []string
	for a := range w.active.Firing() {
		ids = append(ids, a.PublicID)
	}
	slices.Sort(ids)
	return ids
}

func (w *world) expectFiring(want ...string) {
	w.t.Helper()
	if got := w.firing(); !slices.Equal(got, want) {
		w.t.Fatalf("at %s: firing %v, want %v", w.now.Format("15:04:05"), got, want)
	}
}

func (w *world) find(publicID string) alert.Alert {
	w.t.Helper()
	for a := range w.active.Firing() {
		if a.PublicID == publicID {
			return *a
		}
	}
	w.t.Fatalf("%s does not fire; firing are %v", publicID, w.firing())
	return alert.Alert{}
}

func node(name string, change ...func(*infra.Node)) infra.Node {
	n := infra.Node{
		Resource: infra.Resource{ID: infra.NodeID(target, name), Kind: infra.KindNode, Name: name, Target: target},
		Status:   infra.NodeOnline, CPU: infra.Some(0.1), Memory: infra.Some(usage(10)), RootFS: infra.Some(usage(10)),
	}
	for _, f := range change {
		f(&n)
	}
	return n
}

func nodeStatus(s infra.NodeStatus) func(*infra.Node) { return func(n *infra.Node) { n.Status = s } }

// guest is a container unless changed: the listing tells all of one.
func guest(vmid int, change ...func(*infra.Guest)) infra.Guest {
	g := infra.Guest{
		Resource: infra.Resource{ID: infra.GuestID(target, vmid), Kind: infra.KindGuest, Name: fmt.Sprintf("g%d", vmid), Target: target, Node: "n1"},
		VMID:     vmid, Type: infra.LXC, Status: infra.GuestRunning,
		CPU: infra.Some(0.1), Memory: infra.Some(usage(10)), Disk: infra.Some(usage(10)),
		DiskRead: infra.Some(0.0), DiskWrite: infra.Some(0.0), NetworkIn: infra.Some(0.0), NetworkOut: infra.Some(0.0),
	}
	for _, f := range change {
		f(&g)
	}
	return g
}

func vm(g *infra.Guest) { g.Type = infra.VM }
func cpu(percent float64) func(*infra.Guest) {
	return func(g *infra.Guest) { g.CPU = infra.Some(percent / 100) }
}
func noCPU(g *infra.Guest) { g.CPU = infra.None[float64]() }
func memory(percent int64) func(*infra.Guest) {
	return func(g *infra.Guest) { g.Memory = infra.Some(usage(percent)) }
}
func status(s infra.GuestStatus) func(*infra.Guest) { return func(g *infra.Guest) { g.Status = s } }
func on(node string) func(*infra.Guest)             { return func(g *infra.Guest) { g.Node = node } }

func tagged(tags ...string) func(*infra.Guest) { return func(g *infra.Guest) { g.Tags = tags } }

func disks(fs ...infra.Filesystem) func(*infra.Guest) {
	return func(g *infra.Guest) { g.Disks = fs }
}

func filesystem(mount string, percent int64) infra.Filesystem {
	return infra.Filesystem{Mountpoint: mount, Type: "ext4", Device: "/dev/vda1", Usage: usage(percent)}
}

func usage(percent int64) infra.Usage {
	return infra.Usage{Total: 1000, Used: percent * 10, Free: 1000 - percent*10}
}

func storage(name string, percent int64, change ...func(*infra.Storage)) infra.Storage {
	s := infra.Storage{
		Resource: infra.Resource{ID: infra.StorageID(target, "n1", name), Kind: infra.KindStorage, Name: name, Target: target, Node: "n1"},
		Status:   infra.StorageAvailable, Enabled: true, Active: true, Space: infra.Some(usage(percent)),
	}
	for _, f := range change {
		f(&s)
	}
	return s
}

func storageStatus(st infra.StorageStatus) func(*infra.Storage) {
	return func(s *infra.Storage) { s.Status = st }
}

func (w *world) storages(rows ...infra.Storage) {
	w.report(infra.Report{Part: infra.PartStorage, Storages: rows})
}

func defaults() settings.Alerts { return settings.DefaultAlerts("UTC") }
