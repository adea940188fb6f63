package pve

import (
	"bytes"
	"encoding/json"
)

// diskRow is a row of /nodes/{node}/disks/list.
type diskRow struct {
	DevPath text   `json:"devpath"`
	Model   text   `json:"model"`
	Serial  text   `json:"serial"`
	Type    text   `json:"type"`
	Size    number `json:"size"`
	Health  text   `json:"health"`
	Wearout number `json:"wearout"` // percent of life left; text where it does not apply
	RPM     number `json:"rpm"`
	Used    text   `json:"used"`
}

// smartData is /nodes/{node}/disks/smart: attributes of an ATA disk, the text
// of smartctl for others.
type smartData struct {
	Text       text `json:"text"`
	Attributes list[struct {
		ID  number `json:"id"`
		Raw text   `json:"raw"`
	}] `json:"attributes"`
}

// poolRow is a row of /nodes/{node}/disks/zfs.
type poolRow struct {
	Name   text `json:"name"`
	Health text `json:"health"`
}

// poolStatus is /nodes/{node}/disks/zfs/{name}.
type poolStatus struct {
	Name     text          `json:"name"`
	State    text          `json:"state"`
	Status   text          `json:"status"`
	Scan     text          `json:"scan"`
	Children list[vdevRow] `json:"children"`
}

// vdevRow is a device of a pool, or a group of them.
type vdevRow struct {
	Name     text          `json:"name"`
	State    text          `json:"state"`
	Message  text          `json:"msg"`
	Read     number        `json:"read"`
	Write    number        `json:"write"`
	Checksum number        `json:"cksum"`
	Children list[vdevRow] `json:"children"`
}

// cephStatus is /cluster/ceph/status. Only what is read is decoded: a release
// sends hundreds of kilobytes of module options below mgrmap.
type cephStatus struct {
	FSID   text `json:"fsid"`
	Health struct {
		Status text               `json:"status"`
		Checks dict[cephCheckRow] `json:"checks"`
	} `json:"health"`
	QuorumNames list[text] `json:"quorum_names"`
	MonMap      struct {
		NumMons number `json:"num_mons"`
		Mons    list[struct {
			Name text `json:"name"`
		}] `json:"mons"`
	} `json:"monmap"`
	MgrMap struct {
		Available   flag   `json:"available"`
		ActiveName  text   `json:"active_name"`
		NumStandbys number `json:"num_standbys"`
		Standbys    list[struct {
			Name text `json:"name"`
		}] `json:"standbys"`
	} `json:"mgrmap"`
	FSMap struct {
		Up      number `json:"up"`
		Standby number `json:"up:standby"`
	} `json:"fsmap"`
	ServiceMap struct {
		Services dict[cephServiceRow] `json:"services"`
	} `json:"servicemap"`
	OSDMap struct {
		osdFigures
		Inner osdFigures `json:"osdmap"` // where releases before 15 have them
	} `json:"osdmap"`
	PGMap struct {
		PGs   number `json:"num_pgs"`
		Total number `json:"bytes_total"`
		Used  number `json:"bytes_used"`
		Avail number `json:"bytes_avail"`
	} `json:"pgmap"`
}

type osdFigures struct {
	OSDs number `json:"num_osds"`
	Up   number `json:"num_up_osds"`
	In   number `json:"num_in_osds"`
}

// cephCheckRow is why the health is not in order, under the code of the check.
type cephCheckRow struct {
	Summary struct {
		Message text `json:"message"`
	} `json:"summary"`
}

// cephServiceRow are the daemons of a kind; a text named "summary" stands
// among them.
type cephServiceRow struct {
	Daemons dict[cephDaemonRow] `json:"daemons"`
}

type cephDaemonRow struct {
	Status   text `json:"status"` // not told by all daemons
	Host     text `json:"host"`
	Metadata struct {
		Hostname text `json:"hostname"`
	} `json:"metadata"`
}

// cephPoolRow is a row of /nodes/{node}/ceph/pool.
type cephPoolRow struct {
	Pool        number `json:"pool"`
	Name        text   `json:"pool_name"`
	BytesUsed   number `json:"bytes_used"`
	PercentUsed number `json:"percent_used"` // a fraction in spite of its name
}

// dict is an object whose keys are data. An empty one may arrive as a list,
// and members that are no objects are left out.
type dict[T any] map[string]T

// UnmarshalJSON accepts an object; anything else is empty.
func (d *dict[T]) UnmarshalJSON(b []byte) error {
	*d = nil
	if !bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) {
		return nil
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*d = make(dict[T], len(raw))
	for key, member := range raw {
		var v T
		if bytes.HasPrefix(member, []byte("{")) && json.Unmarshal(member, &v) == nil {
			(*d)[key] = v
		}
	}
	return nil
}
