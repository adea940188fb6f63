package infra

import (
	"maps"
	"slices"
)

// guestSwitches are the names by which people switch off a type of guests.
var guestSwitches = map[GuestType]string{VM: "vms", LXC: "containers"}

// hides tells whether something was switched off.
func (i TargetInfo) hides(what string) bool { return slices.Contains(i.Off, what) }

// wanted is what is known of the parts that are still read.
func (e *Estate) wanted(parts []Part) map[Part]PartState {
	if parts == nil {
		return e.Parts
	}
	kept := maps.Clone(e.Parts)
	maps.DeleteFunc(kept, func(p Part, _ PartState) bool { return !slices.Contains(parts, p) })
	return kept
}

// dropHidden takes away the rows of what was switched off and came in a part
// that is read all the same.
func (e *Estate) dropHidden(x *Extras) {
	if len(e.Off) == 0 {
		return
	}
	x.Snapshots = slices.DeleteFunc(x.Snapshots, func(s GuestSnapshot) bool { return e.hides(guestSwitches[s.Type]) })
	x.Jobs = slices.DeleteFunc(x.Jobs, func(j Job) bool { return e.hides(j.Kind + "Jobs") })
}
