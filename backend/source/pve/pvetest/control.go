package pvetest

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// onGuest changes a guest under the lock.
func (c *Cluster) onGuest(id int, change func(*guest, time.Time)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	g := c.guest(id)
	if g == nil {
		return fmt.Errorf("there is no guest %d in %s", id, c.Name())
	}
	change(g, c.now())
	return nil
}

// onNode changes a node under the lock.
func (c *Cluster) onNode(name string, change func(*node, time.Time)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.node(name)
	if n == nil {
		return fmt.Errorf("there is no node %q in %s", name, c.Name())
	}
	change(n, c.now())
	return nil
}

func (c *Cluster) onStorage(name string, change func(*storage)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.storage(name)
	if s == nil {
		return fmt.Errorf("there is no storage %q in %s", name, c.Name())
	}
	change(s)
	return nil
}

func (g *guest) pause(at time.Time) {
	if g.Running && !g.paused {
		g.paused = true
		g.meter.freeze(at)
	}
}

func (g *guest) resume(at time.Time) {
	if g.paused {
		g.paused = false
		g.meter.thaw(at)
	}
}

// Start starts a guest that is stopped, or resumes one that is paused. Its
// counters and its uptime begin at zero in the first case.
func (c *Cluster) Start(id int) error {
	return c.onGuest(id, func(g *guest, now time.Time) {
		if !g.Running {
			g.start(now)
		}
		g.resume(now)
	})
}

// Stop stops a guest at once.
func (c *Cluster) Stop(id int) error {
	return c.onGuest(id, func(g *guest, _ time.Time) { g.stop() })
}

// Pause suspends a running virtual machine in memory.
func (c *Cluster) Pause(id int) error {
	return c.onGuest(id, func(g *guest, now time.Time) { g.pause(now) })
}

// Rename gives a guest another name. Lists show it from the next statistics on.
func (c *Cluster) Rename(id int, name string) error {
	return c.onGuest(id, func(g *guest, now time.Time) { g.oldName, g.Name, g.renamed = g.Name, name, now })
}

// SetTags replaces a guest's tags, which semicolons separate.
func (c *Cluster) SetTags(id int, tags string) error {
	return c.onGuest(id, func(g *guest, _ time.Time) { g.Tags = tags })
}

// SetLock sets what a guest is locked by ("backup", "migrate"); empty unlocks it.
func (c *Cluster) SetLock(id int, lock string) error {
	return c.onGuest(id, func(g *guest, _ time.Time) { g.Lock = lock })
}

// SetAgent changes the state of a virtual machine's guest agent.
func (c *Cluster) SetAgent(id int, a Agent) error {
	return c.onGuest(id, func(g *guest, _ time.Time) { g.Agent = a })
}

// SetLoad fixes the used parts of a guest's processors, memory and disk, from 0
// to 1. Natural gives a part its own course back.
func (c *Cluster) SetLoad(id int, cpu, memory, disk float64) error {
	return c.onGuest(id, func(g *guest, _ time.Time) { g.cpu, g.memory, g.disk = cpu, memory, disk })
}

// SetTraffic fixes a guest's rates from now on. Its counters go on from where they are.
func (c *Cluster) SetTraffic(id int, t Traffic) error {
	return c.onGuest(id, func(g *guest, now time.Time) { g.meter.set(now, t) })
}

// SetSnapshots replaces a guest's snapshots.
func (c *Cluster) SetSnapshots(id int, snapshots ...Snapshot) error {
	return c.onGuest(id, func(g *guest, _ time.Time) { g.Snapshots = slices.Clone(snapshots) })
}

// Add creates a guest. One that runs does so since a while already.
func (c *Cluster) Add(spec Guest) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.addGuest(spec, c.now())
}

// Remove deletes a guest.
func (c *Cluster) Remove(id int) error {
	return c.onGuest(id, func(g *guest, _ time.Time) {
		c.node(g.Node).remove(g)
		c.guests = slices.DeleteFunc(c.guests, func(other *guest) bool { return other == g })
	})
}

// Migrate moves a guest to another node. It keeps running.
func (c *Cluster) Migrate(id int, target string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	g, to := c.guest(id), c.node(target)
	if g == nil || to == nil {
		return fmt.Errorf("guest %d cannot move to %q: one of both is not in %s", id, target, c.Name())
	}
	c.node(g.Node).remove(g)
	to.place(g)
	return nil
}

// NodeDown takes a node's power away: it answers nothing, the others say so for
// it, and its guests keep their last figures.
func (c *Cluster) NodeDown(name string) error {
	return c.onNode(name, func(n *node, now time.Time) {
		if !n.down {
			n.down, n.downSince = true, now
		}
	})
}

// NodeUp boots a node that is down. Its guests that ran are started.
func (c *Cluster) NodeUp(name string) error {
	return c.onNode(name, func(n *node, now time.Time) {
		if !n.down {
			return
		}
		n.down, n.booted = false, now
		for _, g := range n.guests {
			if g.Running {
				g.start(now)
			}
		}
	})
}

// SetSilent stops or restarts a node's statistics daemon.
func (c *Cluster) SetSilent(name string, silent bool) error {
	return c.onNode(name, func(n *node, _ time.Time) { n.silent = silent })
}

// SetDaemon stops or restarts a node's pvedaemon. Its pveproxy goes on.
func (c *Cluster) SetDaemon(name string, running bool) error {
	return c.onNode(name, func(n *node, _ time.Time) { n.noDaemon = !running })
}

// SetFileSystem stops or restarts a node's cluster file system.
func (c *Cluster) SetFileSystem(name string, running bool) error {
	return c.onNode(name, func(n *node, _ time.Time) { n.noFS = !running })
}

// SetNodeLoad fixes the used parts of a node's processors and memory, from 0 to
// 1. Natural gives a part its own course back.
func (c *Cluster) SetNodeLoad(name string, cpu, memory float64) error {
	return c.onNode(name, func(n *node, _ time.Time) { n.cpu, n.memory = cpu, memory })
}

// SetDisk sets the health of a node's disk ("PASSED", "FAILED!") and its
// wearout, which is a number of percent left or a text such as "N/A".
func (c *Cluster) SetDisk(name, path, health string, wearout any) error {
	return c.onNode(name, func(n *node, _ time.Time) {
		for i := range n.disks {
			if n.disks[i].path == path {
				n.disks[i].health, n.disks[i].wearout = health, wearout
			}
		}
	})
}

// SetPool sets the state of a node's ZFS pool ("ONLINE", "DEGRADED").
func (c *Cluster) SetPool(name, pool, state string) error {
	return c.onNode(name, func(n *node, _ time.Time) {
		if n.pools == nil {
			n.pools = map[string]string{}
		}
		n.pools[pool] = state
	})
}

// AddStorage adds a definition.
func (c *Cluster) AddStorage(spec Storage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.storages = append(c.storages, newStorage(c.opts.Seed, spec, c.opts.Steady))
}

// SetStorageUse fixes the used part of a storage on a node, or on all when the
// node is empty. Natural gives it its own course back.
func (c *Cluster) SetStorageUse(name, node string, part float64) error {
	return c.onStorage(name, func(s *storage) {
		s.use[node] = part
		if part < 0 {
			delete(s.use, node)
		}
	})
}

// SetStorageActive says whether a storage can be reached from a node, or from
// all when the node is empty.
func (c *Cluster) SetStorageActive(name, node string, active bool) error {
	return c.onStorage(name, func(s *storage) { s.inactive[node] = !active })
}

// SetStorageDisabled disables or enables a storage everywhere.
func (c *Cluster) SetStorageDisabled(name string, disabled bool) error {
	return c.onStorage(name, func(s *storage) { s.Disabled = disabled })
}

// SetAccount adds an account or replaces the one with the same ID.
func (c *Cluster) SetAccount(a Account) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.accounts = append(slices.DeleteFunc(slices.Clone(c.accounts), func(old Account) bool { return old.ID == a.ID }), a)
}

// BeginTask adds a running task to a node, for instance a "vzdump" of a guest.
// The returned function ends it with a status such as "OK".
func (c *Cluster) BeginTask(node, kind string, guest int) (end func(status string)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &task{node: node, kind: kind, id: strconv.Itoa(guest), user: User, start: c.now()}
	c.tasks = append(c.tasks, t)
	return func(status string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		t.end, t.status = c.now(), status
	}
}

// RenewCertificate gives a node another certificate and returns its fingerprint.
func (c *Cluster) RenewCertificate(name string) (fingerprint string, err error) {
	err = c.onNode(name, func(n *node, now time.Time) {
		n.cert = newCertificate(n, now)
		fingerprint = n.fingerprint()
	})
	return fingerprint, err
}

// Fingerprint is the SHA-256 of a node's certificate, as Proxmox writes it. It
// panics when there is no such node.
func (c *Cluster) Fingerprint(name string) string {
	c.mustHave(name)
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.node(name).fingerprint()
}
