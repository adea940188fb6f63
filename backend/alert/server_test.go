package alert_test

import (
	"testing"
	"time"

	"pulse/backend/infra"
)

func serverCPU(percent float64) func(*infra.Server) {
	return func(p *infra.Server) { p.CPU = infra.Some(percent / 100) }
}

func serverMemory(percent int64) func(*infra.Server) {
	return func(p *infra.Server) { p.Memory = infra.Some(usage(percent)) }
}

func offlineServer(p *infra.Server) { p.Online = false }

func TestServer_Figures(t *testing.T) {
	for _, c := range []struct {
		name, tune string
		server     infra.Extras
		want       string
	}{
		{"a backup server at rest is well", `{}`, server(), ""},
		{"its processor has the threshold of nodes", `{}`, server(serverCPU(80)), "pbs-lab-cpu warning"},
		{"and is critical ten above it", `{}`, server(serverCPU(90)), "pbs-lab-cpu critical"},
		{"its memory has the threshold of nodes", `{}`, server(serverMemory(85)), "pbs-lab-memory warning"},
		{"thresholds of nodes change it", `{"nodeDefaults":{"cpu":70}}`, server(serverCPU(75)), "pbs-lab-cpu warning"},
		{"an override changes it", `{"overrides":{"pbs-lab":{"cpu":95}}}`, server(serverCPU(90)), ""},
		{"an override switches one figure off", `{"overrides":{"pbs-lab":{"cpu":-1}}}`, server(serverCPU(99), serverMemory(90)), "pbs-lab-memory warning"},
		{"an override switches all off", `{"overrides":{"pbs-lab":{"disabled":true}}}`, server(serverCPU(99)), ""},
		{"all backup servers off", `{"disableAllPBS":true}`, server(serverCPU(99)), ""},
		{"nodes off does not concern it", `{"disableAllNodes":true}`, server(serverCPU(85)), "pbs-lab-cpu warning"},
		{"a delay of its own", `{"timeThresholds":{"pbs":60}}`, server(serverCPU(85)), ""},
		{"a delay of its processor", `{"metricTimeThresholds":{"pbs":{"cpu":60}}}`, server(serverCPU(85)), ""},
		{"a delay of nodes' processors", `{"metricTimeThresholds":{"node":{"cpu":60}}}`, server(serverCPU(85)), ""},
		{"its own delay counts more", `{"metricTimeThresholds":{"pbs":{"cpu":0},"node":{"cpu":60}}}`, server(serverCPU(85)), "pbs-lab-cpu warning"},
		{"figures of one that is offline mean nothing", `{"disableAllPBSOffline":true}`, server(serverCPU(99), offlineServer), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, "pbs")
			w.tune(c.tune)
			for range 2 {
				w.tell(infra.PartPulse, c.server)
			}
			w.expectLevels(c.want)
		})
	}
}

// silence is a number of polls that found nobody.
func (w *world) silence(polls int) {
	for range polls {
		w.pass(10 * time.Second).fail(infra.PartPulse)
	}
}

func TestOffline_OfServersOfTheirOwn(t *testing.T) {
	pbs, pmg, docker := server(), gateway(infra.MailQueue{}), host()
	for _, c := range []struct {
		name, kind, tune string
		alive            infra.Extras
		polls            int
		want             string
	}{
		{"two failed polls are no proof", "pbs", `{}`, pbs, 2, ""},
		{"three are", "pbs", `{}`, pbs, 3, "pbs-offline-pbs-lab critical"},
		{"a mail gateway likewise, two", "pmg", `{}`, pmg, 2, ""},
		{"a mail gateway likewise, three", "pmg", `{}`, pmg, 3, "pmg-offline-pmg-lab critical"},
		{"a Docker host likewise, two", "docker", `{}`, docker, 2, ""},
		{"a Docker host likewise, three", "docker", `{}`, docker, 3, "docker-host-offline-h1 critical"},
		{"backup servers' offline alerts off", "pbs", `{"disableAllPBSOffline":true}`, pbs, 5, ""},
		{"mail gateways' offline alerts off", "pmg", `{"disableAllPMGOffline":true}`, pmg, 5, ""},
		{"Docker hosts' offline alerts off", "docker", `{"disableAllDockerHostsOffline":true}`, docker, 5, ""},
		{"backup servers off", "pbs", `{"disableAllPBS":true}`, pbs, 5, ""},
		{"mail gateways off", "pmg", `{"disableAllPMG":true}`, pmg, 5, ""},
		{"Docker hosts off", "docker", `{"disableAllDockerHosts":true}`, docker, 5, ""},
		{"an override of the backup server", "pbs", `{"overrides":{"pbs-lab":{"disableConnectivity":true}}}`, pbs, 5, ""},
		{"an override of the mail gateway", "pmg", `{"overrides":{"pmg-lab":{"disableConnectivity":true}}}`, pmg, 5, ""},
		{"an override of the Docker host by its bare id", "docker", `{"overrides":{"h1":{"disableConnectivity":true}}}`, docker, 5, ""},
		{"an override switches the Docker host off", "docker", `{"overrides":{"h1":{"disabled":true}}}`, docker, 5, ""},
		{"switches of nodes do not concern a backup server", "pbs", `{"disableAllNodes":true,"disableAllNodesOffline":true}`, pbs, 3, "pbs-offline-pbs-lab critical"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, c.kind)
			w.tune(c.tune)
			w.tell(infra.PartPulse, c.alive)
			w.silence(c.polls)
			w.expectLevels(c.want)
		})
	}
}

func TestOffline_ComesBack(t *testing.T) {
	for kind, c := range map[string]struct {
		alive infra.Extras
		id    string
	}{"pbs": {server(), "pbs-offline-pbs-lab"}, "pmg": {gateway(infra.MailQueue{}), "pmg-offline-pmg-lab"}, "docker": {host(), "docker-host-offline-h1"}} {
		t.Run(kind, func(t *testing.T) {
			w := newWorldOf(t, kind)
			w.tell(infra.PartPulse, c.alive)
			w.silence(3)
			w.tell(infra.PartPulse, c.alive)
			w.expect("resolved " + c.id + " critical")
		})
	}
}

func TestOffline_SwitchingItOffTakesItBack(t *testing.T) {
	for kind, c := range map[string]struct {
		alive infra.Extras
		tune  string
	}{
		"pbs":    {server(), `{"disableAllPBSOffline":true}`},
		"pmg":    {gateway(infra.MailQueue{}), `{"disableAllPMGOffline":true}`},
		"docker": {host(), `{"disableAllDockerHostsOffline":true}`},
	} {
		t.Run(kind, func(t *testing.T) {
			w := newWorldOf(t, kind)
			w.tell(infra.PartPulse, c.alive)
			w.silence(3)
			w.tune(c.tune)
			w.expectLevels("")
		})
	}
}

func TestDatastore_UsageAndTrouble(t *testing.T) {
	const usageID, offlineID = "pbs-lab-store-usage", "storage-offline-pbs-lab-store"
	for _, c := range []struct {
		name, tune string
		store      infra.Extras
		want       string
	}{
		{"room enough", `{}`, datastore(84, ""), ""},
		{"filling up", `{}`, datastore(85, ""), usageID + " warning"},
		{"nearly full", `{}`, datastore(96, ""), usageID + " critical"},
		{"cannot be used", `{}`, datastore(96, "not mounted"), offlineID + " warning"},
		{"an override", `{"overrides":{"pbs-lab-store":{"usage":97}}}`, datastore(96, ""), ""},
		{"an override of its server switches it off", `{"overrides":{"pbs-lab":{"disabled":true}}}`, datastore(96, ""), ""},
		{"storages off", `{"disableAllStorage":true}`, datastore(96, ""), ""},
		{"backup servers off", `{"disableAllPBS":true}`, datastore(96, ""), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, "pbs")
			w.tune(c.tune)
			for range 2 {
				w.tell(infra.PartPulse, server())
				w.tell(infra.PartDatastores, c.store)
			}
			w.expectLevels(c.want)
		})
	}
}

func TestJob_FailuresOfABackupServer(t *testing.T) {
	const on = `{"pbsJobDefaults":{"failed":true,"verifyFailed":true}}`
	for _, c := range []struct{ name, tune, kind, status, want string }{
		{"off unless asked for", `{}`, "sync", "connection refused", ""},
		{"a sync job that failed", on, "sync", "connection refused", "pbs-lab-sync-j1-pbs-job-failed warning"},
		{"a prune job that failed", on, "prune", "permission denied", "pbs-lab-prune-j1-pbs-job-failed warning"},
		{"a garbage collection that failed", on, "garbage", "no space left", "pbs-lab-garbage-j1-pbs-job-failed warning"},
		{"a verification that failed", on, "verify", "verification failed", "pbs-lab-verify-j1-pbs-verify-failed warning"},
		{"a job that went well", on, "sync", "OK", ""},
		{"a job that never ran", on, "sync", "", ""},
		{"a job that runs", on, "sync", "running", ""},
		{"a job with warnings did not fail", on, "sync", "WARNINGS: 2", ""},
		{"jobs without verifications", `{"pbsJobDefaults":{"failed":true}}`, "verify", "verification failed", ""},
		{"verifications without jobs", `{"pbsJobDefaults":{"verifyFailed":true}}`, "sync", "failed", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, "pbs")
			w.tune(c.tune)
			w.tell(infra.PartPulse, server())
			w.tell(infra.PartJobs, infra.Extras{Jobs: []infra.Job{{ID: "j1", Target: target, Kind: c.kind, Datastore: "store", Status: c.status}}})
			w.expectLevels(c.want)
		})
	}
}

func TestOffline_NamesTheAddressInThePlaceOfANode(t *testing.T) {
	w := newWorldOf(t, "pbs")
	w.tell(infra.PartPulse, server())
	w.silence(3)
	a := w.find("pbs-offline-pbs-lab")
	if a.Subject.Node != "https://lab.example.com:8007" || a.Subject.Instance != "lab" || a.ResourceID() != "pbs-lab" {
		t.Errorf("got %+v", a.Subject)
	}
	w.tick(10 * time.Second)
	w.expect("")
}
