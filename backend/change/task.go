package change

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pulse/backend/infra"
)

// action is what a type of task does, for the sentence about it.
type action struct {
	kind infra.EventKind
	did  string // after the guest's name
}

// actions are the types of tasks that Proxmox VE has for guests, without the
// "qm" or "vz" before them.
var actions = map[string]action{
	"start":       {infra.EventStarted, "was started"},
	"resume":      {infra.EventStarted, "was resumed"},
	"reboot":      {infra.EventTask, "was rebooted"},
	"reset":       {infra.EventTask, "was reset"},
	"stop":        {infra.EventStopped, "was stopped"},
	"shutdown":    {infra.EventStopped, "was shut down"},
	"suspend":     {infra.EventStopped, "was suspended"},
	"migrate":     {infra.EventMoved, "was migrated"},
	"snapshot":    {infra.EventSnapshot, "got a snapshot"},
	"delsnapshot": {infra.EventSnapshot, "lost a snapshot"},
	"rollback":    {infra.EventSnapshot, "was rolled back to a snapshot"},
	"dump":        {infra.EventBackup, "was backed up"},
	"restore":     {infra.EventBackup, "was restored from a backup"},
	"config":      {infra.EventConfig, "was configured"},
	"resize":      {infra.EventConfig, "got a larger disk"},
	"create":      {infra.EventTask, "was created"},
	"destroy":     {infra.EventTask, "was destroyed"},
	"clone":       {infra.EventTask, "was cloned"},
	"template":    {infra.EventTask, "became a template"},
	"move":        {infra.EventTask, "got a disk moved"},
}

// watching are tasks that only look: consoles that somebody opened.
var watching = []string{"vncproxy", "vncshell", "spiceproxy", "spiceshell", "termproxy"}

// tasks tells of tasks that began or ended.
func (f *finder) tasks(last, next []infra.Task) {
	before := make(map[string]infra.Task, len(last))
	for _, t := range last {
		before[t.ID] = t
	}
	var guests map[int]*infra.Guest
	for _, t := range slices.Backward(next) { // the oldest first
		was, listed := before[t.ID]
		if listed && was.End.Equal(t.End) && was.Status == t.Status || isWatching(t.Type) {
			continue
		}
		if guests == nil {
			guests = byNumber(f.next.Guests)
		}
		f.found = append(f.found, f.task(t, guests[t.VMID]))
	}
}

func byNumber(guests []infra.Guest) map[int]*infra.Guest {
	all := make(map[int]*infra.Guest, len(guests))
	for i := range guests {
		all[guests[i].VMID] = &guests[i]
	}
	return all
}

func isWatching(kind string) bool {
	for _, w := range watching {
		if strings.HasPrefix(kind, w) {
			return true
		}
	}
	return false
}

func (f *finder) task(t infra.Task, g *infra.Guest) infra.Event {
	e := infra.Event{
		At: t.Start, Kind: infra.EventTask, By: t.User, Task: t.ID, Start: t.Start, End: t.End, Status: t.Status,
		Resource: infra.NodeID(t.Target, t.Node), PublicID: infra.PublicNodeID(t.Instance, t.Node),
		Data: map[string]string{"task": t.ID, "type": t.Type, "node": t.Node, "status": t.Status},
	}
	subject := t.Node
	if t.VMID > 0 {
		e.Resource, e.PublicID = infra.GuestID(t.Target, t.VMID), infra.PublicGuestID(t.Instance, t.Node, t.VMID)
		subject = fmt.Sprintf("guest %d", t.VMID)
		if g != nil {
			e.PublicID, subject = g.PublicID, g.Name
		}
	}
	does, known := actions[guestAction(t.Type)]
	if t.VMID == 0 || !known {
		does = action{infra.EventTask, "ran task " + t.Type}
	}
	e.Kind, e.Text = kindOf(does, t), subject+sentence(does, t)
	return e
}

// kindOf is a plain task while it is not known to have worked: what did not
// start has not started.
func kindOf(does action, t infra.Task) infra.EventKind {
	if does.kind.Merges() && !worked(t) {
		return infra.EventTask
	}
	return does.kind
}

func worked(t infra.Task) bool {
	return !t.Running() && (t.Status == "OK" || strings.HasPrefix(t.Status, "WARNINGS"))
}

// guestAction takes the type of the guest off the type of the task.
func guestAction(kind string) string {
	for _, prefix := range []string{"qm", "vz", "ha"} {
		if rest, cut := strings.CutPrefix(kind, prefix); cut {
			return rest
		}
	}
	return kind
}

// sentence tells what a task did, or that it failed or still runs, and how long
// it took when that was long.
func sentence(does action, t infra.Task) string {
	switch {
	case t.Running():
		return ": " + nameOf(t) + " runs"
	case !worked(t):
		return ": " + nameOf(t) + " failed: " + t.Status
	case t.End.Sub(t.Start) >= time.Minute:
		return " " + does.did + " in " + t.End.Sub(t.Start).Round(time.Second).String()
	}
	return " " + does.did
}

// nameOf is the word for a task.
func nameOf(t infra.Task) string {
	switch name := guestAction(t.Type); name {
	case "dump":
		return "backup"
	case "delsnapshot":
		return "removal of a snapshot"
	case "migrate":
		return "migration"
	default:
		if _, known := actions[name]; known && t.VMID > 0 {
			return name
		}
		return "task " + t.Type
	}
}
