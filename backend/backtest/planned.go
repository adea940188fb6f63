package backtest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pulse/backend/infra"
)

// afterwards is how long planned work is still of interest after its end; the
// engine decides how long it explains something.
const afterwards = time.Hour

// TasksOf returns the tasks that events tell of.
func TasksOf(events []infra.Event) []infra.Task {
	var tasks []infra.Task
	for _, e := range events {
		if e.Task == "" || e.Start.IsZero() || e.End.IsZero() {
			continue
		}
		target, vmid := ownerOf(e.Resource)
		tasks = append(tasks, infra.Task{
			ID: e.Task, Target: target, Node: e.Data["node"], Type: e.Data["type"], VMID: vmid, User: e.By,
			Status: e.Status, Start: e.Start, End: e.End,
		})
	}
	return tasks
}

// tasksOf returns the tasks that concern a resource. A backup of several guests
// names none of them: it counts for all on its node.
func (a *actor) tasksOf(all []infra.Task) []infra.Task {
	var own []infra.Task
	for _, t := range all {
		if t.Target != a.stage.estate.ID || t.VMID != 0 && t.VMID != a.vmid {
			continue
		}
		if t.VMID == 0 && t.Node != a.node {
			continue
		}
		if t.Type == "vzdump" {
			t.VMID = a.vmid
		}
		own = append(own, t)
	}
	slices.SortFunc(own, func(x, y infra.Task) int { return cmp.Or(x.Start.Compare(y.Start), cmp.Compare(x.ID, y.ID)) })
	return slices.CompactFunc(own, func(x, y infra.Task) bool { return x.ID == y.ID })
}

// running returns the tasks as they were listed at a time, newest first.
func (s *stage) running(at time.Time) []infra.Task {
	var listed []infra.Task
	for i := len(s.tasks) - 1; i >= 0; i-- {
		t := s.tasks[i]
		if t.Start.After(at) || !t.End.IsZero() && t.End.Add(afterwards).Before(at) {
			continue
		}
		if t.End.After(at) {
			t.End, t.Status = time.Time{}, ""
		}
		listed = append(listed, t)
	}
	return listed
}

// ownerOf returns the target of a guest or node, and the number of a guest.
func ownerOf(id infra.ID) (infra.TargetID, int) {
	_, rest, _ := strings.Cut(string(id), ":")
	target, name, _ := strings.Cut(rest, "/")
	vmid := 0
	if id.Kind() == infra.KindGuest {
		vmid, _ = strconv.Atoi(name) // what is no number is no guest
	}
	return infra.TargetID(target), vmid
}
