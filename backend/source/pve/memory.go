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
	total := m.Total.count()
	switch {
	case m.Available.positive():
		return memoryReading{usage: used(total, total-m.Available.int()), source: "available-field"}
	case m.Avail.positive():
		return memoryReading{usage: used(total, total-m.Avail.int()), source: "avail-field"}
	}
	cache := m.Free.count() + m.Buffers.count() + m.Cached.count()
	var gap int64
	if m.Used.known {
		gap = total - m.Used.int()
	}
	available := min(max(cache, gap), total)
	if available <= 0 {
		return memoryReading{}
	}
	source := "derived-free-buffers-cached"
	if gap-cache >= gapOfCache && !m.Buffers.known && !m.Cached.known {
		source = "derived-total-minus-used"
	}
	return memoryReading{usage: used(total, total-available), source: source}
}

// historyMemory derives a node's memory from the newest point of its history
// that tells what is available.
func historyMemory(total int64, points []rrdPoint) memoryReading {
	for i := len(points) - 1; i >= 0; i-- {
		p := points[i]
		if !p.MemAvailable.positive() {
			continue
		}
		if total <= 0 {
			total = p.MemTotal.count()
		}
		return memoryReading{usage: used(total, total-p.MemAvailable.int()), source: "rrd-memavailable"}
	}
	return memoryReading{}
}

// plainNodeMemory is what the status calls used, when nothing better is known.
func plainNodeMemory(m memoryFigures) memoryReading {
	if !m.Used.known || !m.Total.positive() {
		return memoryReading{}
	}
	return memoryReading{usage: used(m.Total.int(), m.Used.int()), source: "node-status-used"}
}

// vmMemory derives the memory of a running machine from its status. Only a
// guest with a balloon driver tells what it uses; without one the server sends
// the size of the process on the host, which may exceed the machine's memory.
func vmMemory(s vmStatus) memoryReading {
	total := s.MaxMem.count()
	if b := s.Balloon.count(); b > 0 && b < total {
		total = b
	}
	info := s.MemInfo
	switch {
	case total == 0:
		return memoryReading{}
	case info.Available.positive():
		return memoryReading{usage: used(total, total-info.Available.int()), source: "meminfo-available"}
	case info.Free.positive():
		cache := info.Free.count() + info.Buffers.count() + info.Cached.count()
		return memoryReading{usage: used(total, total-cache), source: "meminfo-derived"}
	case info.Used.known && info.Total.int()-info.Used.int() >= gapOfGuest:
		return memoryReading{usage: used(total, total-(info.Total.int()-info.Used.int())), source: "meminfo-total-minus-used"}
	}
	return balloonMemory(s, total)
}

func balloonMemory(s vmStatus, total int64) memoryReading {
	free := s.FreeMem
	if !free.known {
		free = s.BalloonInfo.FreeMem
	}
	switch {
	case free.known && s.Mem.positive():
		return memoryReading{usage: used(total, s.Mem.int()), source: "status-freemem"}
	case free.known:
		return memoryReading{usage: used(total, total-free.int()), source: "status-freemem"}
	case s.Mem.positive():
		return memoryReading{usage: used(total, s.Mem.int()), source: "status-mem-host", hostView: true}
	}
	return memoryReading{}
}

// listedVMMemory is the memory of a machine as a list has it. A list does not
// say whose view that is; equal to the host's, or more than there is, it is
// the host's.
func listedVMMemory(g guestRow, source string) memoryReading {
	if !g.Mem.known || !g.MaxMem.positive() {
		return memoryReading{}
	}
	host := g.Mem.value > g.MaxMem.value || (g.MemHost.positive() && g.MemHost.value == g.Mem.value)
	return memoryReading{usage: used(g.MaxMem.int(), g.Mem.int()), source: source, hostView: host}
}
