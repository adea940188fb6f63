package alert_test

import (
	"testing"
	"time"

	"pulse/backend/infra"
)

func health(word string) func(*infra.Disk) { return func(d *infra.Disk) { d.Health = word } }

func lifeLeft(left int) func(*infra.Disk) {
	return func(d *infra.Disk) { d.LifeLeft = infra.Some(left) }
}

func TestDisk_HealthAndWear(t *testing.T) {
	const sick, worn = "disk-health-lab-n1-/dev/sda critical", "disk-wearout-lab-n1-/dev/sda warning"
	for _, c := range []struct {
		name, tune string
		disk       infra.Extras
		want       string
	}{
		{"a disk that passed its test is well", `{}`, disk(), ""},
		{"a disk that is OK is well", `{}`, disk(health("OK")), ""},
		{"a disk that cannot tell is not sick", `{}`, disk(health("UNKNOWN")), ""},
		{"a disk that says nothing is not sick", `{}`, disk(health("")), ""},
		{"small letters count the same", `{}`, disk(health("passed")), ""},
		{"a disk that failed its test is critical", `{}`, disk(health("FAILED")), sick},
		{"a disk that says so in other words is critical", `{}`, disk(health("FAILING_NOW")), sick},
		{"a disk with a tenth of its life left is well", `{}`, disk(lifeLeft(10)), ""},
		{"a disk with less is worn out", `{}`, disk(lifeLeft(9)), worn},
		{"a disk with hardly any life left is worn out", `{}`, disk(lifeLeft(1)), worn},
		{"a disk that tells nought does not tell", `{}`, disk(lifeLeft(0)), ""},
		{"a disk that is new is well", `{}`, disk(lifeLeft(100)), ""},
		{"a disk of unknown wear is well", `{}`, disk(func(d *infra.Disk) { d.LifeLeft = infra.None[int]() }), ""},
		{"a disk may be both", `{}`, disk(health("FAILED"), lifeLeft(3)), sick + ", " + worn},
		{"disks of a node that is switched off are silent", `{"overrides":{"lab-n1":{"disabled":true}}}`, disk(health("FAILED")), ""},
		{"disks are silent with all nodes", `{"disableAllNodes":true}`, disk(health("FAILED")), ""},
		{"a disk may be switched off alone", `{"overrides":{"lab-n1--dev-sda":{"disabled":true}}}`, disk(health("FAILED")), ""},
		{"offline switches do not concern disks", `{"disableAllNodesOffline":true}`, disk(health("FAILED")), sick},
		{"all alerts off", `{"enabled":false}`, disk(health("FAILED"), lifeLeft(2)), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			w.pass(10 * time.Second).pulse(node("n1"))
			w.tell(infra.PartDisks, c.disk)
			w.expectLevels(c.want)
		})
	}
}

func TestDisk_RecoversAndIsForgotten(t *testing.T) {
	w := newWorld(t)
	w.pass(10 * time.Second).pulse(node("n1"))
	w.tell(infra.PartDisks, disk(health("FAILED")))
	w.tell(infra.PartDisks, disk())
	w.expect("resolved disk-health-lab-n1-/dev/sda critical")
	w.tell(infra.PartDisks, disk(health("FAILED")))
	w.tell(infra.PartDisks, infra.Extras{})
	w.expectLevels("")
}

func TestDisk_StaysWhileDisksCannotBeRead(t *testing.T) {
	w := newWorld(t)
	w.pass(10 * time.Second).pulse(node("n1"))
	w.tell(infra.PartDisks, disk(health("FAILED")))
	w.pass(10 * time.Second).fail(infra.PartDisks)
	w.expectLevels("disk-health-lab-n1-/dev/sda critical")
}

func TestDisk_AlertTellsWhichDisk(t *testing.T) {
	w := newWorld(t)
	w.pass(10 * time.Second).pulse(node("n1"))
	w.tell(infra.PartDisks, disk(health("FAILED"), lifeLeft(4)))
	a := w.find("disk-health-lab-n1-/dev/sda")
	if a.Message != "Disk /dev/sda on n1 reports FAILED (Acme 1)" || a.Metadata["disk_serial"] != "S1" || a.Metadata["disk_path"] != "/dev/sda" {
		t.Errorf("got %q %v", a.Message, a.Metadata)
	}
	if b := w.find("disk-wearout-lab-n1-/dev/sda"); b.Value != 4 || b.Threshold != 10 {
		t.Errorf("wearout: %g of %g", b.Value, b.Threshold)
	}
}

func pool(state string, devices ...infra.ZFSDevice) *infra.ZFSPool {
	p := &infra.ZFSPool{Name: "tank", State: state, Devices: devices}
	for _, d := range devices {
		p.ReadErrors += d.ReadErrors
		p.WriteErrors += d.WriteErrors
		p.ChecksumErrors += d.ChecksumErrors
	}
	return p
}

func TestPool_StatesErrorsAndDevices(t *testing.T) {
	const state, errors, device = "zfs-pool-state-lab-n1-tank", "zfs-pool-errors-lab-n1-tank", "zfs-device-lab-n1-tank-sdb"
	for _, c := range []struct {
		name string
		pool *infra.ZFSPool
		want string
	}{
		{"a pool that is online is well", pool("ONLINE"), ""},
		{"small letters count the same", pool("online"), ""},
		{"a pool of unknown state is not sick", pool(""), ""},
		{"a storage without a pool is well", nil, ""},
		{"a degraded pool is a warning", pool("DEGRADED"), state + " warning"},
		{"a pool that is taken offline is a warning", pool("OFFLINE"), state + " warning"},
		{"a pool that is removed is a warning", pool("REMOVED"), state + " warning"},
		{"a faulted pool is critical", pool("FAULTED"), state + " critical"},
		{"a pool that is not available is critical", pool("UNAVAIL"), state + " critical"},
		{"a device that is degraded is a warning", pool("ONLINE", infra.ZFSDevice{Name: "sdb", State: "DEGRADED"}), device + " warning"},
		{"a device that is faulted is critical", pool("ONLINE", infra.ZFSDevice{Name: "sdb", State: "FAULTED"}), device + " critical"},
		{"a device that is not available is critical", pool("ONLINE", infra.ZFSDevice{Name: "sdb", State: "UNAVAIL"}), device + " critical"},
		{"a spare is well", pool("ONLINE", infra.ZFSDevice{Name: "sdb", State: "SPARE"}), ""},
		{"a spare that waits is well", pool("ONLINE", infra.ZFSDevice{Name: "sdb", State: "AVAIL"}), ""},
		{"read errors concern pool and device", pool("ONLINE", infra.ZFSDevice{Name: "sdb", State: "ONLINE", ReadErrors: 1}), device + " warning, " + errors + " warning"},
		{"write errors concern pool and device", pool("ONLINE", infra.ZFSDevice{Name: "sdb", State: "ONLINE", WriteErrors: 1}), device + " warning, " + errors + " warning"},
		{"checksum errors concern pool and device", pool("ONLINE", infra.ZFSDevice{Name: "sdb", State: "ONLINE", ChecksumErrors: 7}), device + " warning, " + errors + " warning"},
		{"all at once", pool("FAULTED", infra.ZFSDevice{Name: "sdb", State: "FAULTED", ReadErrors: 3}), device + " critical, " + errors + " warning, " + state + " critical"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.pass(10 * time.Second).pulse(node("n1"))
			w.pass(10 * time.Second).storages(storage("tank", 10, func(s *infra.Storage) { s.ZFS = c.pool }))
			w.expectLevels(c.want)
		})
	}
}

func TestPool_LifeOfATrouble(t *testing.T) {
	const state, errors, device = "zfs-pool-state-lab-n1-tank", "zfs-pool-errors-lab-n1-tank", "zfs-device-lab-n1-tank-sdb"
	sdb := func(n int64) infra.ZFSDevice {
		return infra.ZFSDevice{Name: "sdb", State: "ONLINE", ReadErrors: n}
	}
	type step struct {
		pool *infra.ZFSPool
		want string
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"a pool that gets worse is told again", []step{{pool("DEGRADED"), "firing " + state + " warning"}, {pool("FAULTED"), "rose " + state + " critical"}}},
		{"a pool that gets better is not", []step{{pool("FAULTED"), "firing " + state + " critical"}, {pool("DEGRADED"), ""}, {pool("ONLINE"), "resolved " + state + " warning"}}},
		{"errors that grow are told again", []step{
			{pool("ONLINE", sdb(1)), "firing " + errors + " warning; firing " + device + " warning"},
			{pool("ONLINE", sdb(1)), ""},
			{pool("ONLINE", sdb(2)), "rose " + errors + " warning; rose " + device + " warning"},
		}},
		{"errors that are cleared end", []step{{pool("ONLINE", sdb(1)), "firing " + errors + " warning; firing " + device + " warning"}, {pool("ONLINE"), "resolved " + errors + " warning; resolved " + device + " warning"}}},
		{"a device that was replaced is forgotten", []step{
			{pool("ONLINE", infra.ZFSDevice{Name: "sdb", State: "FAULTED"}), "firing " + device + " critical"},
			{pool("ONLINE", infra.ZFSDevice{Name: "sdc", State: "SPARE"}), "resolved " + device + " critical"},
		}},
		{"what is not known any more stays", []step{{pool("FAULTED"), "firing " + state + " critical"}, {nil, ""}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.pass(10 * time.Second).pulse(node("n1"))
			for _, s := range c.steps {
				w.pass(10 * time.Second).storages(storage("tank", 10, func(st *infra.Storage) { st.ZFS = s.pool }))
				w.expect(s.want)
			}
		})
	}
}

func TestCeph_Health(t *testing.T) {
	const id = "ceph-health-lab-f1"
	for _, c := range []struct{ name, tune, health, want string }{
		{"a healthy cluster is silent", `{}`, "HEALTH_OK", ""},
		{"a cluster that warns is a warning", `{}`, "HEALTH_WARN", id + " warning"},
		{"a cluster with errors is critical", `{}`, "HEALTH_ERR", id + " critical"},
		{"the short words count the same", `{}`, "warn", id + " warning"},
		{"a cluster that says nothing is silent", `{}`, "", ""},
		{"a cluster that does not know is silent", `{}`, "UNKNOWN", ""},
		{"it goes with the storages", `{"disableAllStorage":true}`, "HEALTH_ERR", ""},
		{"it may be switched off alone", `{"overrides":{"lab-f1":{"disabled":true}}}`, "HEALTH_ERR", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			for range 2 {
				w.tell(infra.PartCeph, infra.Extras{Ceph: []infra.Ceph{{Resource: res(infra.CephID(target, "f1"), "ceph", ""), FSID: "f1", Health: c.health, Message: "1 osd down"}}})
			}
			w.expectLevels(c.want)
		})
	}
}

func TestNode_Temperature(t *testing.T) {
	const id = "lab-n1-temperature"
	at := func(pack, hottest infra.Opt[float64]) *infra.Temperature {
		return &infra.Temperature{CPUPackage: pack, CPUMax: hottest}
	}
	unknown := infra.None[float64]()
	for _, c := range []struct {
		name, tune string
		heat       *infra.Temperature
		want       string
	}{
		{"below the threshold", `{}`, at(infra.Some(79.9), unknown), ""},
		{"at the threshold", `{}`, at(infra.Some(80.0), unknown), id + " warning"},
		{"far above the threshold", `{}`, at(infra.Some(91.0), unknown), id + " critical"},
		{"the hottest core stands for the package", `{}`, at(unknown, infra.Some(85.0)), id + " warning"},
		{"the package counts more than a core", `{}`, at(infra.Some(60.0), infra.Some(95.0)), ""},
		{"sensors that say nothing", `{}`, at(unknown, unknown), ""},
		{"no sensors", `{}`, nil, ""},
		{"switched off", `{"nodeDefaults":{"temperature":0}}`, at(infra.Some(99.0), unknown), ""},
		{"an override of the node", `{"overrides":{"lab-n1":{"temperature":95}}}`, at(infra.Some(90.0), unknown), ""},
		{"an override switches it off", `{"overrides":{"lab-n1":{"temperature":-1}}}`, at(infra.Some(90.0), unknown), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			for range 2 {
				w.pass(10 * time.Second).pulse(node("n1"))
				w.report(infra.Report{Part: infra.PartSensors, Nodes: []infra.Node{{Resource: res(infra.NodeID(target, "n1"), "n1", ""), Temperature: c.heat}}})
			}
			w.expectLevels(c.want)
		})
	}
}
