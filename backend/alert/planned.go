package alert

import (
	"strings"
	"time"

	"pulse/backend/infra"
)

// Planned is work that somebody or a schedule has under way and that explains
// an alert. Its zero value is none.
type Planned struct {
	Kind   string // backup, migrate, ha, reboot or maintenance
	Task   string // the product's id of the task, where there is one
	Since  time.Time
	SeenAt time.Time // when it was last seen to go on
}

// The times after planned work for which its traces are still no news: a
// guest starts within minutes, a server takes longer.
const (
	graceOfGuest = 2 * time.Minute
	graceOfNode  = 10 * time.Minute
)

func (p Planned) none() bool { return p.Kind == "" }

func (p Planned) grace() time.Duration {
	if p.Kind == "reboot" || p.Kind == "maintenance" {
		return graceOfNode
	}
	return graceOfGuest
}

// At reports whether the work goes on at a time or ended a short while ago.
func (p Planned) At(now time.Time) bool {
	return !p.none() && now.Sub(p.SeenAt) < p.grace()
}

// explain takes over the planned work that a report shows, and forgets what
// ended long ago.
func (a *Alert) explain(p Planned, t Type, at, now time.Time) {
	switch {
	case !p.none() && disturbs(t):
		if a.Planned.Kind == p.Kind && a.Planned.Task == p.Task && p.Since.IsZero() {
			p.Since = a.Planned.Since
		}
		if p.Since.IsZero() {
			p.Since = at
		}
		if p.SeenAt.IsZero() {
			p.SeenAt = at
		}
		a.Planned = p
	case !a.Planned.At(now):
		a.Planned = Planned{}
	}
}

// explainedBy reports whether what the alert says of planned work is still so.
func (a *Alert) explainedBy(p Planned, now time.Time) bool {
	if !p.none() && disturbs(a.Type) {
		return a.Planned.Kind == p.Kind && a.Planned.Task == p.Task
	}
	return a.Planned.none() || a.Planned.At(now)
}

// disturbs reports whether planned work has an effect on a type of alert: it
// stops things and moves data, it does not fill file systems.
func disturbs(t Type) bool {
	switch t {
	case TypePoweredOff, TypeConnection, TypeOffline, TypeCPU, TypeDiskRead, TypeDiskWrite, TypeNetworkIn, TypeNetworkOut:
		return true
	default:
		return false
	}
}

// Works is the planned work of one target: what its tasks, locks and high
// availability tell.
type Works struct {
	guests map[int]Planned
	nodes  map[string]Planned
}

// WorksOf finds the planned work of a target at a time.
func WorksOf(t *infra.Estate, now time.Time) Works {
	var w Works
	if t.Extras == nil {
		return w
	}
	for i := range t.Tasks {
		w.add(&t.Tasks[i], now)
	}
	return w
}

// add notes a task that runs or ended a short while ago.
func (w *Works) add(task *infra.Task, now time.Time) {
	p := Planned{Kind: kindOfTask(task.Type), Task: task.ID, Since: task.Start, SeenAt: task.End}
	if task.Running() {
		p.SeenAt = time.Time{}
	}
	if p.none() || !task.Running() && !p.At(now) {
		return
	}
	switch {
	case task.VMID > 0:
		if w.guests == nil {
			w.guests = map[int]Planned{}
		}
		if _, newer := w.guests[task.VMID]; !newer {
			w.guests[task.VMID] = p
		}
	case p.Kind == "reboot" || p.Kind == "maintenance":
		if w.nodes == nil {
			w.nodes = map[string]Planned{}
		}
		if _, newer := w.nodes[task.Node]; !newer {
			w.nodes[task.Node] = p
		}
	}
}

// kindOfTask says what a type of task of Proxmox VE does to a guest or node;
// empty for one that leaves them alone. A node that is shut down stops its
// guests with one task and starts them with another.
func kindOfTask(task string) string {
	switch task {
	case "vzdump":
		return "backup"
	case "qmigrate", "vzmigrate":
		return "migrate"
	case "hamigrate", "harelocate", "hastart", "hastop":
		return "ha"
	case "stopall", "startall":
		return "reboot"
	case "migrateall", "suspendall":
		return "maintenance"
	default:
		return ""
	}
}

// Node returns the planned work on a node.
func (w Works) Node(name string) Planned { return w.nodes[name] }

// Guest returns the planned work on a guest.
func (w Works) Guest(g *infra.Guest) Planned {
	p, found := w.guests[g.VMID]
	kind := kindOfGuest(g)
	switch {
	case found && (kind == "" || p.Kind == kind):
		return p
	case kind != "":
		return Planned{Kind: kind}
	default:
		return w.nodes[g.Node]
	}
}

// kindOfGuest says what the lock and the high-availability state of a guest tell.
func kindOfGuest(g *infra.Guest) string {
	switch g.Lock {
	case "backup", "migrate":
		return g.Lock
	case "rollback", "suspending":
		return "maintenance"
	}
	switch strings.ToLower(g.HAState) {
	case "migrate", "relocate", "fence", "recovery":
		return "ha"
	case "freeze":
		return "reboot"
	default:
		return ""
	}
}
