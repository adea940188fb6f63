package pve

import (
	"cmp"
	"regexp"
	"strings"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

// numberInVolume finds the guest's number in the name of a backup, where the
// server does not tell it.
var numberInVolume = regexp.MustCompile(`(?:vzdump-(?:qemu|lxc)-|:backup/(?:vm|ct)/)(\d+)(?:\D|$)`)

// formatInVolume finds the format at the end of the name of a backup.
var formatInVolume = regexp.MustCompile(`\.((?:vma|tar|tgz)(?:\.(?:zst|gz|lzo))?)$`)

// backupOf converts a volume of a storage. ok is false for templates, images
// and whatever else is no backup.
func backupOf(t infra.TargetID, node string, p backupPlace, row contentRow) (b infra.Backup, ok bool) {
	volume := string(row.VolID)
	isBackup := row.Content == "backup" || row.Content == "" && strings.Contains(volume, ":backup/")
	if volume == "" || !isBackup {
		return infra.Backup{}, false
	}
	b = infra.Backup{
		Target: t, Node: node, Storage: p.storage, VolID: volume, VMID: int(row.VMID.Whole()),
		Time: timeOf(row.CTime), Size: row.Size.Whole(), Format: string(row.Format), Notes: string(row.Notes),
		Protected: row.Protected.set, OnPBS: p.onServer(), Verified: string(row.Verification.State),
		Encryption: string(row.Encrypted),
	}
	if match := numberInVolume.FindStringSubmatch(volume); match != nil && b.VMID == 0 {
		b.VMID = int(proxmox.ParseNumber(text(match[1])).Whole())
	}
	if match := formatInVolume.FindStringSubmatch(volume); match != nil {
		b.Format = cmp.Or(b.Format, match[1])
	}
	if b.Encryption == "0" {
		b.Encryption = ""
	}
	b.Type = backupType(b)
	return b, true
}

// backupType is what was backed up: a guest, whose sort the name or the format
// tells, or a host, which has no number.
func backupType(b infra.Backup) string {
	switch {
	case b.VMID == 0:
		return "host"
	case strings.Contains(b.VolID, "/vm/"), strings.Contains(b.VolID, "qemu"):
		return string(infra.VM)
	case strings.Contains(b.VolID, "/ct/"), strings.Contains(b.VolID, "lxc"):
		return string(infra.LXC)
	case b.Format == "pbs-vm":
		return string(infra.VM)
	case b.Format == "pbs-ct":
		return string(infra.LXC)
	}
	return "unknown"
}
