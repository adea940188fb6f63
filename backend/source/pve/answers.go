package pve

import (
	"bytes"
	"encoding/json"
)

// What the server sends, field by field. Only fields that are read are listed.

// resourceRow is a row of /cluster/resources, which mixes all sorts of things.
type resourceRow struct {
	Type text `json:"type"` // node, qemu, lxc, storage, pool, sdn …
	ID   text `json:"id"`   // "qemu/100"
	nodeFigures
	guestFigures
	storeFigures
	sharedFigures
}

// storeFigures are what a storage has in /cluster/resources.
type storeFigures struct {
	Storage    text `json:"storage"`
	PluginType text `json:"plugintype"`
	Content    text `json:"content"`
	Shared     flag `json:"shared"`
}

// sharedFigures are the names that nodes, guests and storages have in common.
type sharedFigures struct {
	Node    text   `json:"node"`
	Status  text   `json:"status"`
	CPU     number `json:"cpu"`
	MaxCPU  number `json:"maxcpu"`
	Mem     number `json:"mem"`
	MaxMem  number `json:"maxmem"`
	Disk    number `json:"disk"`
	MaxDisk number `json:"maxdisk"`
	Uptime  number `json:"uptime"`
}

type nodeFigures struct {
	Fingerprint text `json:"ssl_fingerprint"` // only in /nodes
}

type guestFigures struct {
	VMID      number `json:"vmid"`
	Name      text   `json:"name"`
	QMPStatus text   `json:"qmpstatus"` // only in lists of a node
	CPUs      number `json:"cpus"`      // the name of maxcpu in lists of a node
	MemHost   number `json:"memhost"`   // host's view of a VM, from 9 on
	Template  flag   `json:"template"`
	Tags      text   `json:"tags"`
	Lock      text   `json:"lock"`
	HAState   text   `json:"hastate"`
	Pool      text   `json:"pool"`
	DiskRead  number `json:"diskread"`
	DiskWrite number `json:"diskwrite"`
	NetIn     number `json:"netin"`
	NetOut    number `json:"netout"`
}

// nodeRow is a row of /nodes.
type nodeRow struct {
	nodeFigures
	sharedFigures
}

// guestRow is a row of /nodes/{node}/qemu and /lxc.
type guestRow struct {
	guestFigures
	sharedFigures
}

// memoryFigures is the memory of a node or, patched servers only, of a guest.
type memoryFigures struct {
	Total     number `json:"total"`
	Used      number `json:"used"`
	Free      number `json:"free"`
	Available number `json:"available"` // from 9 on
	Avail     number `json:"avail"`
	Buffers   number `json:"buffers"`
	Cached    number `json:"cached"`
}

// nodeStatus is /nodes/{node}/status.
type nodeStatus struct {
	CPU        number        `json:"cpu"`
	Uptime     number        `json:"uptime"`
	LoadAvg    list[number]  `json:"loadavg"`
	KVersion   text          `json:"kversion"`
	PVEVersion text          `json:"pveversion"`
	Memory     memoryFigures `json:"memory"`
	Swap       memoryFigures `json:"swap"`
	RootFS     memoryFigures `json:"rootfs"`
	CPUInfo    struct {
		Model   text   `json:"model"`
		CPUs    number `json:"cpus"`
		Cores   number `json:"cores"`
		Sockets number `json:"sockets"`
		MHz     number `json:"mhz"`
	} `json:"cpuinfo"`
}

// rrdPoint is a record of a node, a guest or a storage. Points are sparse.
type rrdPoint struct {
	Time number `json:"time"`
	CPU  number `json:"cpu"`

	MemAvailable number `json:"memavailable"` // of nodes, from 9 on
	MemTotal     number `json:"memtotal"`
	MemUsed      number `json:"memused"`
	SwapTotal    number `json:"swaptotal"`
	SwapUsed     number `json:"swapused"`
	RootTotal    number `json:"roottotal"`
	RootUsed     number `json:"rootused"`
	LoadAvg      number `json:"loadavg"`

	Mem       number `json:"mem"` // of guests
	MaxMem    number `json:"maxmem"`
	Disk      number `json:"disk"`
	MaxDisk   number `json:"maxdisk"`
	DiskRead  number `json:"diskread"`
	DiskWrite number `json:"diskwrite"`
	NetIn     number `json:"netin"`
	NetOut    number `json:"netout"`

	Used  number `json:"used"` // of storages
	Total number `json:"total"`
}

// vmStatus is /nodes/{node}/qemu/{vmid}/status/current.
type vmStatus struct {
	QMPStatus   text   `json:"qmpstatus"`
	Agent       number `json:"agent"`
	Balloon     number `json:"balloon"`
	FreeMem     number `json:"freemem"`
	Mem         number `json:"mem"`
	MaxMem      number `json:"maxmem"`
	BalloonInfo struct {
		FreeMem number `json:"free_mem"`
	} `json:"ballooninfo"`
	MemInfo memoryFigures `json:"meminfo"`
}

// agentList is the answer of a guest agent that lists things.
type agentList[T any] struct {
	Result list[T] `json:"result"`
}

// agentFilesystem is an element of get-fsinfo.
type agentFilesystem struct {
	Mountpoint text   `json:"mountpoint"`
	Type       text   `json:"type"`
	Total      number `json:"total-bytes"`
	Used       number `json:"used-bytes"`
	Disk       list[struct {
		Dev     text   `json:"dev"`
		Serial  text   `json:"serial"`
		BusType text   `json:"bus-type"`
		Target  number `json:"target"`
	}] `json:"disk"`
}

// agentInterface is an element of network-get-interfaces.
type agentInterface struct {
	Name      text `json:"name"`
	MAC       text `json:"hardware-address"`
	Addresses list[struct {
		Address text `json:"ip-address"`
	}] `json:"ip-addresses"`
	Statistics struct {
		RxBytes number `json:"rx-bytes"`
		TxBytes number `json:"tx-bytes"`
	} `json:"statistics"`
}

// osFigures is what get-osinfo tells.
type osFigures struct {
	ID            text `json:"id"`
	Name          text `json:"name"`
	PrettyName    text `json:"pretty-name"`
	Version       text `json:"version"`
	VersionID     text `json:"version-id"`
	KernelRelease text `json:"kernel-release"`
}

// agentOS is the answer of get-osinfo; the figures have been seen beside
// "result" as well.
type agentOS struct {
	Result osFigures `json:"result"`
	osFigures
}

// storageDefinition is a row of /storage.
type storageDefinition struct {
	Storage text `json:"storage"`
	Shared  flag `json:"shared"`
	Disable flag `json:"disable"`
	Pool    text `json:"pool"`
}

// storageRow is a row of /nodes/{node}/storage.
type storageRow struct {
	Storage text   `json:"storage"`
	Type    text   `json:"type"`
	Content text   `json:"content"`
	Shared  flag   `json:"shared"`
	Enabled flag   `json:"enabled"`
	Active  flag   `json:"active"`
	Total   number `json:"total"`
	Used    number `json:"used"`
	Avail   number `json:"avail"`
}

// memberRow is a row of /cluster/status: the cluster itself or one of its nodes.
type memberRow struct {
	Type   text `json:"type"`
	ID     text `json:"id"`
	Name   text `json:"name"`
	IP     text `json:"ip"`
	Online flag `json:"online"`
	Local  flag `json:"local"` // the node that answers
}

// version is /version.
type version struct {
	Version text `json:"version"`
	Release text `json:"release"`
}

// permissions is /access/permissions: path, privilege, 1 when it is held.
type permissions map[string]map[string]number

// UnmarshalJSON accepts an object, and the empty list that stands for an empty one.
func (p *permissions) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("[")) {
		*p = permissions{}
		return nil
	}
	return json.Unmarshal(b, (*map[string]map[string]number)(p))
}

// ticket is the answer to a login.
type ticket struct {
	Ticket  text `json:"ticket"`
	NeedTFA flag `json:"NeedTFA"`
}
