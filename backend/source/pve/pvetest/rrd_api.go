package pvetest

import "time"

// points is how many a series has.
const points = 70

var steps = map[string]time.Duration{
	"hour": time.Minute, "day": 30 * time.Minute, "week": 3 * time.Hour, "month": 12 * time.Hour, "year": 7 * day,
}

// series builds an answer of sparse points: those before the beginning and the
// newest one hold nothing but their time, as on real servers.
func (cl *call) series(begin, end time.Time, point func(object, time.Time)) answer {
	step := steps[cl.params.Get("timeframe")]
	last := cl.now.Truncate(step)
	rows := make([]object, 0, points)
	for i := points - 1; i >= 0; i-- {
		at := last.Add(-time.Duration(i) * step)
		row := object{"time": at.Unix()}
		if i > 0 && at.After(begin) && !at.After(end) {
			point(row, at)
		}
		rows = append(rows, row)
	}
	return ok(rows)
}

// nodeRRD, like guestRRD, is answered from what the cluster shares, also for a dead node, whose
// series then ends.
func (cl *call) nodeRRD() answer {
	n := cl.node
	return cl.series(n.booted, cl.lastSample(), func(row object, at time.Time) {
		used, cpu := float64(n.memoryAt(at)), n.cpuAt(at)
		row["cpu"], row["maxcpu"], row["iowait"], row["loadavg"] = cpu, n.CPUs, cpu/40, cpu*float64(n.CPUs)
		row["memtotal"], row["memused"] = n.Memory, used+0.66666667
		row["swaptotal"], row["swapused"] = 8<<30, 0
		row["roottotal"], row["rootused"] = n.Disk, float64(n.rootUsedAt(at))+0.33333333
		row["netin"], row["netout"] = 4e5*(0.5+cpu), 6e5*(0.5+cpu)
		if cl.major >= 9 {
			row["memavailable"], row["arcsize"] = float64(n.Memory)-used, float64(n.Memory)/16
			for _, name := range []string{"cpusome", "iosome", "iofull", "memorysome", "memoryfull"} {
				row["pressure"+name] = cpu * 2
			}
		}
	})
}

// lastSample is when the node of the path stopped to report, if it did.
func (cl *call) lastSample() time.Time {
	if cl.node.down {
		return cl.node.downSince
	}
	return cl.now
}

func (cl *call) guestRRD() answer {
	g, end := cl.guest, cl.lastSample()
	if !g.Running {
		end = time.Time{}
	}
	return cl.series(g.started, end, func(row object, at time.Time) {
		row["cpu"], row["maxcpu"] = zero(g.cpuAt(at)), g.CPUs
		row["mem"], row["maxmem"] = float64(g.memoryAt(at))+0.66666667, g.Memory
		row["disk"], row["maxdisk"] = 0, g.Disk
		if g.Type == CT {
			row["disk"] = float64(g.Disk) * g.diskPart(at)
		}
		for i, name := range []string{"diskread", "diskwrite", "netin", "netout"} {
			row[name] = g.meter.rate(i, at)
		}
		if cl.major < 9 {
			return
		}
		if g.Type == VM {
			row["memhost"] = float64(g.hostMemoryAt(at))
		}
		for _, name := range []string{"cpusome", "cpufull", "iosome", "iofull", "memorysome", "memoryfull"} {
			row["pressure"+name] = g.cpuAt(at)
		}
	})
}

// storageRRD holds what the node recorded while it could use the storage.
func (cl *call) storageRRD() answer {
	s, refused := cl.usable()
	if refused != nil {
		return *refused
	}
	end := cl.lastSample()
	if !s.activeOn(cl.node.Name) {
		end = time.Time{}
	}
	return cl.series(cl.node.booted, end, func(row object, at time.Time) {
		row["total"], row["used"] = s.Size, float64(s.usedOn(cl.node.Name, at))+0.5
	})
}
