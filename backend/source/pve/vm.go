package pve

import (
	"context"
	"errors"
	"time"

	"pulse/backend/infra"
)

// A machine is asked one question at a time, in slots of its own, so that the
// load is even and bounded whatever there is to know: 60 s / 27 s = 2.2 calls
// a minute. In each slot it is asked what is due most.
const (
	slotLength = 27 * time.Second
	// almost is from which part of its period on a question may be asked, so
	// that it is not put off by a whole slot for a few seconds.
	almost = 0.7
	// agentPause is how long an agent is left alone that hangs or may not be asked.
	agentPause = 5 * time.Minute
)

// errUnanswered ends the round through the machines of a node that stopped
// answering.
var errUnanswered = errors.New("the node does not answer")

// question is something a machine can be asked.
type question int

const (
	askStatus question = iota
	askFilesystems
	askInterfaces
	askSystem
	questions
)

// periods is how often each question is worth asking.
var periods = [questions]time.Duration{time.Minute, time.Minute, 5 * time.Minute, time.Hour}

// vm is what the detail job keeps of a running machine.
type vm struct {
	row    infra.Guest // the figures read so far
	uptime time.Duration

	slot    time.Time // when it may be asked next
	fresh   bool      // never asked since it was started
	asked   [questions]time.Time
	paused  bool
	agent   bool      // there is one
	answers bool      // and it answered last time
	pause   time.Time // until when it is left alone
}

func newVM() *vm { return &vm{fresh: true} }

// due tells whether the machine's slot has come.
func (v *vm) due(now time.Time) bool { return !now.Before(v.slot) }

// advance sets the next slot. The first one comes at once and counts twice;
// from then on each machine has a phase of its own.
func (v *vm) advance(vmid int, now time.Time, length time.Duration) {
	switch next := v.slot.Add(length); {
	case v.fresh:
		v.slot = now.Add(2*length + phase(vmid, length))
	case next.After(now):
		v.slot = next
	default:
		v.slot = now.Add(length)
	}
	v.fresh = false
}

// phase spreads machines evenly over an interval: consecutive numbers lie far
// apart (multiples of the golden ratio).
func phase(vmid int, interval time.Duration) time.Duration {
	return time.Duration(uint32(vmid)*2654435769>>16) * interval >> 16
}

// next is the question that is due most: one that was never asked, else the
// one that is most overdue for its period.
func (v *vm) next(now time.Time, paused bool, scaled func(time.Duration) time.Duration) (question, bool) {
	best, worst := questions, almost
	for q := range questions {
		if !v.mayAsk(q, now, paused) {
			continue
		}
		if v.asked[q].IsZero() {
			return q, true
		}
		if overdue := float64(now.Sub(v.asked[q])) / float64(scaled(periods[q])); overdue >= worst {
			best, worst = q, overdue
		}
	}
	return best, best != questions
}

// mayAsk tells whether a question makes sense. File systems come first; the
// rest is asked of agents that are known to answer.
func (v *vm) mayAsk(q question, now time.Time, paused bool) bool {
	switch q {
	case askStatus:
		return true
	case askFilesystems:
		return v.agent && !paused && !now.Before(v.pause)
	}
	return v.agent && v.answers && !paused
}

// askVM asks a machine what is due. It returns false when its node does not
// answer, so that the other machines there need not be tried.
func (r *reader) askVM(ctx context.Context, a *asker, g infra.Guest, v *vm) bool {
	times := 1
	if v.fresh {
		times = 2
	}
	for range times {
		now := time.Now()
		q, ok := v.next(now, g.Status == infra.GuestPaused, r.scaled)
		if !ok {
			break
		}
		err := a.put(ctx, g, v, q)
		if ctx.Err() != nil {
			return false // not asked: it stays due
		}
		v.asked[q] = now
		if err != nil && !v.refused(q, err, now.Add(r.scaled(agentPause))) {
			return false
		}
	}
	v.advance(g.VMID, time.Now(), r.scaled(slotLength))
	return true
}

// put asks one question and notes the answer.
func (a *asker) put(ctx context.Context, g infra.Guest, v *vm, q question) error {
	var err error
	switch q {
	case askStatus:
		var s vmStatus
		if s, err = a.vmStatus(ctx, g.Node, g.VMID); err == nil {
			v.noteStatus(g, s)
		}
	case askFilesystems:
		var f agentList[agentFilesystem]
		if f, err = a.filesystems(ctx, g.Node, g.VMID); err == nil {
			v.noteDisk(diskOf(f.Result))
			v.answers = true
		}
	case askInterfaces:
		var i agentList[agentInterface]
		if i, err = a.interfaces(ctx, g.Node, g.VMID); err == nil {
			v.row.Interfaces, v.row.Addresses = interfacesOf(i.Result)
		}
	case askSystem:
		var o agentOS
		if o, err = a.osInfo(ctx, g.Node, g.VMID); err == nil {
			v.noteSystem(o)
		}
	}
	if err == nil {
		v.row.SeenAt = time.Now()
	}
	return err
}

func (v *vm) noteStatus(g infra.Guest, s vmStatus) {
	if !s.MaxMem.Positive() {
		s.MaxMem = number{Value: float64(g.Memory.Value.Total), Known: g.Memory.Known}
	}
	m := vmMemory(s)
	v.row.Memory, v.row.MemorySource, v.row.MemoryHostView = m.usage, m.source, m.hostView
	v.row.Balloon = s.Balloon.Whole()
	v.paused = s.QMPStatus == text(infra.GuestPaused)
	v.agent = s.Agent.Positive()
	if !v.agent {
		v.noteDisk(vmDisk{reason: reasonAgentDisabled})
		v.answers, v.row.Interfaces, v.row.Addresses = false, nil, nil
	}
}

func (v *vm) noteDisk(d vmDisk) {
	v.row.Disk, v.row.Disks, v.row.DiskReason = d.usage, d.disks, d.reason
}

func (v *vm) noteSystem(o agentOS) {
	figures := o.Result
	if figures == (osFigures{}) {
		figures = o.osFigures
	}
	v.row.OSName, v.row.OSVersion = systemOf(figures)
}

// refused notes the error of a question. It returns false when the error is
// the node's, which says nothing about the machine.
func (v *vm) refused(q question, err error, pause time.Time) bool {
	kind := kindOf(err)
	if kind == infra.FailUnreachable || kind == infra.FailTLS || kind == infra.FailAuth {
		return false
	}
	if q == askStatus {
		if kind == infra.FailPermission && !v.row.Disk.Known {
			v.noteDisk(vmDisk{reason: reasonPermission})
		}
		return true
	}
	reason, ok := agentReason(err)
	if !ok {
		return true
	}
	if q == askFilesystems {
		v.answers = false
		v.noteDisk(vmDisk{reason: reason})
	}
	if reason == reasonAgentTimeout || reason == reasonPermission {
		v.answers, v.pause = false, pause
	}
	return true
}
