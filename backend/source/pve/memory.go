package pve

import "pulse/backend/infra"

const (
	mib = 1 << 20
	// gapOfCache is by how much total−used must exceed the free memory to be
	// believed as cache that the server does not name.
	gapOfCache = 16 * mib
	// gapOfGuest is the same for the memory that a guest tells of itself.
	gapOfGuest = 4 * mib
)

// memoryReading is a derived amount of memory and how it was derived.
type memoryReading struct {
	usage    infra.Opt[infra.Usage]
	source   string // published for diagnostics
	hostView bool   // the host's view of a guest that tells nothing itself
}

// used returns a usage of total with the used amount within its bounds.
func used(total, amount int64) infra.Opt[infra.Usage] {
	if total <= 0 {
		return infra.None[infra.Usage]()
	}
	amount = min(max(amount, 0), total)
	return infra.Some(infra.Usage{Total: total, Used: amount, Free: total - amount})
}

// nodeMemory derives what is used on a node, reclaimable cache excluded, from
// its status. Without a usable figure the usage is unknown.
func nodeMemory(m memoryFigures) memoryReading {
	total := m.Total.Whole()
	switch {
	case m.Available.Positive():
		return memoryReading{usage: used(total, total-m.Available.Int()), source: "available-field"}
	case m.Avail.Positive():
		return memoryReading{usage: used(total, total-m.Avail.Int()), source: "avail-field"}
	}
	cache := m.Free.Whole() + m.Buffers.Whole() + m.Cached.Whole()
	var gap int64
	if m.Used.Known {
		gap = total - m.Used.Int()
	}
	available := min(max(cache, gap), total)
	if available <= 0 {
		return memoryReading{}
	}
	source := "derived-free-buffers-cached"
	if gap-cache >= gapOfCache && !m.Buffers.Known && !m.Cached.Known {
		source = "derived-total-minus-used"
	}
	return memoryReading{usage: used(total, total-available), source: source}
}

// historyMemory derives a node's memory from the newest point of its history
// that tells what is available.
func historyMemory(total int64, points []rrdPoint) memoryReading {
	for i := len(points) - 1; i >= 0; i-- {
		p := points[i]
		if !p.MemAvailable.Positive() {
			continue
		}
		if total <= 0 {
			total = p.MemTotal.Whole()
		}
		return memoryReading{usage: used(total, total-p.MemAvailable.Int()), source: "rrd-memavailable"}
	}
	return memoryReading{}
}

// plainNodeMemory is what the status calls used, when nothing better is known.
func plainNodeMemory(m memoryFigures) memoryReading {
	if !m.Used.Known || !m.Total.Positive() {
		return memoryReading{}
	}
	return memoryReading{usage: used(m.Total.Int(), m.Used.Int()), source: "node-status-used"}
}

// vmMemory derives the memory of a running machine from its status. Only a
// guest with a balloon driver tells what it uses; without one the server sends
// the size of the process on the host, which may exceed the machine's memory.
func vmMemory(s vmStatus) memoryReading {
	total := s.MaxMem.Whole()
	if b := s.Balloon.Whole(); b > 0 && b < total {
		total = b
	}
	info := s.MemInfo
	switch {
	case total == 0:
		return memoryReading{}
	case info.Available.Positive():
		return memoryReading{usage: used(total, total-info.Available.Int()), source: "meminfo-available"}
	case info.Free.Positive():
		cache := info.Free.Whole() + info.Buffers.Whole() + info.Cached.Whole()
		return memoryReading{usage: used(total, total-cache), source: "meminfo-derived"}
	case info.Used.Known && info.Total.Int()-info.Used.Int() >= gapOfGuest:
		return memoryReading{usage: used(total, total-(info.Total.Int()-info.Used.Int())), source: "meminfo-total-minus-used"}
	}
	return balloonMemory(s, total)
}

func balloonMemory(s vmStatus, total int64) memoryReading {
	free := s.FreeMem
	if !free.Known {
		free = s.BalloonInfo.FreeMem
	}
	switch {
	case free.Known && s.Mem.Positive():
		return memoryReading{usage: used(total, s.Mem.Int()), source: "status-freemem"}
	case free.Known:
		return memoryReading{usage: used(total, total-free.Int()), source: "status-freemem"}
	case s.Mem.Positive():
		return memoryReading{usage: used(total, s.Mem.Int()), source: "status-mem-host", hostView: true}
	}
	return memoryReading{}
}

// listedVMMemory is the memory of a machine as a list has it. A list does not
// say whose view that is; equal to the host's, or more than there is, it is
// the host's.
func listedVMMemory(g guestRow, source string) memoryReading {
	if !g.Mem.Known || !g.MaxMem.Positive() {
		return memoryReading{}
	}
	host := g.Mem.Value > g.MaxMem.Value || (g.MemHost.Positive() && g.MemHost.Value == g.Mem.Value)
	return memoryReading{usage: used(g.MaxMem.Int(), g.Mem.Int()), source: source, hostView: host}
}
