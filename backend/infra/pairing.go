package infra

import (
	"slices"
	"strings"
)

// older returns what a source says of the age of a row, else what its part does.
func older(row, part *Staleness) *Staleness {
	if row != nil {
		return row
	}
	return part
}

// onceEach leaves one row of a task that several parts tell of: the one that
// knows how it ended.
func onceEach(tasks []Task) []Task {
	at := make(map[string]int, len(tasks))
	kept := tasks[:0]
	for _, t := range tasks {
		i, double := at[t.ID]
		switch {
		case !double:
			at[t.ID] = len(kept)
			kept = append(kept, t)
		case kept[i].Running() && !t.Running():
			kept[i] = t
		}
	}
	return kept
}

// pairTemperatures gives the NVMe disks of each node that tell no temperature
// themselves those of the node's sensors. Sensors know no paths: both are
// sorted by name and paired by position.
func pairTemperatures(disks []Disk, nodes map[ID]*Temperature) {
	byNode := map[ID][]*Disk{}
	for i := range disks {
		if d := &disks[i]; d.Type == "nvme" {
			node := NodeID(d.Target, d.Node)
			byNode[node] = append(byNode[node], d)
		}
	}
	for node, own := range byNode {
		t := nodes[node]
		if t == nil {
			continue
		}
		slices.SortFunc(own, func(a, b *Disk) int { return strings.Compare(a.Path, b.Path) })
		sensors := slices.SortedFunc(slices.Values(t.NVMe), func(a, b DiskTemperature) int { return strings.Compare(a.Device, b.Device) })
		for i := range min(len(own), len(sensors)) {
			if !own[i].Temperature.Known {
				own[i].Temperature = Some(sensors[i].Value)
			}
		}
	}
}
