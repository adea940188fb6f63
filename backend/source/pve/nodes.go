package pve

import (
	"context"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// historyFor is how long a node's memory from its history stays good.
const historyFor = 30 * time.Second

// nodeDetail is what the detail job keeps of a node.
type nodeDetail struct {
	row       infra.Node // of the newest good answer
	history   memoryReading
	historyAt time.Time
}

// readNode asks a node for its status. On failure the row holds what was
// known before.
func (r *reader) readNode(ctx context.Context, a *asker, n infra.Node, d *nodeDetail) (infra.Node, *source.Error) {
	_, silent := r.seen.silence(n.Name)
	status, err := a.nodeStatus(ctx, n.Name, silent)
	if err != nil {
		failure := source.Failure(err)
		return earlier(n, d.row), &source.Error{Kind: failure.Kind, Scope: n.Name, Reason: failure.Reason, Err: err}
	}
	row := detailOfNode(n, status, time.Now())
	memory := r.memoryOf(ctx, a, n.Name, status.Memory, d)
	row.Memory, row.MemorySource = memory.usage, memory.source
	if !row.Memory.Known && d.row.Memory.Known {
		row.Memory, row.MemorySource = d.row.Memory, fromEarlier
	}
	if !row.RootFS.Known {
		l, _ := r.seen.newest()
		if space, ok := l.space[n.Name]; ok {
			row.RootFS = infra.Some(space)
		}
	}
	d.row = row
	return row, nil
}

// memoryOf derives a node's memory, from its history only when its status does
// not tell enough.
func (r *reader) memoryOf(ctx context.Context, a *asker, node string, m memoryFigures, d *nodeDetail) memoryReading {
	if memory := nodeMemory(m); memory.usage.Known {
		return memory
	}
	if now := time.Now(); d.historyAt.IsZero() || now.Sub(d.historyAt) >= r.scaled(historyFor) {
		d.history, d.historyAt = memoryReading{}, now
		if points, err := a.nodeHistory(ctx, node); err == nil {
			d.history = historyMemory(m.Total.Whole(), points)
		}
	}
	if d.history.usage.Known {
		return d.history
	}
	return plainNodeMemory(m)
}

// earlier is a node's row while it does not answer: what was read before,
// without what the list of nodes knows better by now.
func earlier(n, before infra.Node) infra.Node {
	if before.ID == "" {
		return infra.Node{Resource: n.Resource}
	}
	before.Status = ""
	before.CPU, before.Uptime = infra.None[float64](), infra.None[time.Duration]()
	if before.Memory.Known {
		before.MemorySource = fromEarlier
	}
	return before
}
