package infra

import "time"

// Temperature is what the sensors of a node tell, in degrees Celsius.
type Temperature struct {
	CPUPackage Opt[float64]
	CPUMax     Opt[float64] // hottest core
	Cores      []CoreTemperature
	NVMe       []DiskTemperature
	At         time.Time
}

// CoreTemperature is the temperature of one core.
type CoreTemperature struct {
	Core  int
	Value float64
}

// DiskTemperature is the temperature of one disk by its sensor's name ("nvme0400").
type DiskTemperature struct {
	Device string
	Value  float64
}

// Disk is a physical disk of a node.
type Disk struct {
	Resource
	Path        string // "/dev/nvme0n1"
	Model       string
	Serial      string
	Type        string // nvme, ssd, hdd, sas …
	Size        int64
	Health      string       // PASSED, OK, FAILED, UNKNOWN; empty when not told
	LifeLeft    Opt[int]     // percent, 100 = new
	Temperature Opt[float64] // degrees Celsius
	RPM         int          // 0 for solid state
	Used        string       // what is on it: LVM, ZFS, partitions …
}

// ZFSPool is the pool behind a storage.
type ZFSPool struct {
	Name                                    string
	State                                   string      // ONLINE, DEGRADED, FAULTED …
	Status                                  string      // free text
	Scan                                    string      // free text
	ReadErrors, WriteErrors, ChecksumErrors int64       // sums over its devices
	Devices                                 []ZFSDevice // only those with errors or not in order
}

// ZFSDevice is a part of a pool.
type ZFSDevice struct {
	Name, Type, State, Message              string
	ReadErrors, WriteErrors, ChecksumErrors int64
}

// Ceph is a Ceph cluster as one target sees it.
type Ceph struct {
	Resource
	FSID                                          string
	Health                                        string // HEALTH_OK, HEALTH_WARN, HEALTH_ERR
	Message                                       string
	Space                                         Opt[Usage]
	Monitors, Managers, OSDs, OSDsUp, OSDsIn, PGs int
	Pools                                         []CephPool
	Services                                      []CephService
}

// CephPool is a pool of a Ceph cluster.
type CephPool struct {
	ID        int
	Name      string
	Stored    int64
	Available int64
	Objects   int64
	UsedRatio float64
}

// CephService is a kind of daemon and how many of it run.
type CephService struct {
	Type           string
	Running, Total int
	Message        string // names the absent ones
}
