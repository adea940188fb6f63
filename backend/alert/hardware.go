package alert

import (
	"strconv"
	"strings"

	"pulse/backend/infra"
)

// pool watches the ZFS pool behind a storage: its state, its errors, and every
// device that is not in order.
func (e *evaluation) pool(s *site, sub subject, pool *infra.ZFSPool) {
	describe := func(m map[string]any) {
		m["pool_name"], m["pool_state"] = pool.Name, pool.State
		m["read_errors"], m["write_errors"], m["checksum_errors"] = pool.ReadErrors, pool.WriteErrors, pool.ChecksumErrors
	}
	e.state(&condition{
		subject: sub, typ: TypePoolState, known: pool.State != "", bad: !online(pool.State), at: s.storageAt, polls: 1,
		graded: true, level: poolLevel(pool.State), describe: describe,
		words: func() string { return "ZFS pool " + pool.Name + " is " + pool.State },
	})
	errors := pool.ReadErrors + pool.WriteErrors + pool.ChecksumErrors
	e.state(&condition{
		subject: sub, typ: TypePoolErrors, known: true, bad: errors > 0, at: s.storageAt, polls: 1,
		graded: true, growing: true, value: float64(errors), level: Warning, describe: describe,
		words: func() string {
			return "ZFS pool " + pool.Name + " has errors: " + errorCounts(pool.ReadErrors, pool.WriteErrors, pool.ChecksumErrors)
		},
	})
	for i := range pool.Devices {
		e.poolDevice(s, sub, pool, &pool.Devices[i])
	}
}

func (e *evaluation) poolDevice(s *site, sub subject, pool *infra.ZFSPool, d *infra.ZFSDevice) {
	errors := d.ReadErrors + d.WriteErrors + d.ChecksumErrors
	fine := online(d.State) || strings.EqualFold(d.State, "SPARE") || strings.EqualFold(d.State, "AVAIL")
	e.state(&condition{
		subject: sub, typ: TypePoolDevice, part: d.Name, known: d.State != "", bad: !fine || errors > 0, at: s.storageAt, polls: 1,
		graded: true, growing: true, value: float64(errors), level: poolLevel(d.State),
		words: func() string {
			text := "ZFS device " + d.Name + " of pool " + pool.Name + " is " + d.State
			if errors > 0 {
				text += " with " + errorCounts(d.ReadErrors, d.WriteErrors, d.ChecksumErrors)
			}
			return text
		},
		describe: func(m map[string]any) {
			m["pool_name"], m["pool_state"], m["device_name"], m["device_state"] = pool.Name, pool.State, d.Name, d.State
			m["read_errors"], m["write_errors"], m["checksum_errors"] = d.ReadErrors, d.WriteErrors, d.ChecksumErrors
		},
	})
}

func online(state string) bool { return strings.EqualFold(state, "ONLINE") }

func poolLevel(state string) Level {
	if s := strings.ToUpper(state); s == "FAULTED" || s == "UNAVAIL" {
		return Critical
	}
	return Warning
}

func errorCounts(read, write, checksum int64) string {
	return strconv.FormatInt(read, 10) + " read, " + strconv.FormatInt(write, 10) + " write, " +
		strconv.FormatInt(checksum, 10) + " checksum errors"
}

// wornOut is the life left, in percent, below which a disk is worn out.
const wornOut = 10

// physicalDisk watches what a disk of a node says of itself.
func (e *evaluation) physicalDisk(s *site, d *infra.Disk) {
	l := e.rules.of(infra.KindDisk, d.PublicID, "")
	l.off = l.off || e.rules.of(infra.KindNode, infra.PublicNodeID(d.Instance, d.Node), "").off
	sub := subject{row: &d.Resource, label: "Disk", busy: e.see(sighting{row: &d.Resource, off: l.off})}
	if l.off {
		return
	}
	at, isFresh := s.goodPart(infra.PartDisks), fresh(d.Stale, true)
	describe := func(m map[string]any) {
		m["disk_path"], m["disk_model"], m["disk_serial"], m["disk_type"] = d.Path, d.Model, d.Serial, d.Type
		m["disk_health"], m["disk_size"], m["disk_wearout"] = d.Health, d.Size, d.LifeLeft.Or(0)
	}
	e.state(&condition{
		subject: sub, typ: TypeDiskHealth, part: d.Path, known: isFresh, bad: !healthyDisk(d.Health), at: at, polls: 1, level: Critical,
		words:    func() string { return "Disk " + d.Path + " on " + d.Node + " reports " + d.Health + diskModel(d) },
		describe: describe,
	})
	left := float64(d.LifeLeft.Value)
	e.state(&condition{
		subject: sub, typ: TypeDiskWearout, part: d.Path, known: isFresh && d.LifeLeft.Known, bad: left > 0 && left < wornOut, at: at, polls: 1,
		level: Warning, graded: true, value: left, threshold: wornOut,
		words: func() string {
			return "Disk " + d.Path + " on " + d.Node + " has " + whole(left) + "% of its life left" + diskModel(d)
		},
		describe: describe,
	})
}

func healthyDisk(health string) bool {
	switch strings.ToUpper(strings.TrimSpace(health)) {
	case "", "PASSED", "OK", "UNKNOWN":
		return true
	default:
		return false
	}
}

func diskModel(d *infra.Disk) string {
	if d.Model == "" {
		return ""
	}
	return " (" + d.Model + ")"
}

// ceph watches the health of a Ceph cluster.
func (e *evaluation) ceph(s *site, c *infra.Ceph) {
	l := e.rules.of(infra.KindCeph, c.PublicID, "")
	sub := subject{row: &c.Resource, label: "Ceph", busy: e.see(sighting{row: &c.Resource, off: l.off})}
	if l.off {
		return
	}
	health := strings.TrimPrefix(strings.ToUpper(c.Health), "HEALTH_")
	level := Warning
	if health == "ERR" || health == "ERROR" {
		level = Critical
	}
	e.state(&condition{
		subject: sub, typ: TypeCeph, known: fresh(c.Stale, true) && health != "" && health != "UNKNOWN", bad: health != "OK",
		at: s.goodPart(infra.PartCeph), polls: cephPolls, graded: true, level: level, reason: c.Message,
		words: func() string { return "Ceph of " + c.Instance + " is not healthy (" + c.Health + ")" },
		describe: func(m map[string]any) {
			m["health"], m["fsid"] = c.Health, c.FSID
		},
	})
}
