package pve

import (
	"bytes"
	"encoding/json"
)

// taskRow is a row of /cluster/tasks and of /nodes/{node}/tasks.
type taskRow struct {
	UPID      text   `json:"upid"`
	Node      text   `json:"node"`
	Type      text   `json:"type"`
	ID        text   `json:"id"` // what it is about: a guest's number, or nothing for several
	User      text   `json:"user"`
	Status    text   `json:"status"` // OK, WARNINGS: n or an error; missing while it runs
	StartTime number `json:"starttime"`
	EndTime   number `json:"endtime"`
}

// contentRow is a volume of a storage.
type contentRow struct {
	VolID        text         `json:"volid"`
	Content      text         `json:"content"`
	Format       text         `json:"format"`
	VMID         number       `json:"vmid"`
	CTime        number       `json:"ctime"`
	Size         number       `json:"size"`
	Notes        text         `json:"notes"`
	Protected    flag         `json:"protected"`
	Encrypted    text         `json:"encrypted"` // fingerprint of the key, or 1
	Verification verification `json:"verification"`
}

// verification is the result of the newest verification on a backup server.
type verification struct {
	State text `json:"state"`
}

// UnmarshalJSON accepts an object, and the state alone.
func (v *verification) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) {
		type plain verification
		return json.Unmarshal(b, (*plain)(v))
	}
	return v.State.UnmarshalJSON(b)
}

// snapshotRow is a snapshot of a guest, or the entry "current" that is none.
type snapshotRow struct {
	Name        text   `json:"name"`
	Description text   `json:"description"`
	Parent      text   `json:"parent"`
	SnapTime    number `json:"snaptime"`
	VMState     flag   `json:"vmstate"`
}

// containerInterface is a row of /nodes/{node}/lxc/{vmid}/interfaces. Newer
// servers list the addresses, all name the first of each family.
type containerInterface struct {
	Name      text `json:"name"`
	MAC       text `json:"hardware-address"`
	HWAddr    text `json:"hwaddr"`
	Inet      text `json:"inet"` // address/bits
	Inet6     text `json:"inet6"`
	Addresses list[struct {
		Address text `json:"ip-address"`
	}] `json:"ip-addresses"`
}
