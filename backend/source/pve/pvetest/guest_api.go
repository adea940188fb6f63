package pvetest

import (
	"crypto/sha1"
	"fmt"
	"strconv"
	"time"
)

// figures are the fields that all lists and the status of a guest share.
func (g *guest) figures(at time.Time) object {
	f := object{
		"cpu": zero(g.cpuAt(at)), "mem": g.memoryAt(at), "maxmem": g.Memory, "disk": int64(0), "maxdisk": g.Disk,
		"uptime": g.uptime(at), "netin": int64(0), "netout": int64(0), "diskread": int64(0), "diskwrite": int64(0),
	}
	if !g.Running {
		return f
	}
	n := g.meter.at(at)
	f["netin"], f["netout"], f["diskread"], f["diskwrite"] = n.netIn, n.netOut, n.diskRead, n.diskWrite
	if g.Type == CT {
		f["disk"] = int64(float64(g.Disk) * g.diskPart(at))
	}
	return f
}

// zero writes an idle processor as the integer 0, as Perl does.
func zero(x float64) any {
	if x == 0 {
		return 0
	}
	return x
}

func (cl *call) guestList() answer {
	rows := []object{}
	for _, g := range cl.node.guests {
		if g.Type == Type(cl.path["type"]) && cl.who.may(vmPath(g.ID), "VM.Audit") {
			rows = append(rows, cl.guestRow(g, cl.at, g.nameAt(cl.at)))
		}
	}
	return ok(rows)
}

// guestRow is what a node's list and a guest's status have in common.
func (cl *call) guestRow(g *guest, at time.Time, name string) object {
	row := g.figures(at)
	row["vmid"], row["name"], row["status"], row["cpus"] = cl.vmid(g), name, g.status(), g.CPUs
	if g.Type == CT {
		row["type"], row["swap"], row["maxswap"] = "lxc", 0, 512<<20
	}
	if g.Running {
		row["pid"] = 1000 + int(noise(g.key, g.started.Unix())*30000)
	}
	cl.oddities(g, row)
	if cl.major >= 9 {
		cl.pressure(g, at, row)
		if g.Type == VM {
			row["memhost"] = g.hostMemoryAt(at)
		}
	}
	return row
}

// vmid is a string on old versions, for containers longer than for machines.
func (cl *call) vmid(g *guest) any {
	if cl.major < 7 || g.Type == CT && cl.major < 8 {
		return strconv.Itoa(g.ID)
	}
	return g.ID
}

// oddities are fields that are left out when unset, or empty on version 6.
func (cl *call) oddities(g *guest, row object) {
	if cl.major < 7 {
		row["template"] = ""
		if g.Type == CT {
			row["lock"] = ""
		}
		if !g.Running && g.Type == VM {
			row["pid"] = nil
		}
	}
	if g.Template {
		row["template"] = 1
	}
	if g.Tags != "" {
		row["tags"] = g.Tags
	}
	if g.Lock != "" {
		row["lock"] = g.Lock
	}
}

// pressure is a number for machines and a text for containers, which have no
// figure for the processor being stalled in full.
func (cl *call) pressure(g *guest, at time.Time, row object) {
	some := 0.0
	if g.Running {
		some = g.cpuAt(at) * 3
	}
	for name, part := range map[string]float64{"cpusome": 1, "cpufull": 0.8, "iosome": 0.5, "iofull": 0.4, "memorysome": 0.05, "memoryfull": 0.04} {
		switch {
		case g.Type == CT && name == "cpufull":
		case g.Type == CT:
			row["pressure"+name] = fmt.Sprintf("%.2f", some*part)
		default:
			row["pressure"+name] = zero(some * part)
		}
	}
}

func (cl *call) guestStatus() answer {
	g := cl.guest
	data := cl.guestRow(g, cl.now, g.Name)
	data["ha"] = object{"managed": 0}
	if g.Type == CT {
		return ok(data)
	}
	data["qmpstatus"] = g.qmpStatus()
	if g.Agent != AgentOff {
		data["agent"] = 1
	}
	if g.Running {
		cl.liveFields(g, data)
	}
	return ok(data)
}

// liveFields come from the running QEMU. Without reports of the balloon driver
// there is no free memory.
func (cl *call) liveFields(g *guest, data object) {
	actual := g.Memory
	if g.Balloon > 0 {
		actual = g.Balloon
	}
	balloon := object{"actual": actual, "max_mem": g.Memory}
	if !g.NoBalloon {
		free := g.freeAt(cl.now)
		data["freemem"] = free
		balloon["free_mem"], balloon["total_mem"] = free, g.seenTotal()
		balloon["last_update"] = cl.now.Unix()
		balloon["mem_swapped_in"], balloon["mem_swapped_out"] = 0, 0
		balloon["major_page_faults"], balloon["minor_page_faults"] = 312, 1844511
	}
	n := g.meter.at(cl.now)
	data["balloon"], data["ballooninfo"] = actual, balloon
	data["running-machine"], data["running-qemu"] = "pc-i440fx-9.2+pve1", "9.2.0"
	data["nics"] = object{fmt.Sprintf("tap%di0", g.ID): object{"netin": n.netIn, "netout": n.netOut}}
	data["blockstat"] = object{"scsi0": object{
		"rd_bytes": n.diskRead, "wr_bytes": n.diskWrite, "rd_operations": n.diskRead / 16384,
		"wr_operations": n.diskWrite / 16384, "failed_rd_operations": 0, "failed_wr_operations": 0,
	}}
	data["proxmox-support"] = object{"pbs-dirty-bitmap": true, "pbs-library-version": "1.5.1 (UNKNOWN)", "query-bitmap-info": true}
}

func (cl *call) guestConfig() answer {
	g := cl.guest
	data := object{"digest": digest(g), "cores": g.CPUs, "memory": g.Memory >> 20, "onboot": 1}
	if cl.major >= 8 && g.Type == VM {
		data["memory"] = strconv.FormatInt(g.Memory>>20, 10)
	}
	if g.Type == CT {
		data["hostname"], data["arch"], data["ostype"] = g.Name, "amd64", "debian"
		data["swap"], data["unprivileged"] = 512, 1
		data["rootfs"] = fmt.Sprintf("local-zfs:subvol-%d-disk-0,size=%dG", g.ID, g.Disk>>30)
		data["net0"] = "name=eth0,bridge=vmbr0,hwaddr=" + g.mac() + ",ip=dhcp,type=veth"
	} else {
		cl.machineConfig(g, data)
	}
	delete(data, "template")
	if g.Template {
		data["template"] = 1
	}
	if g.Tags != "" {
		data["tags"] = g.Tags
	}
	if g.Lock != "" {
		data["lock"] = g.Lock
	}
	return ok(data)
}

func (cl *call) machineConfig(g *guest, data object) {
	data["name"], data["sockets"], data["ostype"], data["scsihw"] = g.Name, 1, "l26", "virtio-scsi-single"
	if g.Windows {
		data["ostype"] = "win11"
	}
	data["boot"] = "order=scsi0;net0"
	data["scsi0"] = fmt.Sprintf("local-zfs:vm-%d-disk-0,iothread=1,size=%dG", g.ID, g.Disk>>30)
	data["net0"] = "virtio=" + g.mac() + ",bridge=vmbr0,firewall=1"
	data["smbios1"] = fmt.Sprintf("uuid=00000000-0000-4000-8000-%012x", g.ID)
	if g.Agent != AgentOff {
		data["agent"] = "1"
	}
	if g.Balloon > 0 {
		data["balloon"] = g.Balloon >> 20
	}
}

// guestSnapshots ends with the pseudo entry "current", as every real list does.
func (cl *call) guestSnapshots() answer {
	g := cl.guest
	rows := []object{}
	current := object{"name": "current", "description": "You are here!", "running": bit(g.Running), "digest": digest(g)}
	for _, s := range g.Snapshots {
		row := object{"name": s.Name, "description": s.Description, "snaptime": s.Time.Unix()}
		if g.Type == VM {
			row["vmstate"] = bit(s.WithMemory)
		}
		if s.Parent != "" {
			row["parent"] = s.Parent
		}
		current["parent"] = s.Name
		rows = append(rows, row)
	}
	return ok(append(rows, current))
}

// power answers the writing methods of a guest with the ID of their task.
func (cl *call) power(verb string) answer {
	g := cl.guest
	kind := map[Type]string{VM: "qm", CT: "vz"}[g.Type] + verb
	if verb == "start" && g.Running {
		return cl.proxy.Fail(500, "%s %d already running", map[Type]string{VM: "VM", CT: "CT"}[g.Type], g.ID)
	}
	switch verb {
	case "start", "reboot":
		g.start(cl.now)
	case "stop", "shutdown":
		g.stop()
	case "suspend":
		g.pause(cl.now)
	case "resume":
		g.resume(cl.now)
	}
	t := &task{node: g.Node, kind: kind, id: strconv.Itoa(g.ID), user: cl.who.id, start: cl.now, end: cl.now.Add(time.Second), status: "OK"}
	cl.tasks = append(cl.tasks, t)
	return ok(t.upid())
}

func digest(g *guest) string {
	return fmt.Sprintf("%x", sha1.Sum(fmt.Append(nil, g.ID, g.Name, g.Tags, g.CPUs, g.Memory)))
}

func (g *guest) mac() string {
	return fmt.Sprintf("BC:24:11:%02X:%02X:%02X", g.key>>16&255, g.key>>8&255, g.key&255)
}
