package pvetest

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Replication is a job that copies a guest's volumes to another node. Without a
// failure it succeeds every quarter of an hour.
type Replication struct {
	Guest    int
	To       string
	Disabled bool
	Error    string        // of the last try; empty when it succeeded
	Fails    int           // tries that failed in a row
	Took     time.Duration // 0 means a few seconds
	Running  bool
}

// Package is one that can be updated.
type Package struct{ Name, Version, Origin string }

const replicationRhythm = 15 * time.Minute

// SetReplication replaces the jobs.
func (c *Cluster) SetReplication(jobs ...Replication) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jobs = slices.Clone(jobs)
}

// SetUpdates replaces what can be updated on a node.
func (c *Cluster) SetUpdates(name string, packages ...Package) error {
	return c.onNode(name, func(n *node, _ time.Time) { n.packages = packages })
}

func (j *Replication) id() string { return strconv.Itoa(j.Guest) + "-0" }

// replicationJobs lists the jobs as they are configured, of the guests that
// the caller may see.
func (cl *call) replicationJobs() answer {
	rows := []object{}
	for _, j := range cl.visibleJobs() {
		row := object{"id": j.id(), "type": "local", "guest": j.Guest, "jobnum": 0, "target": j.To}
		if g := cl.Cluster.guest(j.Guest); g != nil {
			row["source"] = g.Node
		}
		if j.Disabled {
			row["disable"] = 1
		}
		rows = append(rows, row)
	}
	return ok(rows)
}

// replicationStates tells how the jobs of a node fare.
func (cl *call) replicationStates() answer {
	rows := []object{}
	for _, j := range cl.visibleJobs() {
		if g := cl.Cluster.guest(j.Guest); g == nil || g.Node != cl.node.Name {
			continue
		}
		last := cl.now.Truncate(replicationRhythm)
		row := object{
			"id": j.id(), "type": "local", "guest": j.Guest, "jobnum": 0, "target": j.To, "source": cl.node.Name, "schedule": "*/15", "vmtype": "qemu",
			"last_sync": last.Add(-time.Duration(j.Fails) * replicationRhythm).Unix(), "last_try": last.Unix(), "next_sync": last.Add(replicationRhythm).Unix(),
			"duration": j.took().Seconds(), "fail_count": j.Fails,
		}
		if j.Error != "" {
			row["error"] = j.Error
		}
		if j.Running {
			row["pid"] = 4711
		}
		rows = append(rows, row)
	}
	return ok(rows)
}

func (j *Replication) took() time.Duration {
	if j.Took > 0 {
		return j.Took
	}
	return 3400 * time.Millisecond
}

func (cl *call) visibleJobs() []Replication {
	return slices.DeleteFunc(slices.Clone(cl.jobs), func(j Replication) bool { return !cl.who.may(vmPath(j.Guest), "VM.Audit") })
}

// Replications gives every 24th guest of a cluster a job; one of them fails.
func Replications(o Options) []Replication {
	var jobs []Replication
	for i := 0; i < len(o.Guests) && len(o.Nodes) > 1; i += 24 {
		g := o.Guests[i]
		j := Replication{Guest: g.ID, To: o.Nodes[(i+1)%len(o.Nodes)].Name}
		if len(jobs) == 1 {
			j.Fails, j.Error = 3, fmt.Sprintf("command '/usr/bin/ssh root@%s pvesm import' failed: exit code 255", j.To)
		}
		if j.To != g.Node && !g.Template {
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// updatesOf makes up what can be updated on a node: on some nothing.
func updatesOf(key uint64) []Package {
	all := []Package{
		{"pve-manager", "8.4.14", "Proxmox"},
		{"proxmox-kernel-6.8", "6.8.12-15", "Proxmox"},
		{"libpve-storage-perl", "8.3.7", "Proxmox"},
		{"openssl", "3.0.17-1~deb12u3", "Debian"},
		{"libssl3", "3.0.17-1~deb12u3", "Debian"},
		{"linux-libc-dev", "6.1.153-1", "Debian"},
		{"qemu-server", "8.4.4", "Proxmox"},
		{"ceph-common", "19.2.3-pve1", "Proxmox"},
	}
	return all[:int(noise(key, 60)*float64(len(all)+1))]
}

func (cl *call) updates() answer {
	rows := []object{}
	for _, p := range cl.node.packages {
		rows = append(rows, object{
			"Package": p.Name, "Version": p.Version, "Origin": p.Origin, "Title": p.Name, "Description": "Package " + p.Name,
			"Arch": "amd64", "Section": "admin", "Priority": "optional", "OldVersion": "0",
		})
	}
	return ok(rows)
}
