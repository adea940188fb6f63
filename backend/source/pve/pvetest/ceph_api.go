package pvetest

import (
	"fmt"
	"slices"
)

// cephTypes are the storages that make a cluster one with Ceph.
var cephTypes = []string{"rbd", "cephfs"}

func (c *Cluster) cephStorages() []*storage {
	var found []*storage
	for _, s := range c.storages {
		if slices.Contains(cephTypes, s.Type) {
			found = append(found, s)
		}
	}
	return found
}

// cephFSID is that of the cluster's Ceph.
const cephFSID = "5f2a1c9e-7b43-4a55-9d0e-2f6b8c1d7e90"

// cephOSDs is how many there are on each node.
const cephOSDs = 4

// cephStatus answers as the release of the cluster's version does: since Squid,
// which comes with version 9, monitors and managers are counted, not named.
func (cl *call) cephStatus() answer {
	stores := cl.cephStorages()
	if len(stores) == 0 {
		return cl.noCeph()
	}
	var size, used int64
	for _, s := range stores {
		size, used = size+s.Size*3, used+s.usedOn("", cl.at)*3
	}
	monitors, quorum := cl.monitors()
	if len(quorum) == 0 {
		return cl.proxy.Fail(500, "got timeout")
	}
	up := 0
	for _, n := range cl.nodes {
		up += cephOSDs * bit(!n.down)
	}
	all := cephOSDs * len(cl.nodes)
	data := object{
		"fsid": cephFSID, "health": cl.cephHealth(all - up), "quorum_names": quorum, "quorum_age": 4161, "election_epoch": 148,
		"monmap": object{"epoch": 3, "min_mon_release_name": "squid", "num_mons": len(monitors)},
		"mgrmap": object{"available": true, "num_standbys": max(0, len(quorum)-1), "modules": []string{"balancer", "crash"}, "services": object{}},
		"osdmap": object{"num_osds": all, "num_up_osds": up, "num_in_osds": all, "epoch": 512},
		"pgmap":  object{"num_pgs": 129, "bytes_total": size, "bytes_used": used, "bytes_avail": size - used, "num_pools": len(stores) + 1},
		"fsmap":  object{"up": 1, "up:standby": max(0, len(quorum)-1), "in": 1, "max": 1},
	}
	gateway := object{"start_epoch": 12, "metadata": object{"hostname": cl.nodes[0].Name, "id": "gateway"}}
	data["servicemap"] = object{"epoch": 12, "services": object{"rgw": object{"daemons": object{"summary": "", "14123": gateway}}}}
	if cl.major < 9 {
		data["monmap"] = object{"epoch": 3, "min_mon_release_name": "reef", "mons": named(monitors)}
		data["mgrmap"] = object{"available": true, "active_name": quorum[0], "standbys": named(quorum[1:]), "modules": []string{"balancer"}, "services": object{}}
	}
	return ok(data)
}

// monitors names the nodes with a monitor, the first three, and those of them
// that are in the quorum.
func (cl *call) monitors() (all, quorum []string) {
	for _, n := range cl.nodes[:min(3, len(cl.nodes))] {
		all = append(all, n.Name)
		if !n.down {
			quorum = append(quorum, n.Name)
		}
	}
	return all, quorum
}

func (cl *call) cephHealth(down int) object {
	checks := object{}
	health := object{"status": "HEALTH_OK", "checks": checks, "mutes": []string{}}
	if down > 0 {
		health["status"] = "HEALTH_WARN"
		checks["OSD_DOWN"] = object{"severity": "HEALTH_WARN", "muted": false, "summary": object{"count": down, "message": plural(down) + " down"}}
	}
	return health
}

func plural(osds int) string {
	if osds == 1 {
		return "1 osd"
	}
	return fmt.Sprintf("%d osds", osds)
}

func named(names []string) []object {
	rows := make([]object, len(names))
	for i, name := range names {
		rows[i] = object{"name": name, "rank": i}
	}
	return rows
}

// cephPools lists a pool for every storage, and the one of Ceph itself.
func (cl *call) cephPools() answer {
	stores := cl.cephStorages()
	if len(stores) == 0 {
		return cl.noCeph()
	}
	rows := []object{cephPool(1, ".mgr", 1388544, 3.2e-07)}
	for i, s := range stores {
		used := s.usedOn("", cl.at) * 3
		rows = append(rows, cephPool(i+2, s.Name, used, float64(used)/float64(max(1, s.Size*3))))
	}
	return ok(rows)
}

func cephPool(id int, name string, used int64, part float64) object {
	return object{
		"pool": id, "pool_name": name, "type": "replicated", "size": 3, "min_size": 2, "pg_num": 128,
		"crush_rule": 0, "crush_rule_name": "replicated_rule", "bytes_used": used, "percent_used": part,
	}
}
