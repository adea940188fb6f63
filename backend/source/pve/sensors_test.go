package pve

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
	"pulse/backend/source/pve/pvetest"
)

func TestTemperatures_OfTheUsualChips(t *testing.T) {
	tests := map[string]struct {
		output string
		want   *infra.Temperature
	}{
		"Intel with two disks": {
			`{"coretemp-isa-0000":{"Adapter":"ISA adapter","Package id 0":{"temp1_input":52.0,"temp1_max":80.0},"Core 0":{"temp2_input":49.0},"Core 1":{"temp3_input":51.5}},
			  "nvme-pci-0500":{"Adapter":"PCI adapter","Composite":{"temp1_input":44.85},"Sensor 1":{"temp2_input":50}},
			  "nvme-pci-0400":{"Adapter":"PCI adapter","Sensor 1":{"temp2_input":38.9}}}`,
			&infra.Temperature{
				CPUPackage: infra.Some(52.0), CPUMax: infra.Some(51.5), Cores: []infra.CoreTemperature{{Core: 0, Value: 49}, {Core: 1, Value: 51.5}},
				NVMe: []infra.DiskTemperature{{Device: "nvme0400", Value: 38.9}, {Device: "nvme0500", Value: 44.85}}, At: readAt,
			},
		},
		"two packages":       {`{"coretemp-isa-0000":{"Package id 0":{"temp1_input":40}},"coretemp-isa-0001":{"Package id 1":{"temp1_input":45}}}`, &infra.Temperature{CPUPackage: infra.Some(45.0), At: readAt}},
		"AMD with a die":     {`{"k10temp-pci-00c3":{"Tctl":{"temp1_input":70},"Tdie":{"temp2_input":60}}}`, &infra.Temperature{CPUPackage: infra.Some(60.0), At: readAt}},
		"AMD without":        {`{"k10temp-pci-00c3":{"Tctl":{"temp1_input":70},"Tccd1":{"temp3_input":62}}}`, &infra.Temperature{CPUPackage: infra.Some(70.0), At: readAt}},
		"no number":          {`{"coretemp-isa-0000":{"Package id 0":{"temp1_input":nan},"Core 0":{"temp2_input":48}}}`, &infra.Temperature{CPUMax: infra.Some(48.0), Cores: []infra.CoreTemperature{{Core: 0, Value: 48}}, At: readAt}},
		"other chips":        {`{"nct6775-isa-0290":{"fan1":{"fan1_input":900},"SYSTIN":{"temp1_input":33}}}`, nil},
		"no JSON":            {`sensors: command not found`, nil},
		"an error and a map": {`{"error":"ssh failed","coretemp-isa-0000":"odd"}`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, temperaturesOf([]byte(test.output), readAt)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzTemperatures(f *testing.F) {
	f.Add([]byte(`{"coretemp-isa-0000":{"Package id 0":{"temp1_input":52.0}},"nvme-pci-0400":{"Composite":{"temp1_input":nan}}}`))
	f.Fuzz(func(t *testing.T, output []byte) {
		got := temperaturesOf(output, readAt)
		if got != nil && !got.CPUPackage.Known && len(got.Cores)+len(got.NVMe) == 0 {
			t.Errorf("%q gives a temperature without any: %+v", output, got)
		}
	})
}

func FuzzSlowAnswers(f *testing.F) {
	f.Add([]byte(`{"data":{"monmap":{"mons":[{"name":"a"}]},"health":{"checks":{"X":{}}},"children":[{"name":"logs","children":{}}],"attributes":[{"id":194,"raw":"3"}]}}`))
	f.Add([]byte(`{"data":[{"volid":"a:backup/vm/1/x","verification":"ok","upid":"UPID:a:b:c:d:e:f:g:","devpath":"/dev/sda","wearout":"8%","pool":"1"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if s, err := proxmox.Decode[cephStatus](body); err == nil && cephOf(testTarget, s, readAt).Monitors < 0 {
			t.Errorf("%q counts less than no monitor", body)
		}
		if s, err := proxmox.Decode[poolStatus](body); err == nil && poolOf(poolRow{}, s).ReadErrors < 0 {
			t.Errorf("%q counts less than no error", body)
		}
		if rows, err := proxmox.Decode[[]contentRow](body); err == nil {
			for _, row := range rows {
				if b, ok := backupOf(testTarget, "a", backupPlace{}, row); ok && b.Type == "" {
					t.Errorf("%q gives a backup of no sort", body)
				}
			}
		}
		if s, err := proxmox.Decode[smartData](body); err == nil && temperatureOf(s).Value > hottestDisk {
			t.Errorf("%q gives a disk on fire", body)
		}
	})
}

func TestSensors_AreReadWhereTheProgramSaysHow(t *testing.T) {
	inMemory(t, pvetest.Small(), func(t *testing.T, _ *pvetest.Cluster, env source.Env) {
		var mu sync.Mutex
		asked := map[string]int{}
		env.Sensors = func(_ context.Context, host string) ([]byte, error) {
			mu.Lock()
			defer mu.Unlock()
			asked[host]++
			if host == "10.10.0.12" {
				return nil, errors.New("permission denied (publickey)")
			}
			return []byte(`{"coretemp-isa-0000":{"Package id 0":{"temp1_input":52}}}`), nil
		}
		w := watch(t, targetOf(memoryHost("pve1")), env)
		after(5*time.Minute + time.Second)
		if n := w.node("pve1"); n.Temperature == nil || n.Temperature.CPUPackage != infra.Some(52.0) {
			t.Errorf("temperature = %+v", n.Temperature)
		}
		if n := w.node("pve2"); n.Temperature != nil || n.Stale != nil {
			t.Errorf("pve2 does not tell: temperature %+v, stale %+v; want neither", n.Temperature, n.Stale)
		}
		report, err := w.Report(infra.PartSensors)
		if err != nil || len(report.Failures) != 1 || !strings.Contains(report.Failures[0].Reason, "publickey") {
			t.Errorf("failures %+v, %v; want that of pve2", report.Failures, err)
		}
		mu.Lock()
		defer mu.Unlock()
		if asked["10.10.0.11"] < 5 || asked["10.10.0.11"] > 6 {
			t.Errorf("asked %v, want once a minute by address", asked)
		}
	})
}

func TestSensors_AreLeftAloneByDefault(t *testing.T) {
	inMemory(t, machine(nil), func(t *testing.T, _ *pvetest.Cluster, env source.Env) {
		src, err := Kind().Open(targetOf(memoryHost("pve1")), env)
		must(t, err)
		defer src.Close()
		for _, job := range src.Jobs() {
			if job.Part == infra.PartSensors {
				t.Error("there is a job for sensors")
			}
		}
	})
}

func TestDict_AcceptsWhatIsNoObject(t *testing.T) {
	for _, body := range []string{`[]`, `null`, `"x"`, `{"a":"summary"}`, `7`} {
		var d dict[cephDaemonRow]
		if err := json.Unmarshal([]byte(body), &d); err != nil || len(d) != 0 {
			t.Errorf("%s gives %v, %v; want nothing", body, d, err)
		}
	}
}
