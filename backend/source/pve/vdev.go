package pve

import (
	"cmp"
	"slices"
	"strings"

	"pulse/backend/infra"
)

const (
	zfsOnline  = "ONLINE"
	zfsUnknown = "UNKNOWN"
)

// inOrder are the states of devices that need no attention.
var inOrder = []string{zfsOnline, "SPARE", "AVAIL", "INUSE"}

// groups are the parts of a pool beside its data, by the first word of their
// name, with the type of the group and of a device in it. ZFS gives a group no
// state.
var groups = map[string]struct{ group, device string }{
	"log": {"log", "log"}, "logs": {"log", "log"}, "cache": {"cache", "cache"},
	"spare": {"spare-group", "spare"}, "spares": {"spare-group", "spare"}, "special": {"special-group", "special"},
}

// poolOf converts a pool. The tree of its devices becomes a list of those that
// have errors or are not in order; the pool itself stands at the top of the
// tree and is left out.
func poolOf(row poolRow, s poolStatus) infra.ZFSPool {
	pool := infra.ZFSPool{
		Name: string(row.Name), State: cmp.Or(string(s.State), string(row.Health)),
		Status: string(s.Status), Scan: string(s.Scan), Devices: []infra.ZFSDevice{},
	}
	for _, child := range s.Children {
		if child.Name == row.Name {
			for _, device := range child.Children {
				addVdev(&pool, device, "disk")
			}
			continue
		}
		addVdev(&pool, child, "disk")
	}
	return pool
}

// addVdev adds a device and all below it. leaf is the type of a device at the end.
func addVdev(pool *infra.ZFSPool, row vdevRow, leaf string) {
	d := infra.ZFSDevice{
		Name: string(row.Name), Type: leaf, State: string(row.State), Message: string(row.Message),
		ReadErrors: row.Read.Whole(), WriteErrors: row.Write.Whole(), ChecksumErrors: row.Checksum.Whole(),
	}
	first, _, _ := strings.Cut(d.Name, "-")
	group, isGroup := groups[first]
	switch {
	case isGroup:
		d.Type, leaf = group.group, group.device
	case len(row.Children) > 0:
		d.Type = vdevType(first)
	}
	if d.State == "" && !isGroup {
		d.State = zfsUnknown
	}
	pool.ReadErrors += d.ReadErrors
	pool.WriteErrors += d.WriteErrors
	pool.ChecksumErrors += d.ChecksumErrors
	if d.ReadErrors+d.WriteErrors+d.ChecksumErrors > 0 || d.State != "" && !slices.Contains(inOrder, d.State) {
		pool.Devices = append(pool.Devices, d)
	}
	for _, child := range row.Children {
		addVdev(pool, child, leaf)
	}
}

// vdevType is the type of a device that is made of others: "mirror-0", "raidz2-1".
func vdevType(first string) string {
	if first == "mirror" || strings.HasPrefix(first, "raidz") || strings.HasPrefix(first, "draid") {
		return first
	}
	return "vdev"
}
