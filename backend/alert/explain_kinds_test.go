package alert_test

import (
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

// Of every kind of alert it can be told why it is not raised while all is well,
// and that it is off where it is.
func TestExplain_EveryKindOfAlert(t *testing.T) {
	const pbs, pmg, engine, container = "pbs-lab", "pmg-lab", "docker:h1", "docker:h1/abc"
	hypervisor := func(t *testing.T) *world {
		w := newWorld(t)
		w.polls(1, node("n1"), guest(101))
		w.storages(storage("local", 10, func(s *infra.Storage) {
			s.ZFS = &infra.ZFSPool{Name: "tank", State: "ONLINE", Devices: []infra.ZFSDevice{{Name: "sda", State: "ONLINE"}}}
		}))
		w.tell(infra.PartDisks, disk())
		w.tell(infra.PartCeph, infra.Extras{Ceph: []infra.Ceph{{Resource: res(infra.CephID(target, "f1"), "ceph", ""), FSID: "f1", Health: "HEALTH_OK"}}})
		return w
	}
	backups := func(t *testing.T) *world {
		w := newWorldOf(t, "pbs")
		w.tell(infra.PartPulse, server())
		w.tell(infra.PartDatastores, datastore(10, ""))
		w.tell(infra.PartJobs, infra.Extras{Jobs: []infra.Job{
			{ID: "s1", Target: target, Kind: "sync", Datastore: "store", Status: "OK"}, {ID: "v1", Target: target, Kind: "verify", Datastore: "store", Status: "OK"},
		}})
		return w
	}
	mail := func(t *testing.T) *world {
		w := newWorldOf(t, "pmg")
		x := gateway(infra.MailQueue{At: w.now})
		x.Gateways[0].Quarantine = &infra.Quarantine{}
		w.tell(infra.PartPulse, x)
		return w
	}
	docker := func(t *testing.T) *world {
		w := newWorldOf(t, "docker")
		w.tell(infra.PartPulse, host(aContainer()))
		return w
	}
	for _, c := range []struct {
		world   func(*testing.T) *world
		id      string
		types   []alert.Type
		outcome alert.Outcome
	}{
		{hypervisor, "lab-n1", []alert.Type{alert.TypeConnection, alert.TypeCPU, alert.TypeMemory, alert.TypeDisk}, alert.OutcomeQuiet},
		{hypervisor, "lab-n1", []alert.Type{alert.TypeTemperature}, alert.OutcomeUnknown},
		{hypervisor, "lab-n1-101", []alert.Type{alert.TypePoweredOff, alert.TypeCPU, alert.TypeMemory, alert.TypeDisk}, alert.OutcomeQuiet},
		{hypervisor, "lab-n1-101", []alert.Type{
			alert.TypeDiskRead, alert.TypeDiskWrite, alert.TypeNetworkIn, alert.TypeNetworkOut,
			alert.TypeBackupAge, alert.TypeBackupFailed, alert.TypeSnapshotAge,
		}, alert.OutcomeOff},
		{hypervisor, "lab-n1-local", []alert.Type{alert.TypeUsage, alert.TypeOffline, alert.TypePoolState, alert.TypePoolErrors, alert.TypePoolDevice}, alert.OutcomeQuiet},
		{hypervisor, "lab-n1--dev-sda", []alert.Type{alert.TypeDiskHealth, alert.TypeDiskWearout}, alert.OutcomeQuiet},
		{hypervisor, "lab-f1", []alert.Type{alert.TypeCeph}, alert.OutcomeQuiet},
		{backups, pbs, []alert.Type{alert.TypeOffline, alert.TypeCPU, alert.TypeMemory}, alert.OutcomeQuiet},
		{backups, pbs, []alert.Type{alert.TypeJobFailed, alert.TypeVerifyFailed}, alert.OutcomeOff},
		{backups, "pbs-lab-store", []alert.Type{alert.TypeOffline, alert.TypeUsage}, alert.OutcomeQuiet},
		{mail, pmg, []alert.Type{
			alert.TypeOffline, alert.TypeQueueDepth, alert.TypeQueueDeferred, alert.TypeQueueHold, alert.TypeMessageAge,
			alert.TypeQuarantineSpam, alert.TypeQuarantineVirus,
		}, alert.OutcomeQuiet},
		{mail, pmg, []alert.Type{alert.TypeAnomalySpamIn, alert.TypeAnomalyVirusOut}, alert.OutcomeUnknown},
		{docker, engine, []alert.Type{alert.TypeHostOffline}, alert.OutcomeQuiet},
		{docker, container, []alert.Type{
			alert.TypeContainerState, alert.TypeContainerHealth, alert.TypeRestartLoop, alert.TypeOOMKill, alert.TypeMemoryLimit, alert.TypeCPU, alert.TypeMemory,
		}, alert.OutcomeQuiet},
	} {
		for _, typ := range c.types {
			t.Run(c.id+" "+string(typ), func(t *testing.T) {
				w := c.world(t)
				trace, found := alert.Explain(alert.Compile(w.settings), w.active, w.snap, c.id, typ, w.now)
				if !found || trace.Outcome != c.outcome || len(trace.Steps) == 0 {
					t.Errorf("found %t, outcome %q, want %q: %s", found, trace.Outcome, c.outcome, said(trace))
				}
			})
		}
	}
}

func TestExplain_SaysUntilWhenNobodyIsTold(t *testing.T) {
	for _, c := range []struct {
		name, tune string
		until      time.Duration // after noon
		act        func(*world)
	}{
		{"quiet hours", `{"schedule":{"quietHours":{"enabled":true,"start":"11:00","end":"13:00","timezone":"UTC"}}}`, time.Hour, func(*world) {}},
		{"a snooze", `{}`, 2 * time.Hour, func(w *world) { snooze(w, alert.Snooze{Until: noon.Add(2 * time.Hour)}) }},
		{"the hourly limit", `{"schedule":{"maxAlertsHour":1}}`, time.Hour + 20*time.Second, func(*world) {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			w.polls(2, node("n1"), guest(101, cpu(85)))
			c.act(w)
			trace, _ := alert.Explain(alert.Compile(w.settings), w.active, w.snap, "lab-n1-101", alert.TypeCPU, w.now)
			for _, s := range trace.Steps {
				if s.Name == "schedule" && s.Result == alert.Stop && s.At.Equal(noon.Add(c.until)) {
					return
				}
			}
			t.Errorf("no step says until %s: %+v", noon.Add(c.until), trace.Steps)
		})
	}
}
