package pve

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve/pvetest"
)

func TestDisks_ShowHealthLifeAndTemperature(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		must(t, c.SetDisk("pve1", "/dev/sda", "FAILED", 4))
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		disks := w.Snapshot().Disks
		if len(disks) != 9 {
			t.Fatalf("%d disks, want three on each of three nodes", len(disks))
		}
		for _, d := range disks {
			if !d.Temperature.Known || d.Serial == "" || d.Size == 0 || d.PublicID == "" || d.LifeLeft.Known == (d.Type == "hdd") {
				t.Errorf("disk is incomplete: %+v", d)
			}
		}
		if d := disks[1]; d.Path != "/dev/sda" || d.Health != "FAILED" || d.LifeLeft != infra.Some(4) {
			t.Errorf("got %+v, want a failing disk with 4 %% left", d)
		}
	})
}

func TestDisks_AreReadAsOftenAsConfigured(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		env.Disks, env.Pulse = 5*time.Minute, time.Second
		target := targetOf(memoryHost("pve1"))
		target.DisksEvery = 15 * time.Minute
		watch(t, target, env)
		after(time.Hour - time.Second)
		if got := c.Requests()["GET /nodes/{node}/disks/list"]; got != 4 {
			t.Errorf("disks were read %d times in an hour, want 4", got)
		}
	})
}

func TestDisks_OfAServerWithoutTheCallAreNoFailure(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		c.Fault(pvetest.Match{Path: "/nodes/{node}/disks/list"}, pvetest.Fault{Status: 501, Reason: "Method not implemented"})
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(time.Minute)
		if report, err := w.Report(infra.PartDisks); err != nil || len(report.Failures) != 0 {
			t.Errorf("failures %+v, %v; want none", report.Failures, err)
		}
	})
}

func TestDiskRows_SurviveWhatServersSend(t *testing.T) {
	tests := map[string]struct {
		row  string
		life infra.Opt[int]
		rpm  int
		kind string
	}{
		"number":           {`{"devpath":"/dev/sda","wearout":81,"rpm":7200,"type":"hdd"}`, infra.Some(81), 7200, "hdd"},
		"text":             {`{"devpath":"/dev/sda","wearout":"81","rpm":"7200"}`, infra.Some(81), 7200, "hdd"},
		"percent":          {`{"devpath":"/dev/sda","wearout":"81%","type":"ssd"}`, infra.Some(81), 0, "ssd"},
		"not applicable":   {`{"devpath":"/dev/sda","wearout":"N/A","rpm":-1,"type":"unknown"}`, infra.None[int](), 0, "unknown"},
		"missing":          {`{"devpath":"/dev/nvme0n1","rpm":"SSD"}`, infra.None[int](), 0, "nvme"},
		"more than new":    {`{"devpath":"/dev/sda","wearout":120,"type":"ssd"}`, infra.Some(100), 0, "ssd"},
		"less than unused": {`{"devpath":"/dev/sda","wearout":-1,"type":"ssd"}`, infra.None[int](), 0, "ssd"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := disksOf(testTarget, "a", rowsOf[diskRow](t, "["+test.row+","+test.row+"]"), readAt)
			if len(d) != 1 || d[0].LifeLeft != test.life || d[0].RPM != test.rpm || d[0].Type != test.kind {
				t.Errorf("got %+v, want once: life %v, %d rpm, %s", d, test.life, test.rpm, test.kind)
			}
		})
	}
}

// rowsOf decodes the rows of an answer.
func rowsOf[T any](t *testing.T, rows string) []T {
	t.Helper()
	var out []T
	if err := json.Unmarshal([]byte(rows), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSMART_FindsTheTemperatureInEveryForm(t *testing.T) {
	tests := map[string]struct {
		data string
		want infra.Opt[float64]
	}{
		"NVMe":                {`{"type":"text","text":"\nCritical Warning: 0x00\nTemperature:                        38 Celsius\nTemperature Sensor 1: 41 Celsius"}`, infra.Some(38.0)},
		"SAS":                 {`{"type":"text","text":"Current Drive Temperature:     31 C\nDrive Trip Temperature:        60 C"}`, infra.Some(31.0)},
		"ATA":                 {`{"type":"ata","attributes":[{"id":"190","raw":"30"},{"id":"194","raw":"34 (Min/Max 19/45)"}]}`, infra.Some(34.0)},
		"airflow alone":       {`{"attributes":[{"id":190,"raw":"30"}]}`, infra.Some(30.0)},
		"several in one":      {`{"attributes":[{"id":194,"raw":"141733920802"}]}`, infra.None[float64]()},
		"no attributes":       {`{"type":"ata","attributes":[]}`, infra.None[float64]()},
		"a limit, no reading": {`{"text":"Warning  Comp. Temperature Time:    0"}`, infra.None[float64]()},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var data smartData
			must(t, json.Unmarshal([]byte(test.data), &data))
			if got := temperatureOf(data); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestZFS_IsOnTheStorageThatLiesInThePool(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		must(t, c.SetPool("pve2", "rpool", "DEGRADED"))
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		good := w.storage("pve1", "local-zfs").ZFS
		if good == nil || good.Name != "rpool" || good.State != "ONLINE" || good.Scan == "" || len(good.Devices) != 0 {
			t.Errorf("pool = %+v, want rpool in order", good)
		}
		bad := w.storage("pve2", "local-zfs").ZFS
		want := []infra.ZFSDevice{
			{Name: "mirror-0", Type: "mirror", State: "DEGRADED"},
			{Name: "/dev/disk/by-id/ata-second-part3", Type: "disk", State: "FAULTED", ChecksumErrors: 3},
		}
		if bad == nil || bad.State != "DEGRADED" || bad.ChecksumErrors != 3 {
			t.Fatalf("pool = %+v, want it degraded with 3 errors", bad)
		}
		if diff := cmp.Diff(want, bad.Devices); diff != "" {
			t.Error(diff)
		}
		must(t, c.SetPool("pve1", "rpool", "DEGRADED"))
		after(2 * time.Minute)
		if got := w.storage("pve1", "local-zfs").ZFS.State; got != "DEGRADED" {
			t.Errorf("two minutes later the pool is %s", got)
		}
		if w.storage("pve1", "local").ZFS != nil {
			t.Error("a folder has a pool")
		}
	})
}

func TestZFS_CanBeSwitchedOff(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, c *pvetest.Cluster, env source.Env) {
		env.WithoutZFS = true
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(settle)
		if s := w.storage("pve1", "local-zfs"); s.ZFS != nil || c.Requests()["GET /nodes/{node}/disks/zfs"] != 0 {
			t.Errorf("pools were read: %+v", s.ZFS)
		}
	})
}

func TestPool_KeepsOnlyDevicesThatNeedAttention(t *testing.T) {
	var s poolStatus
	must(t, json.Unmarshal([]byte(`{"name":"tank","state":"ONLINE","children":[
		{"name":"tank","state":"ONLINE","cksum":9,"children":[
			{"name":"raidz2-0","state":"ONLINE","children":[{"name":"sda","state":"ONLINE","read":2,"leaf":1},{"name":"sdb","leaf":1}]},
			{"name":"sdc","state":"ONLINE","leaf":1}]},
		{"name":"logs","children":[{"name":"sdd","state":"UNAVAIL","msg":"cannot open"}]},
		{"name":"cache","children":[{"name":"sde","state":"ONLINE"}]},
		{"name":"spares","children":[{"name":"sdf","state":"AVAIL"}]}]}`), &s))
	got := poolOf(poolRow{Name: "tank", Health: "ONLINE"}, s)
	want := infra.ZFSPool{Name: "tank", State: "ONLINE", ReadErrors: 2, Devices: []infra.ZFSDevice{
		{Name: "sda", Type: "disk", State: "ONLINE", ReadErrors: 2},
		{Name: "sdb", Type: "disk", State: "UNKNOWN"},
		{Name: "sdd", Type: "log", State: "UNAVAIL", Message: "cannot open"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
