package pvetest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// task is one entry of a node's task list; without an end it still runs.
type task struct {
	node, kind, id, user string
	start, end           time.Time
	status               string
}

func (t *task) upid() string {
	key := keyOf(0, t.node+t.kind+t.id, uint64(t.start.Unix()))
	return fmt.Sprintf("UPID:%s:%08X:%08X:%08X:%s:%s:%s:", t.node, key>>44, key&0xffffffff, t.start.Unix(), t.kind, t.id, t.user)
}

// runningAt is also true of a backup whose planned end is still to come.
func (t *task) runningAt(now time.Time) bool { return t.end.IsZero() || t.end.After(now) }

func (t *task) row(now time.Time) object {
	upid := t.upid()
	parts := strings.Split(upid, ":")
	row := object{
		"upid": upid, "node": t.node, "type": t.kind, "id": t.id, "user": t.user, "starttime": t.start.Unix(),
		"pid": hex(parts[2]), "pstart": hex(parts[3]),
	}
	if !t.runningAt(now) {
		row["endtime"], row["status"] = t.end.Unix(), t.status
	}
	return row
}

func hex(s string) uint64 {
	n, err := strconv.ParseUint(s, 16, 64)
	if err != nil {
		return 0
	}
	return n
}

// backup is one nightly run for a guest.
type backup struct {
	guest      *guest
	start, end time.Time
	ok         bool
	night      int // how many nights ago
}

// nightly lists the backups of a node's guests, oldest first. They begin at two
// o'clock (UTC), one after the other.
func (c *Cluster) nightly(n *node, now time.Time) []backup {
	var runs []backup
	for night := c.opts.Nights - 1; night >= 0; night-- {
		next := now.UTC().Truncate(day).Add(2*time.Hour - time.Duration(night)*day)
		if next.After(now) {
			continue
		}
		for _, g := range n.guests {
			if g.Template || noise(g.key, 60) > 0.85 {
				continue
			}
			start := next
			next = next.Add(time.Duration(20+100*noise(g.key, start.Unix())) * time.Second)
			if start.After(now) {
				break
			}
			runs = append(runs, backup{g, start, next, noise(g.key, start.Unix()+1) < 0.96, night})
		}
	}
	return runs
}

// backups lists those that lie on the storage and are seen from the node.
func (c *Cluster) backups(s *storage, from *node) []backup {
	var found []backup
	for _, n := range c.nodes {
		if c.backupTarget(n) != s || !s.Shared && n != from {
			continue
		}
		for _, b := range c.nightly(n, c.now()) {
			if b.ok && !b.end.After(c.now()) {
				found = append(found, b)
			}
		}
	}
	return found
}

// backupTarget is the shared storage for backups, else one of the node's own.
func (c *Cluster) backupTarget(n *node) *storage {
	var own *storage
	for _, s := range c.storages {
		if !s.holds("backup") || !s.enabledOn(n.Name) {
			continue
		}
		if s.Shared {
			return s
		}
		if own == nil {
			own = s
		}
	}
	return own
}

// tasksOf lists a node's tasks, newest first.
func (cl *call) tasksOf(n *node) []*task {
	var all []*task
	if cl.backupTarget(n) != nil {
		for _, b := range cl.nightly(n, cl.now) {
			t := &task{node: n.Name, kind: "vzdump", id: strconv.Itoa(b.guest.ID), user: User, start: b.start, end: b.end, status: "OK"}
			if !b.ok {
				t.status = "job errors"
			}
			all = append(all, t)
		}
	}
	for _, t := range cl.tasks {
		if t.node == n.Name {
			all = append(all, t)
		}
	}
	if !cl.who.may("/nodes/"+n.Name, "Sys.Audit") {
		all = slices.DeleteFunc(all, func(t *task) bool { return t.user != cl.who.id })
	}
	slices.SortStableFunc(all, func(a, b *task) int { return cmp.Compare(b.start.Unix(), a.start.Unix()) })
	return all
}

func (cl *call) clusterTasks() answer {
	rows := []object{}
	for _, n := range cl.nodes {
		tasks := cl.tasksOf(n)
		for _, t := range tasks[:min(25, len(tasks))] {
			rows = append(rows, t.row(cl.now))
		}
	}
	return ok(rows)
}

// nodeTasks filters first and limits then: the default limit is 50. The archive
// holds no task that still runs.
func (cl *call) nodeTasks() answer {
	all := slices.DeleteFunc(cl.tasksOf(cl.node), func(t *task) bool { return !cl.wanted(t) })
	limit, start := 50, min(atoi(cl.params.Get("start")), len(all))
	if cl.params.Has("limit") {
		limit = atoi(cl.params.Get("limit"))
	}
	rows := []object{}
	for _, t := range all[start:min(start+limit, len(all))] {
		rows = append(rows, t.row(cl.now))
	}
	return proxmoxtest.Encode(200, "OK", object{"data": rows, "total": len(all)})
}

func (cl *call) wanted(t *task) bool {
	p := cl.params
	running := t.runningAt(cl.now)
	switch source := p.Get("source"); {
	case source == "active" && !running, (source == "" || source == "archive") && running:
		return false
	case p.Get("typefilter") != "" && p.Get("typefilter") != t.kind:
		return false
	case p.Get("vmid") != "" && p.Get("vmid") != t.id:
		return false
	case p.Get("since") != "" && t.start.Unix() < int64(atoi(p.Get("since"))):
		return false
	case p.Get("until") != "" && t.start.Unix() > int64(atoi(p.Get("until"))):
		return false
	case p.Get("errors") == "1" && (running || t.status == "OK"):
		return false
	}
	return strings.Contains(t.user, p.Get("userfilter"))
}
