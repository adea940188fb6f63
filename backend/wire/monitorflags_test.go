package wire

import (
	"encoding/json"
	"strings"
	"testing"

	"pulse/backend/infra"
	"pulse/backend/source"
)

func TestMonitorFlags_EachKindHasItsOwnAndTellsAllOfThem(t *testing.T) {
	for kind, want := range map[string]string{
		"pve": `"monitorVMs":true,"monitorContainers":true,"monitorStorage":true,"monitorBackups":true,"monitorPhysicalDisks":true,"status"`,
		"pbs": `"monitorDatastores":true,"monitorSyncJobs":true,"monitorVerifyJobs":false,"monitorPruneJobs":true,"monitorGarbageJobs":false,"status"`,
		"pmg": `"monitorMailStats":true,"monitorQueues":true,"monitorQuarantine":true,"monitorDomainStats":false,"status"`,
	} {
		t.Run(kind, func(t *testing.T) {
			var in ConfigNodeInput
			if err := json.Unmarshal([]byte(`{"type":"`+kind+`","monitorVerifyJobs":false}`), &in); err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(ConfigNodeOf(in.Target(), nil))
			if err != nil || !strings.Contains(string(got), `"verifySSL":false,`+want) {
				t.Errorf("%v: got %s, want it to hold %s", err, got, want)
			}
		})
	}
}

func TestMonitorFlags_AreKeptWhereTheyAreAbsent(t *testing.T) {
	on := true
	before := ConfigNodeInput{Type: new("pbs"), MonitorFlags: MonitorFlags{MonitorGarbageJobs: &on}}.Target()
	if after := (ConfigNodeInput{}).Over(before); !after.Monitors("garbageJobs") {
		t.Errorf("garbage jobs are off after a change of nothing: %v", after.Monitor)
	}
}

func TestMonitorFlags_AMailGatewayOfWhichNothingIsReadTellsItsStatistics(t *testing.T) {
	const none = `"monitorMailStats":false,"monitorQueues":false,"monitorQuarantine":false`
	for flags, want := range map[string]bool{
		none + `,"monitorDomainStats":false`: true,
		none:                                 true,
		`"monitorMailStats":false`:           false,
	} {
		var in ConfigNodeInput
		if err := json.Unmarshal([]byte(`{"type":"pmg",`+flags+`}`), &in); err != nil {
			t.Fatal(err)
		}
		if got := in.Target().Monitors("mailStats"); got != want {
			t.Errorf("%s: statistics %v, want %v", flags, got, want)
		}
	}
}

func TestNodeTest_CountsDatastoresOfABackupServerOnly(t *testing.T) {
	for want, found := range map[string]source.Found{
		`"datastoreCount":0`: {Datastores: infra.Some(0)},
		`"nodeCount":3`:      {Nodes: 3},
	} {
		got, err := json.Marshal(NodeTestOf("x", found))
		if err != nil || !strings.Contains(string(got), want) || strings.Contains(string(got), "datastoreCount") != found.Datastores.Known {
			t.Errorf("%v: got %s, want %s", err, got, want)
		}
	}
}
