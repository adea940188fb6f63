package pve

import (
	"fmt"
	"slices"
	"strings"

	"pulse/backend/infra"
)

// Why the disk usage of a machine is unknown, in the published vocabulary.
const (
	reasonStopped         = "vm-stopped"
	reasonNoStatus        = "no-status"
	reasonAgentDisabled   = "agent-disabled"
	reasonAgentNotRunning = "agent-not-running"
	reasonAgentTimeout    = "agent-timeout"
	reasonPermission      = "permission-denied"
	reasonAgentError      = "agent-error"
	reasonNoFilesystems   = "no-filesystems"
	reasonSpecialOnly     = "special-filesystems-only"
)

// virtualTypes are file systems without storage of their own.
var virtualTypes = []string{
	"tmpfs", "devtmpfs", "cgroup", "cgroup2", "sysfs", "proc", "devpts", "securityfs", "debugfs", "tracefs",
	"fusectl", "configfs", "pstore", "hugetlbfs", "mqueue", "bpf",
}

// foreignTypes are parts of the names of file systems whose storage is elsewhere.
var foreignTypes = []string{"fuse", "9p", "nfs", "cifs", "smb"}

// imageTypes are always full, because they cannot be written to.
var imageTypes = []string{"erofs", "squashfs", "iso9660", "cdfs", "udf", "cramfs", "romfs"}

// systemMounts hold nothing of the user's.
var systemMounts = []string{"/dev", "/proc", "/sys", "/run", "/var/lib/docker", "/snap", "/boot/efi"}

// vmDisk is what the agent's list of file systems says about a machine's disks.
type vmDisk struct {
	usage  infra.Opt[infra.Usage]
	disks  []infra.Filesystem
	reason string // why usage is unknown
}

// diskOf sums up the file systems that hold data. A device that is mounted
// several times counts once.
func diskOf(listed []agentFilesystem) vmDisk {
	if len(listed) == 0 {
		return vmDisk{reason: reasonNoFilesystems}
	}
	var out vmDisk
	var sum infra.Usage
	seen := map[string]bool{}
	for _, f := range listed {
		if special(f) {
			continue
		}
		fs := filesystemOf(f)
		// A Windows drive names the whole disk, which several partitions share:
		// only the size as well makes it the same thing.
		key := fmt.Sprint(fs.Device, " ", fs.Total)
		if seen[key] {
			continue
		}
		seen[key] = true
		out.disks = append(out.disks, fs)
		sum.Total, sum.Used, sum.Free = sum.Total+fs.Total, sum.Used+fs.Used, sum.Free+fs.Free
	}
	if out.disks == nil {
		return vmDisk{reason: reasonSpecialOnly}
	}
	out.usage = infra.Some(sum)
	return out
}

func filesystemOf(f agentFilesystem) infra.Filesystem {
	return infra.Filesystem{
		Usage:      used(f.Total.Whole(), f.Used.Whole()).Value,
		Mountpoint: string(f.Mountpoint), Type: string(f.Type), Device: deviceOf(f),
	}
}

// special tells file systems that do not count: without storage, read-only
// images, parts of the system, or of unknown size.
func special(f agentFilesystem) bool {
	if !f.Total.Positive() || !f.Used.Known {
		return true
	}
	full := f.Used.Value >= f.Total.Value
	return specialType(string(f.Type), full) || specialMount(string(f.Mountpoint))
}

func specialType(name string, full bool) bool {
	name = strings.ToLower(name)
	foreign := slices.ContainsFunc(foreignTypes, func(part string) bool { return strings.Contains(name, part) })
	return foreign || slices.Contains(virtualTypes, name) || readOnlyType(name, full)
}

// readOnlyType tells the types of images that are always full. An overlay is
// one only when it is full.
func readOnlyType(name string, full bool) bool {
	name = strings.ToLower(name)
	return slices.Contains(imageTypes, name) || (full && strings.HasPrefix(name, "overlay"))
}

func specialMount(path string) bool {
	if strings.Contains(path, "System Reserved") {
		return true
	}
	return slices.ContainsFunc(systemMounts, func(mount string) bool {
		return path == mount || strings.HasPrefix(path, mount+"/")
	})
}

// deviceOf names what a file system lies on, or stands in for the name.
func deviceOf(f agentFilesystem) string {
	if len(f.Disk) > 0 {
		d := f.Disk[0]
		switch {
		case d.Dev != "":
			return string(d.Dev)
		case d.Serial != "":
			return string(d.Serial)
		case d.BusType != "":
			return fmt.Sprintf("%s-%d", d.BusType, d.Target.Int())
		}
	}
	if f.Mountpoint == "/" {
		return "root-filesystem"
	}
	return string(f.Mountpoint)
}
