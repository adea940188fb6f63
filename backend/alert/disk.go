package alert

import (
	"cmp"
	"slices"
	"strings"

	"pulse/backend/infra"
)

// disk is one file system of a guest.
type disk struct {
	*infra.Filesystem
	key   string
	index int // its place among the guest's file systems
}

// disks evaluates the file systems of a guest one by one. Keys are made only
// where there may be something to say.
func (e *evaluation) disks(s *site, g *infra.Guest, sub subject, l limit) {
	isFresh := fresh(g.Stale, true)
	over := func(f infra.Filesystem) bool { return l.trigger > 0 && percent(f.Ratio()).Value >= l.trigger }
	if e.probe == nil && !e.rows[g.ID].parts && (!isFresh || !slices.ContainsFunc(g.Disks, over)) {
		return
	}
	for _, d := range distinctDisks(g.Disks) {
		o := observation{subject: sub, typ: TypeDisk, part: d.key, name: "disk", at: s.detailAt, limit: l, disk: &d}
		if isFresh {
			o.value = percent(d.Ratio())
		}
		e.metric(&o)
	}
}

// distinctDisks lists the file systems with a size. Of several with the same
// key the fullest stands for all.
func distinctDisks(filesystems []infra.Filesystem) []disk {
	var disks []disk
	for i := range filesystems {
		d := disk{Filesystem: &filesystems[i], index: i}
		if d.Total <= 0 {
			continue
		}
		d.key = diskKey(d.Filesystem)
		same := slices.IndexFunc(disks, func(other disk) bool { return other.key == d.key })
		switch {
		case same < 0:
			disks = append(disks, d)
		case d.Ratio().Value > disks[same].Ratio().Value:
			disks[same] = d
		}
	}
	return disks
}

func hasDisk(g *infra.Guest, key string) bool {
	return slices.ContainsFunc(g.Disks, func(f infra.Filesystem) bool { return diskKey(&f) == key })
}

// diskKey is the published name of a file system in ids.
func diskKey(f *infra.Filesystem) string {
	name := strings.ToLower(cmp.Or(f.Mountpoint, f.Device, "disk"))
	if name == "/" {
		return "root"
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, name)
}

func (d *disk) label() string { return cmp.Or(d.Mountpoint, d.Device, d.key) }

// describe adds what the published API tells of a file system.
func (d *disk) describe(m map[string]any) {
	m["mountpoint"] = d.Mountpoint
	m["device"] = d.Device
	m["diskType"] = d.Type
	m["totalBytes"] = float64(d.Total)
	m["usedBytes"] = float64(d.Used)
	m["freeBytes"] = float64(d.Free)
	m["diskIndex"] = float64(d.index)
	m["label"] = d.label()
}
