package pvetest

import (
	"hash/fnv"
	"math"
	"net/netip"
	"time"
)

// Natural stands for a load that follows its own course.
const Natural = -1

const day = 24 * time.Hour

// keyOf identifies a resource of a cluster to the functions below.
func keyOf(seed uint64, name string, more ...uint64) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	key := mix(h.Sum64() ^ mix(seed))
	for _, m := range more {
		key = mix(key ^ m)
	}
	return key
}

// mix scatters the bits of x (the finalizer of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// noise is a repeatable number in [0, 1).
func noise(key uint64, n int64) float64 {
	return float64(mix(key^mix(uint64(n)))>>11) / (1 << 53)
}

// wander moves smoothly in [-1, 1], with a new direction in every period.
func wander(key uint64, at time.Time, period time.Duration) float64 {
	x := float64(at.UnixMilli()) / float64(period.Milliseconds())
	whole := math.Floor(x)
	part := x - whole
	part *= part * (3 - 2*part)
	from, to := noise(key, int64(whole)), noise(key, int64(whole)+1)
	return 2*(from+(to-from)*part) - 1
}

// daily is a curve in [-1, 1] that is lowest at night and highest in the afternoon (UTC).
func daily(key uint64, at time.Time) float64 {
	shift := (noise(key, 77) - 0.5) * float64(4*time.Hour)
	x := (float64(at.UnixNano()%int64(day)) + shift) / float64(day)
	return -math.Cos(2 * math.Pi * (x - 2.0/24))
}

func between(low, x, high float64) float64 { return max(low, min(x, high)) }

// cpuAt is the guest's load as a part of its own processors.
func (g *guest) cpuAt(at time.Time) float64 {
	switch {
	case !g.Running || g.paused:
		return 0
	case g.cpu >= 0:
		return g.cpu
	}
	base := 0.01 + 0.35*math.Pow(noise(g.key, 3), 3)
	if g.steady {
		return base
	}
	move := 1 + 0.4*daily(g.key, at) + 0.4*wander(g.key, at, 3*time.Minute) + 0.15*wander(g.key+1, at, 20*time.Second)
	return between(0.001, base*move, 0.99)
}

// memoryPart is the used part of the guest's memory.
func (g *guest) memoryPart(at time.Time) float64 {
	switch {
	case !g.Running:
		return 0
	case g.memory >= 0:
		return g.memory
	}
	base := 0.25 + 0.5*noise(g.key, 4)
	if g.steady {
		return base
	}
	return between(0.05, base+0.06*daily(g.key, at)+0.05*wander(g.key+2, at, 7*time.Minute), 0.97)
}

// seenTotal is the memory the guest itself sees: the kernel keeps a little.
func (g *guest) seenTotal() int64 {
	total := g.Memory
	if g.Balloon > 0 {
		total = g.Balloon
	}
	return total - total/50
}

// freeAt is what the balloon driver reports as free.
func (g *guest) freeAt(at time.Time) int64 {
	return int64(float64(g.seenTotal()) * (1 - g.memoryPart(at)))
}

// memoryAt is the value of "mem". Without reports of the balloon driver it is
// the host's view of the process, which may exceed the guest's memory.
func (g *guest) memoryAt(at time.Time) int64 {
	switch {
	case !g.Running:
		return 0
	case g.Type == CT:
		return int64(float64(g.Memory) * g.memoryPart(at))
	case g.NoBalloon:
		return g.hostMemoryAt(at)
	}
	return g.seenTotal() - g.freeAt(at)
}

func (g *guest) hostMemoryAt(at time.Time) int64 {
	if !g.Running || g.Type == CT {
		return 0
	}
	if g.NoBalloon {
		return g.Memory + g.Memory/40
	}
	return int64(float64(g.Memory)*between(0, g.memoryPart(at)+0.05, 1)) + 180<<20
}

// diskPart is the used part of the guest's file systems.
func (g *guest) diskPart(at time.Time) float64 {
	if g.disk >= 0 {
		return g.disk
	}
	base := 0.15 + 0.55*noise(g.key, 5)
	if g.steady {
		return base
	}
	return between(0.02, base+0.03*wander(g.key+3, at, 6*time.Hour), 0.99)
}

// cpuAt is the node's load: its own and that of its guests.
func (n *node) cpuAt(at time.Time) float64 {
	if n.cpu >= 0 {
		return n.cpu
	}
	sum := 0.0
	for _, g := range n.guests {
		sum += g.cpuAt(at) * float64(g.CPUs)
	}
	return between(0, 0.008+sum/float64(n.CPUs), 0.99)
}

// memoryAt is the memory in use on the node, in bytes, without caches.
func (n *node) memoryAt(at time.Time) int64 {
	if n.memory >= 0 {
		return int64(float64(n.Memory) * n.memory)
	}
	sum := int64(1400<<20) + n.Memory/40
	for _, g := range n.guests {
		if g.Type == CT {
			sum += g.memoryAt(at)
		} else {
			sum += g.hostMemoryAt(at)
		}
	}
	return min(sum, n.Memory*97/100)
}

func (n *node) rootUsedAt(at time.Time) int64 {
	part := 0.08 + 0.3*noise(n.key, 6) + 0.004*wander(n.key, at, time.Hour)
	return int64(float64(n.Disk) * part)
}

func (n *node) uptime(at time.Time) int64 { return max(1, int64(at.Sub(n.booted)/time.Second)) }

// usedOn is how many bytes are in use, on one node or, when shared, for all.
func (s *storage) usedOn(node string, at time.Time) int64 {
	if s.Shared {
		node = ""
	}
	part, set := s.use[node]
	if !set {
		part, set = s.use[""]
	}
	if !set {
		part = s.Use
		if !s.steady {
			part = between(0, part+0.01*wander(keyOf(s.key, node), at, 2*time.Hour), 1)
		}
	}
	return int64(float64(s.Size) * part)
}

// address returns the IPv4 address that follows base by n.
func address(base string, n int) string {
	b := netip.MustParseAddr(base).As4()
	v := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	v += uint32(n)
	return netip.AddrFrom4([4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}).String()
}
