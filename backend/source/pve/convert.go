package pve

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pulse/backend/infra"
)

// Names of lists as sources of memory figures.
const (
	fromNodes     = "nodes-endpoint"
	fromResources = "cluster-resources"
	fromNodeLists = "listing-mem"
	poweredOff    = "powered-off"
	fromEarlier   = "previous-snapshot"
)

// nodeOf converts a row of a list of nodes. What a weak token does not see is
// missing from the row and unknown here.
func nodeOf(t infra.TargetID, r nodeRow, at time.Time) infra.Node {
	name := string(r.Node)
	n := infra.Node{
		Resource: infra.Resource{ID: infra.NodeID(t, name), Kind: infra.KindNode, Name: name, Target: t, Node: name, SeenAt: at},
		Status:   nodeStatusOf(r.Status),
		CPUInfo:  infra.CPUInfo{Cores: int(r.MaxCPU.Whole())},
	}
	if n.Status == infra.NodeOffline {
		n.Uptime = infra.Some(time.Duration(0))
		return n
	}
	n.CPU, n.Uptime = r.CPU.Opt(), r.Uptime.Duration()
	if r.Mem.Known {
		n.Memory, n.MemorySource = used(r.MaxMem.Whole(), r.Mem.Int()), fromNodes
	}
	if r.Disk.Known {
		n.RootFS = used(r.MaxDisk.Whole(), r.Disk.Int())
	}
	return n
}

func nodeStatusOf(s text) infra.NodeStatus {
	switch status := infra.NodeStatus(s); status {
	case infra.NodeOnline, infra.NodeOffline:
		return status
	}
	return infra.NodeUnknown
}

// detailOfNode converts a node's own status, which knows everything about it
// but whether the cluster sees it.
func detailOfNode(n infra.Node, s nodeStatus, at time.Time) infra.Node {
	out := infra.Node{
		Resource: n.Resource, DisplayName: n.DisplayName, CPUInfo: cpuOf(s, n.CPUInfo.Cores),
		Kernel: string(s.KVersion), Version: string(s.PVEVersion),
	}
	out.SeenAt = at
	if n.Status == infra.NodeUnknown {
		out.Status = infra.NodeOnline
	}
	if !n.CPU.Known {
		out.CPU = s.CPU.Opt()
	}
	if !n.Uptime.Known {
		out.Uptime = s.Uptime.Duration()
	}
	for _, load := range s.LoadAvg {
		out.Load = append(out.Load, load.Value)
	}
	if s.Swap.Used.Known {
		out.Swap = used(s.Swap.Total.Whole(), s.Swap.Used.Int())
	}
	if root := s.RootFS; root.Total.Positive() && root.Used.Known {
		out.RootFS = used(root.Total.Int(), root.Used.Int())
		if root.Avail.Known {
			out.RootFS.Value.Free = root.Avail.Whole()
		}
	}
	return out
}

func cpuOf(s nodeStatus, cores int) infra.CPUInfo {
	for _, n := range []number{s.CPUInfo.CPUs, s.CPUInfo.Cores} {
		if cores == 0 {
			cores = int(n.Whole())
		}
	}
	info := infra.CPUInfo{Model: string(s.CPUInfo.Model), Cores: cores, Sockets: int(s.CPUInfo.Sockets.Whole())}
	if s.CPUInfo.MHz.Positive() {
		info.MHz = strconv.FormatInt(s.CPUInfo.MHz.Int(), 10)
	}
	return info
}

// guestOf converts a row of a list of guests. ok is false for what is not
// shown: templates, and rows without a number.
func guestOf(t infra.TargetID, kind infra.GuestType, r guestRow, at time.Time, list string) (g infra.Guest, ok bool) {
	vmid := int(r.VMID.Whole())
	if vmid == 0 || r.Template.set {
		return infra.Guest{}, false
	}
	g = infra.Guest{
		Resource: infra.Resource{
			ID: infra.GuestID(t, vmid), Kind: infra.KindGuest, Name: nameOf(r, kind, vmid),
			Target: t, Node: string(r.Node), SeenAt: at,
		},
		VMID: vmid, Type: kind, Status: guestStatusOf(r), Tags: tagsOf(r.Tags), Lock: string(r.Lock),
		HAState: string(r.HAState), Pool: string(r.Pool), CPU: r.CPU.Opt(), CPUs: cpusOf(r),
		DiskSize: r.MaxDisk.Whole(), Uptime: r.Uptime.Duration(),
	}
	if kind == infra.LXC && r.Disk.Known {
		g.Disk = used(g.DiskSize, r.Disk.Int())
	}
	if g.Status == infra.GuestStopped {
		powerOff(&g, r.MaxMem.Whole())
	} else {
		listedFigures(&g, r, list)
	}
	return g, true
}

// powerOff fills what is known of every stopped guest: it does nothing.
func powerOff(g *infra.Guest, memory int64) {
	zero := infra.Some(0.0)
	g.CPU, g.Uptime = zero, infra.Some(time.Duration(0))
	g.DiskRead, g.DiskWrite, g.NetworkIn, g.NetworkOut = zero, zero, zero, zero
	g.Memory, g.MemorySource = used(memory, 0), poweredOff
	if g.Type == infra.VM {
		g.DiskReason = reasonStopped
	}
}

// listedFigures fills what a list tells about memory and disk of a guest that
// is not stopped. The disk usage of a machine is 0 there, which means unknown.
func listedFigures(g *infra.Guest, r guestRow, list string) {
	if g.Type == infra.LXC {
		if r.Mem.Known {
			g.Memory, g.MemorySource = used(r.MaxMem.Whole(), r.Mem.Int()), list
		}
		return
	}
	m := listedVMMemory(r, list)
	g.Memory, g.MemorySource, g.MemoryHostView = m.usage, m.source, m.hostView
	if r.Disk.Positive() {
		g.Disk = used(g.DiskSize, r.Disk.Int())
	} else {
		g.DiskReason = reasonNoStatus
	}
}

func nameOf(r guestRow, kind infra.GuestType, vmid int) string {
	switch {
	case r.Name != "":
		return string(r.Name)
	case kind == infra.LXC:
		return fmt.Sprintf("CT%d", vmid)
	}
	return fmt.Sprintf("VM %d", vmid)
}

func cpusOf(r guestRow) int {
	if r.MaxCPU.Known {
		return int(r.MaxCPU.Whole())
	}
	return int(r.CPUs.Whole())
}

// guestStatusOf prefers what the hypervisor says: a paused machine is
// "running" in the lists of its node.
func guestStatusOf(r guestRow) infra.GuestStatus {
	switch {
	case r.QMPStatus != "" && r.Status != text(infra.GuestStopped):
		return infra.GuestStatus(r.QMPStatus)
	case r.Status != "":
		return infra.GuestStatus(r.Status)
	}
	return infra.GuestUnknown
}

// tagsOf splits the tags, which older versions separate by other signs.
func tagsOf(s text) []string {
	tags := strings.FieldsFunc(string(s), func(r rune) bool { return r == ';' || r == ',' || r == ' ' })
	if len(tags) == 0 {
		return nil
	}
	return tags
}

// contentOf splits and sorts the content types of a storage.
func contentOf(s text) []string {
	content := strings.FieldsFunc(string(s), func(r rune) bool { return r == ',' || r == ' ' })
	slices.Sort(content)
	return content
}
