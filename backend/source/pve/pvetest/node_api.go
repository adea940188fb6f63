package pvetest

import (
	"fmt"
	"math"
	"strings"
	"time"
)

const cpuFlags = "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat sse sse2 ht syscall nx rdtscp lm vmx aes avx2"

func (cl *call) nodeStatus() answer {
	n, at, r := cl.node, cl.now, cl.release()
	rootUsed := n.rootUsedAt(at)
	cpu := n.cpuAt(at)
	data := object{
		"uptime": n.uptime(at), "cpu": cpu, "wait": cpu / 40, "idle": 0,
		"loadavg":    cl.loadAverage(),
		"kversion":   "Linux " + r.kernel + " " + r.built,
		"pveversion": "pve-manager/" + r.version + "/" + r.repo,
		"cpuinfo": object{
			"model": n.Model, "sockets": 1, "cores": max(1, n.CPUs/2), "cpus": n.CPUs,
			"mhz": fmt.Sprintf("%.3f", 2200+400*noise(n.key, at.Unix())), "hvm": "1", "user_hz": 100, "flags": cpuFlags,
		},
		"memory": cl.nodeMemory(),
		"swap":   object{"total": 8 << 30, "used": 0, "free": 8 << 30},
		"rootfs": object{"total": n.Disk, "used": rootUsed, "avail": n.Disk - rootUsed - n.Disk/20, "free": n.Disk - rootUsed},
		"ksm":    object{"shared": 0},
	}
	if cl.major >= 8 {
		data["boot-info"] = object{"mode": "efi", "secureboot": 0}
		data["current-kernel"] = object{"sysname": "Linux", "release": r.kernel, "version": r.built, "machine": "x86_64"}
	}
	return ok(data)
}

// nodeMemory counts the page cache as free, until version 9 shows it apart in
// "available".
func (cl *call) nodeMemory() object {
	n := cl.node
	used := n.memoryAt(cl.now)
	memory := object{"total": n.Memory, "used": used, "free": n.Memory - used}
	if cl.major >= 9 {
		memory["free"] = n.Memory - used - n.cacheAt(cl.now)
		memory["available"] = n.Memory - used
	}
	return memory
}

func (cl *call) loadAverage() []string {
	load := cl.node.cpuAt(cl.now) * float64(cl.node.CPUs)
	averages := make([]string, 3)
	for i, part := range []float64{1.02, 0.97, 0.9} {
		averages[i] = fmt.Sprintf("%.2f", math.Abs(load*part))
	}
	return averages
}

// disk is a physical disk of a node.
type disk struct {
	path, model, serial, kind string
	size                      int64
	health, used              string
	wearout                   any // a number of percent left, or "N/A"
	rpm                       int
}

func disksOf(n *node) []disk {
	serial := func(i int64) string { return fmt.Sprintf("S%010X", uint64(noise(n.key, 40+i)*(1<<40))) }
	return []disk{
		{
			path: "/dev/nvme0n1", model: "Samsung SSD 980 PRO 1TB", serial: serial(0), kind: "nvme", size: 1000204886016,
			health: "PASSED", used: "LVM", wearout: 70 + int(29*noise(n.key, 50)),
		},
		{
			path: "/dev/sda", model: "Micron_5300_MTFDDAK1T9TDS", serial: serial(1), kind: "ssd", size: 1920383410176,
			health: "PASSED", used: "ZFS", wearout: 80 + int(19*noise(n.key, 51)),
		},
		{
			path: "/dev/sdb", model: "ST4000VN008-2DR166", serial: serial(2), kind: "hdd", size: 4000787030016,
			health: "PASSED", used: "ext4", wearout: "N/A", rpm: 5980,
		},
	}
}

func (cl *call) diskList() answer {
	rows := make([]object, 0, len(cl.node.disks))
	for _, d := range cl.node.disks {
		rows = append(rows, object{
			"devpath": d.path, "model": d.model, "serial": d.serial, "type": d.kind, "size": d.size,
			"health": d.health, "used": d.used, "wearout": d.wearout, "rpm": d.rpm, "vendor": "unknown", "gpt": 1,
			"osdid": -1, "osdid-list": nil, "by_id_link": "/dev/disk/by-id/" + d.kind + "-" + d.serial,
		})
	}
	return ok(rows)
}

// zfsPools lists the pools that the node's zfspool storages lie in.
func (cl *call) zfsPools() []string {
	var pools []string
	seen := map[string]bool{}
	for _, s := range cl.storages {
		pool, _, _ := strings.Cut(s.Pool, "/")
		if s.Type == "zfspool" && s.enabledOn(cl.node.Name) && !seen[pool] {
			seen[pool] = true
			pools = append(pools, pool)
		}
	}
	return pools
}

func (cl *call) poolState(pool string) string {
	if state := cl.node.pools[pool]; state != "" {
		return state
	}
	return "ONLINE"
}

func (cl *call) poolList() answer {
	pools := cl.zfsPools()
	if len(pools) == 0 {
		return cl.proxy.Fail(500, "zfsutils-linux not installed")
	}
	var rows []object
	for _, pool := range pools {
		rows = append(rows, object{
			"name": pool, "health": cl.poolState(pool), "size": 1920383410176,
			"alloc": 412316860416, "free": 1508066549760, "frag": 7, "dedup": 1,
		})
	}
	return ok(rows)
}

func (cl *call) poolDetail() answer {
	pool, state := cl.path["pool"], ""
	for _, p := range cl.zfsPools() {
		if p == pool {
			state = cl.poolState(pool)
		}
	}
	if state == "" {
		return cl.proxy.Fail(500, "command 'zpool status -P %s' failed: exit code 1", pool)
	}
	mirror := object{"name": "mirror-0", "state": state, "read": 0, "write": 0, "cksum": 0, "msg": "", "leaf": 0, "children": []object{
		{"name": "/dev/disk/by-id/ata-first-part3", "state": "ONLINE", "read": 0, "write": 0, "cksum": 0, "msg": "", "leaf": 1},
		{"name": "/dev/disk/by-id/ata-second-part3", "state": deviceState(state), "read": 0, "write": 0, "cksum": 3 * bit(state != "ONLINE"), "msg": "", "leaf": 1},
	}}
	data := object{
		"name": pool, "state": state, "errors": "No known data errors",
		"scan":     "scrub repaired 0B in 00:04:12 with 0 errors on " + scrubbed(cl.now.UTC()).Format(time.ANSIC),
		"children": []object{{"name": pool, "state": state, "read": 0, "write": 0, "cksum": 0, "msg": "", "leaf": 0, "children": []object{mirror}}},
	}
	if state != "ONLINE" {
		data["status"] = "One or more devices could not be used because the label is missing or invalid."
		data["action"] = "Replace the device using 'zpool replace'."
	}
	return ok(data)
}

// scrubbed is when the last scrub ended. Debian begins them on the second Sunday
// of a month at 00:24.
func scrubbed(now time.Time) time.Time {
	for month := now.Month(); ; month-- {
		second := time.Date(now.Year(), month, 8, 0, 28, 13, 0, time.UTC)
		second = second.AddDate(0, 0, int(7-second.Weekday())%7)
		if !second.After(now) {
			return second
		}
	}
}

// deviceState is that of the device which makes its pool what it is.
func deviceState(pool string) string {
	if pool == "ONLINE" {
		return pool
	}
	return "FAULTED"
}
