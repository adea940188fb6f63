package wire

import (
	"cmp"
	"slices"
	"time"

	"pulse/backend/infra"
)

// AddMemory tells how the memory of everything was derived.
func (d *Diagnostics) AddMemory(s *infra.Snapshot) {
	for i := range s.Nodes {
		n := &s.Nodes[i]
		note := NodeMemoryNote{
			Instance: n.Instance, Node: n.Name, RetrievedAt: rfc(n.SeenAt), MemorySource: memorySource(n.MemorySource), Memory: memoryOf(n.Memory, 0),
		}
		if m := n.Memory; m.Known {
			note.Raw = NodeMemoryRaw{Total: &m.Value.Total, Used: &m.Value.Used, Free: &m.Value.Free, EffectiveAvailable: &m.Value.Free}
		}
		d.NodeSnapshots = append(d.NodeSnapshots, note)
	}
	for i := range s.Guests {
		d.GuestSnapshots = append(d.GuestSnapshots, guestMemoryNote(&s.Guests[i]))
	}
	d.MemorySources = memorySources(s.Nodes)
}

func guestMemoryNote(g *infra.Guest) GuestMemoryNote {
	note := GuestMemoryNote{
		GuestType: string(g.Type), Instance: g.Instance, Node: g.Node, Name: g.Name, VMID: g.VMID, Status: string(g.Status),
		RetrievedAt: rfc(g.SeenAt), MemorySource: memorySource(g.MemorySource), Memory: memoryOf(g.Memory, g.Balloon),
	}
	if m := g.Memory; m.Known {
		note.Raw.ListingMaxMem = &m.Value.Total
	}
	if g.MemoryHostView {
		note.Notes = append(note.Notes, "the guest tells nothing of its memory; this is what its process uses on the host, caches included")
	}
	return note
}

// memorySource is the published word for a way to derive memory.
func memorySource(source string) string {
	if source == "status-mem-host" {
		return "status-mem"
	}
	return cmp.Or(source, "unknown")
}

func memorySources(nodes []infra.Node) []MemorySourceCount {
	var list []MemorySourceCount
	newest := map[int]time.Time{}
	for i := range nodes {
		n := &nodes[i]
		source := memorySource(n.MemorySource)
		at := slices.IndexFunc(list, func(c MemorySourceCount) bool { return c.Instance == n.Instance && c.Source == source })
		if at < 0 {
			at = len(list)
			list = append(list, MemorySourceCount{Instance: n.Instance, Source: source, Fallback: fallback(source)})
		}
		list[at].NodeCount++
		if n.SeenAt.After(newest[at]) {
			newest[at] = n.SeenAt
		}
		list[at].LastUpdated = rfc(newest[at])
	}
	return list
}

func fallback(source string) bool {
	return slices.Contains([]string{"nodes-endpoint", "node-status-used", "previous-snapshot", "unknown"}, source)
}
