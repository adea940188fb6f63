package update

import (
	"cmp"

	"pulse/backend/wire"
)

// plan describes how a release comes onto this machine.
func (i *Installation) plan(r Release, channel, obstacle string) wire.UpdatePlan {
	p := wire.UpdatePlan{Version: r.Version, Channel: channel, CanAutoUpdate: obstacle == "", Reason: obstacle}
	switch word := i.Word(); word {
	case "systemd", "proxmoxve":
		p.RequiresRoot, p.RollbackSupport, p.EstimatedTime = true, true, "2-5 minutes"
	case "docker":
		p.RollbackSupport, p.EstimatedTime = true, "1-2 minutes"
	case "aur":
		p.EstimatedTime = "1-2 minutes"
	default:
		p.RollbackSupport = p.CanAutoUpdate
	}
	if a, ok := r.archive(); ok && i.Kind() != Docker {
		p.DownloadURL = a.URL
	}
	if p.CanAutoUpdate {
		p.Prerequisites = []string{"Room on the disk for the new version and one copy of the data"}
		p.Instructions = []string{
			"Download the new version and check its sum and signature",
			"Stop, and copy the data",
			"Start the new version and watch it; it replaces the old one once it has proven itself",
			"If it does not, start the old version again with its data",
		}
	} else {
		p.Command = i.Command(r)
		p.Instructions = []string{"Make a backup of the data folder", cmp.Or(p.Command, "Install the new version over this one"), "Look whether Pulse tells the new version"}
	}
	p.Steps = p.Instructions
	return p
}
