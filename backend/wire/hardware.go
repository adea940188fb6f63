package wire

import (
	"time"

	"pulse/backend/infra"
)

// Temperature is what the sensors of a node tell, in degrees Celsius.
type Temperature struct {
	CPUPackage float64           `json:"cpuPackage,omitempty"`
	CPUMax     float64           `json:"cpuMax,omitempty"`
	Cores      []CoreTemperature `json:"cores,omitempty"`
	NVMe       []DiskTemperature `json:"nvme,omitempty"`
	Available  bool              `json:"available"`
	HasCPU     bool              `json:"hasCPU"`
	HasNVMe    bool              `json:"hasNVMe"`
	LastUpdate time.Time         `json:"lastUpdate"`
}

// CoreTemperature is the temperature of one core.
type CoreTemperature struct {
	Core int     `json:"core"`
	Temp float64 `json:"temp"`
}

// DiskTemperature is the temperature of one disk by its sensor's name.
type DiskTemperature struct {
	Device string  `json:"device"`
	Temp   float64 `json:"temp"`
}

func temperatureOf(t *infra.Temperature) *Temperature {
	if t == nil {
		return nil
	}
	out := &Temperature{
		CPUPackage: t.CPUPackage.Value, CPUMax: t.CPUMax.Value, Available: true,
		HasCPU:  t.CPUPackage.Known || t.CPUMax.Known || len(t.Cores) > 0,
		HasNVMe: len(t.NVMe) > 0, LastUpdate: t.At.UTC(),
	}
	for _, c := range t.Cores {
		out.Cores = append(out.Cores, CoreTemperature{c.Core, c.Value})
	}
	for _, d := range t.NVMe {
		out.NVMe = append(out.NVMe, DiskTemperature{d.Device, d.Value})
	}
	return out
}

// PhysicalDisk is a disk of a node. A wearout of -1 is unknown, else it is the
// life that is left in percent; a temperature of 0 is unknown.
type PhysicalDisk struct {
	ID          string    `json:"id"`
	Node        string    `json:"node"`
	Instance    string    `json:"instance"`
	DevPath     string    `json:"devPath"`
	Model       string    `json:"model"`
	Serial      string    `json:"serial"`
	Type        string    `json:"type"`
	Size        int64     `json:"size"`
	Health      string    `json:"health"`
	Wearout     int       `json:"wearout"`
	Temperature int       `json:"temperature"`
	RPM         int       `json:"rpm"`
	Used        string    `json:"used"`
	LastChecked time.Time `json:"lastChecked"`
	Staleness
}

func physicalDiskOf(d *infra.Disk) PhysicalDisk {
	kind := d.Type
	if kind == "" {
		kind = "unknown" // clients write it in capitals without asking
	}
	wearout := -1
	if d.LifeLeft.Known {
		wearout = d.LifeLeft.Value
	}
	return PhysicalDisk{
		ID: d.PublicID, Node: d.Node, Instance: d.Instance, DevPath: d.Path, Model: d.Model, Serial: d.Serial,
		Type: kind, Size: d.Size, Health: d.Health, Wearout: wearout, Temperature: int(d.Temperature.Or(0) + 0.5),
		RPM: d.RPM, Used: d.Used, LastChecked: d.SeenAt.UTC(), Staleness: stalenessOf(d.Stale),
	}
}

// ZFSPool is the pool behind a storage; devices are those that are not in order.
type ZFSPool struct {
	Name           string      `json:"name"`
	State          string      `json:"state"`
	Status         string      `json:"status"`
	Scan           string      `json:"scan"`
	ReadErrors     int64       `json:"readErrors"`
	WriteErrors    int64       `json:"writeErrors"`
	ChecksumErrors int64       `json:"checksumErrors"`
	Devices        []ZFSDevice `json:"devices"`
}

// ZFSDevice is a part of a pool.
type ZFSDevice struct {
	Name           string `json:"name"`
	Type           string `json:"type"`
	State          string `json:"state"`
	ReadErrors     int64  `json:"readErrors"`
	WriteErrors    int64  `json:"writeErrors"`
	ChecksumErrors int64  `json:"checksumErrors"`
	Message        string `json:"message,omitempty"`
}

func zfsPoolOf(p *infra.ZFSPool) *ZFSPool {
	if p == nil {
		return nil
	}
	out := &ZFSPool{
		Name: p.Name, State: p.State, Status: p.Status, Scan: p.Scan, ReadErrors: p.ReadErrors,
		WriteErrors: p.WriteErrors, ChecksumErrors: p.ChecksumErrors, Devices: []ZFSDevice{},
	}
	for _, d := range p.Devices {
		out.Devices = append(out.Devices, ZFSDevice{d.Name, d.Type, d.State, d.ReadErrors, d.WriteErrors, d.ChecksumErrors, d.Message})
	}
	return out
}

// CephCluster is a Ceph cluster.
type CephCluster struct {
	ID             string        `json:"id"`
	Instance       string        `json:"instance"`
	Name           string        `json:"name"`
	FSID           string        `json:"fsid,omitempty"`
	Health         string        `json:"health"`
	HealthMessage  string        `json:"healthMessage,omitempty"`
	TotalBytes     int64         `json:"totalBytes"`
	UsedBytes      int64         `json:"usedBytes"`
	AvailableBytes int64         `json:"availableBytes"`
	UsagePercent   float64       `json:"usagePercent"`
	NumMons        int           `json:"numMons"`
	NumMgrs        int           `json:"numMgrs"`
	NumOSDs        int           `json:"numOsds"`
	NumOSDsUp      int           `json:"numOsdsUp"`
	NumOSDsIn      int           `json:"numOsdsIn"`
	NumPGs         int           `json:"numPGs"`
	Pools          []CephPool    `json:"pools,omitempty"`
	Services       []CephService `json:"services,omitempty"`
	LastUpdated    int64         `json:"lastUpdated"`
	Staleness
}

// CephPool is a pool of a Ceph cluster.
type CephPool struct {
	ID             int     `json:"id"`
	Name           string  `json:"name"`
	StoredBytes    int64   `json:"storedBytes"`
	AvailableBytes int64   `json:"availableBytes"`
	Objects        int64   `json:"objects"`
	PercentUsed    float64 `json:"percentUsed"`
}

// CephService is a kind of daemon and how many of it run.
type CephService struct {
	Type    string `json:"type"`
	Running int    `json:"running"`
	Total   int    `json:"total"`
	Message string `json:"message,omitempty"`
}

func cephClusterOf(c *infra.Ceph) CephCluster {
	out := CephCluster{
		ID: c.PublicID, Instance: c.Instance, Name: "Ceph", FSID: c.FSID, Health: c.Health, HealthMessage: c.Message,
		TotalBytes: c.Space.Value.Total, UsedBytes: c.Space.Value.Used, AvailableBytes: c.Space.Value.Free,
		UsagePercent: percent(c.Space.Value.Ratio()), NumMons: c.Monitors, NumMgrs: c.Managers,
		NumOSDs: c.OSDs, NumOSDsUp: c.OSDsUp, NumOSDsIn: c.OSDsIn, NumPGs: c.PGs,
		LastUpdated: ms(c.SeenAt), Staleness: stalenessOf(c.Stale),
	}
	for _, p := range c.Pools {
		out.Pools = append(out.Pools, CephPool{p.ID, p.Name, p.Stored, p.Available, p.Objects, p.UsedRatio * 100})
	}
	for _, s := range c.Services {
		out.Services = append(out.Services, CephService(s))
	}
	return out
}
