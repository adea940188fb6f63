package pvetest

import (
	"fmt"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// release holds what a version says of itself.
type release struct {
	version, repo, kernel, built string
}

func (c *Cluster) release() release {
	switch {
	case c.major <= 6:
		return release{c.opts.Version + "-15", "af7986e6", "5.4.203-1-pve", "#1 SMP PVE 5.4.203-1 (Fri, 26 Aug 2022 14:43:35 +0200)"}
	case c.major == 7:
		return release{c.opts.Version + "-18", "b7f2c2b6", "5.15.152-1-pve", "#1 SMP PVE 5.15.152-1 (2024-04-29T08:05Z)"}
	case c.major == 8:
		return release{c.opts.Version + ".1", "2a5fa54a", "6.8.12-10-pve", "#1 SMP PREEMPT_DYNAMIC PMX 6.8.12-10 (2025-04-18T07:39Z)"}
	}
	return release{c.opts.Version + ".1", "42db4a6c", "6.17.2-1-pve", "#1 SMP PREEMPT_DYNAMIC PMX 6.17.2-1 (2025-10-21T11:55Z)"}
}

func (cl *call) version() answer {
	r := cl.release()
	return ok(object{"release": cl.opts.Version, "version": r.version, "repoid": r.repo})
}

// online is what the other members think, who notice a dead node late.
func (cl *call) online(n *node) bool {
	return !n.down || cl.now.Sub(n.downSince) < cl.opts.OfflineAfter
}

func (cl *call) clusterStatus() answer {
	var rows []object
	for _, n := range cl.nodes {
		row := object{
			"type": "node", "id": "node/" + n.Name, "name": n.Name, "nodeid": n.index + 1, "ip": n.IP,
			"online": bit(cl.online(n)), "local": bit(n == cl.member), "level": "",
		}
		if cl.opts.Name == "" {
			row["nodeid"] = 0
		}
		rows = append(rows, row)
	}
	if cl.opts.Name == "" {
		return ok(rows)
	}
	return ok(append(rows, object{
		"type": "cluster", "id": "cluster", "name": cl.opts.Name,
		"nodes": len(cl.nodes), "quorate": 1, "version": len(cl.nodes),
	}))
}

func (cl *call) nodeList() answer {
	rows := make([]object, 0, len(cl.nodes))
	for _, n := range cl.nodes {
		row := cl.nodeRow(n)
		row["ssl_fingerprint"] = n.fingerprint()
		rows = append(rows, row)
	}
	return ok(rows)
}

// nodeRow is a node in lists. Without statistics its state is unknown; without
// the privilege the figures are left out.
func (cl *call) nodeRow(n *node) object {
	row := object{"type": "node", "id": "node/" + n.Name, "node": n.Name, "status": "unknown"}
	switch {
	case !cl.online(n):
		row["status"] = "offline"
		return row
	case n.silent:
		return row
	}
	row["status"], row["level"] = "online", ""
	if !cl.who.may("/nodes/"+n.Name, "Sys.Audit") {
		return row
	}
	at := cl.statTime(n, cl.now)
	row["cpu"], row["maxcpu"] = n.cpuAt(at), n.CPUs
	row["mem"], row["maxmem"] = n.memoryAt(at)+n.cacheAt(at)/3, n.Memory
	row["disk"], row["maxdisk"] = n.rootUsedAt(at), n.Disk
	row["uptime"] = n.uptime(at)
	return row
}

func (cl *call) resources() answer {
	want := cl.params.Get("type")
	rows := []object{}
	if want == "" || want == "vm" {
		rows = append(rows, cl.guestResources()...)
	}
	if want == "" || want == "node" {
		for _, n := range cl.nodes {
			row := cl.nodeRow(n)
			if row["status"] == "online" && cl.major >= 7 {
				row["cgroup-mode"] = 2
			}
			rows = append(rows, row)
		}
	}
	if want == "" || want == "storage" {
		rows = append(rows, cl.storageResources()...)
	}
	if (want == "" || want == "sdn") && cl.major >= 7 {
		for _, n := range cl.nodes {
			rows = append(rows, object{"type": "sdn", "id": "sdn/" + n.Name + "/localnetwork", "node": n.Name, "sdn": "localnetwork", "status": "ok"})
		}
	}
	return ok(rows)
}

func (cl *call) guestResources() []object {
	var rows []object
	for _, g := range cl.guests {
		if !cl.who.may(vmPath(g.ID), "VM.Audit") {
			continue
		}
		rows = append(rows, cl.guestResource(g, cl.Cluster.node(g.Node)))
	}
	return rows
}

// guestResource is a guest in the cluster's list. A state is known at once, all
// else as of the last statistics of its node.
func (cl *call) guestResource(g *guest, n *node) object {
	row := object{"type": g.Type, "id": fmt.Sprintf("%s/%d", g.Type, g.ID), "vmid": g.ID, "node": n.Name}
	if n.silent {
		row["status"], row["template"], row["name"] = "unknown", 0, fmt.Sprintf("VM %d", g.ID)
		return row
	}
	at := cl.statTime(n, cl.now)
	row["name"], row["status"], row["template"] = g.nameAt(at), g.qmpStatus(), bit(g.Template)
	for name, value := range g.figures(at) {
		row[name] = value
	}
	row["maxcpu"] = g.CPUs
	if cl.major >= 9 {
		row["memhost"] = g.hostMemoryAt(at)
	}
	if g.Tags != "" {
		row["tags"] = g.Tags
	}
	for name, value := range map[string]string{"lock": g.Lock, "hastate": g.HAState, "pool": g.Pool} {
		if value != "" {
			row[name] = value
		}
	}
	return row
}

func (cl *call) noCeph() answer {
	return cl.proxy.Fail(500, "binary not installed: /usr/bin/ceph-mon")
}

// fingerprint is that of the node's certificate, or of an imagined one.
func (n *node) fingerprint() string {
	if n.cert != nil {
		return n.cert.Fingerprint()
	}
	return proxmoxtest.Fingerprint(fmt.Append(nil, n.key))
}

// cacheAt is the page cache of the node, in bytes.
func (n *node) cacheAt(at time.Time) int64 {
	return int64(float64(n.Memory-n.memoryAt(at)) * (0.3 + 0.3*noise(n.key, 8)))
}

func vmPath(id int) string { return fmt.Sprintf("/vms/%d", id) }

// bit is how the API writes a boolean.
func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
