package wire

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"pulse/backend/infra"
)

// rfc is a time as text; empty for the unset time.
func rfc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// diskIssues puts the published words for an unknown disk usage into ours, with
// what to do about it.
var diskIssues = map[string]struct{ issue, advice string }{
	"agent-disabled":           {"the guest agent is switched off in its options", "Switch the QEMU guest agent on in the options of the machine, and install qemu-guest-agent in it"},
	"agent-not-running":        {"the guest agent does not run in it", "Start qemu-guest-agent in the machine"},
	"agent-timeout":            {"the guest agent does not answer in time", "Restart qemu-guest-agent in the machine"},
	"permission-denied":        {"the account may not ask the guest agent", "Give the account VM.GuestAgent.Audit (Proxmox VE 9) or VM.Monitor (before) on /vms"},
	"agent-error":              {"the guest agent answers with an error", "Update qemu-guest-agent in the machine"},
	"no-filesystems":           {"the guest agent tells of no file systems", "Update qemu-guest-agent in the machine"},
	"special-filesystems-only": {"the guest agent tells of file systems without data only", ""},
	"no-status":                {"its status cannot be read", "See the failing parts of this connection"},
}

// withoutAgent are the reasons that say nothing of an agent, or that there is none.
var withoutAgent = []string{"", "vm-stopped", "no-status", "agent-disabled"}

// VMDiskCheckOf tells how well the disks of a connection's machines are known.
// missing are the privileges that its credentials lack.
func VMDiskCheckOf(guests []infra.Guest, missing []string) *VMDiskCheck {
	c := &VMDiskCheck{}
	var seen *infra.Guest
	for i := range guests {
		g := &guests[i]
		if g.Type != infra.VM || g.Template {
			continue
		}
		c.VMsFound++
		if g.Disk.Known || !slices.Contains(withoutAgent, g.DiskReason) {
			c.VMsWithAgent++
		}
		if g.Disk.Known {
			c.VMsWithDiskData++
			seen = cmp.Or(seen, g)
		}
		c.addProblem(g)
	}
	for _, m := range missing {
		if strings.HasPrefix(m, "VM.") {
			c.Permissions = append(c.Permissions, m)
		}
	}
	c.show(seen)
	return c
}

func (c *VMDiskCheck) addProblem(g *infra.Guest) {
	words, known := diskIssues[g.DiskReason]
	if !known || g.Status != infra.GuestRunning {
		return
	}
	c.ProblematicVMs = append(c.ProblematicVMs, ProblematicVM{g.VMID, g.Name, string(g.Status), words.issue})
	if words.advice != "" && !slices.Contains(c.Recommendations, words.advice) {
		c.Recommendations = append(c.Recommendations, words.advice)
	}
}

// show describes one machine whose disks are known.
func (c *VMDiskCheck) show(g *infra.Guest) {
	if g == nil {
		if c.VMsFound > 0 {
			c.TestResult = "the disk usage of no machine is known"
		}
		return
	}
	c.TestVMID, c.TestVMName = g.VMID, g.Name
	c.TestResult = fmt.Sprintf("the guest agent of %s tells of %d file systems with data", g.Name, len(g.Disks))
	for _, f := range g.Disks {
		c.FilesystemsFound = append(c.FilesystemsFound, DiagnosticDisk{Mountpoint: f.Mountpoint, Type: f.Type, Total: f.Total, Used: f.Used})
	}
}

// DiskCheckOf tells which nodes of a connection show their physical disks.
func DiskCheckOf(e *infra.Estate) *DiskCheck {
	part, c := e.Parts[infra.PartDisks], &DiskCheck{NodeResults: []DiskResult{}}
	for i := range e.Nodes {
		n := &e.Nodes[i]
		result := DiskResult{NodeName: n.Name, Error: failureOn(part, n.Name)}
		if e.Extras != nil {
			for j := range e.Disks {
				if d := &e.Disks[j]; d.Node == n.Name {
					result.DiskDevices = append(result.DiskDevices, d.Path)
				}
			}
		}
		result.DiskCount = len(result.DiskDevices)
		c.NodesChecked++
		c.TotalDisks += result.DiskCount
		if result.DiskCount > 0 {
			c.NodesWithDisks++
		}
		c.NodeResults = append(c.NodeResults, result)
	}
	c.TestResult = fmt.Sprintf("%d of %d nodes show their disks", c.NodesWithDisks, c.NodesChecked)
	if c.NodesWithDisks < c.NodesChecked {
		c.Recommendations = []string{"Give the account Sys.Audit on /, and see that the nodes are running"}
	}
	return c
}

// AddHosts tells of the Docker hosts, which report by themselves.
func (d *Diagnostics) AddHosts(s *infra.Snapshot) {
	if s.Extras == nil {
		return
	}
	for i := range s.Hosts {
		h := &s.Hosts[i]
		row := DiagnosticHost{
			ID: h.Key, Name: cmp.Or(h.DisplayName, h.Hostname), Connected: h.Online, LastReport: rfc(h.SeenAt), AgentVersion: h.AgentVersion,
		}
		if h.Stale != nil {
			row.Error = h.Stale.Reason
		} else if !h.Online {
			row.Error = "its agent has not reported in time. Is it running, and can it reach this server?"
		}
		d.Docker = append(d.Docker, row)
	}
}

// failureOn is why a part fails on a node; empty while it works there.
func failureOn(p infra.PartState, node string) string {
	if p.Failure != nil {
		return p.Failure.Reason
	}
	return p.Scopes[node].Reason
}
