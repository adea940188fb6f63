package wire

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/notify"
	"pulse/backend/source"
)

func TestConfigNodeOf_HasTheKeysOfThePublishedList(t *testing.T) {
	seen := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	members := infra.Cluster{Name: "lab", Members: []infra.Member{{ID: "node/pve1", Name: "pve1", Address: "https://10.0.0.5:8006", IP: "10.0.0.5", Online: true, SeenAt: seen}}}
	node := ConfigNodeOf(
		source.Target{ID: "pve-0", Kind: "pve", Name: "home", Host: "https://10.0.0.5:8006", User: "root@pam", Password: "very-secret", Monitor: map[string]bool{"storage": false}},
		&infra.Estate{SeenAt: seen, Cluster: members},
	)
	got, err := json.Marshal([]ConfigNode{node})
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"id":"pve-0","type":"pve","name":"home","host":"https://10.0.0.5:8006","user":"root@pam","hasPassword":true,` +
		`"hasToken":false,"verifySSL":false,"monitorVMs":true,"monitorContainers":true,"monitorStorage":false,"monitorBackups":true,` +
		`"monitorPhysicalDisks":true,"status":"connected","isCluster":true,"clusterName":"lab","clusterEndpoints":[{"NodeID":"node/pve1",` +
		`"NodeName":"pve1","Host":"https://10.0.0.5:8006","IP":"10.0.0.5","Online":true,"LastSeen":"2026-03-01T12:00:00Z"}]}]`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestConfigNodeOf_IsDisconnectedUntilSomethingWasHeard(t *testing.T) {
	for name, e := range map[string]*infra.Estate{"nothing known": nil, "nothing heard": {}, "failing": {SeenAt: time.Now(), Failure: &infra.Failure{}}} {
		if got := ConfigNodeOf(source.Target{Kind: "pve"}, e).Status; got != "disconnected" {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func TestConfigNodeInput_KeepsOneCredential(t *testing.T) {
	before := source.Target{Kind: "pve", User: "root@pam", TokenName: "a@pam!old", TokenValue: "old"}
	cases := []struct{ body, password, token, value string }{
		{`{}`, "", "a@pam!old", "old"},
		{`{"password":"new"}`, "new", "", ""},
		{`{"password":"new","tokenName":"a@pam!old"}`, "new", "", ""},
		{`{"tokenValue":"new"}`, "", "a@pam!old", "new"},
		{`{"password":"new","tokenName":"a@pam!b","tokenValue":"new"}`, "", "a@pam!b", "new"},
	}
	for _, c := range cases {
		var in ConfigNodeInput
		if err := json.Unmarshal([]byte(c.body), &in); err != nil {
			t.Fatal(err)
		}
		if got := in.Over(before); got.Password != c.password || got.TokenName != c.token || got.TokenValue != c.value {
			t.Errorf("%s: password %q, token %q %q", c.body, got.Password, got.TokenName, got.TokenValue)
		}
	}
}

func TestMockConfig_IsWrittenInBothSpellings(t *testing.T) {
	got, err := json.Marshal(MockConfig{NodeCount: 7, StoppedPercent: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	for _, piece := range []string{`"NodeCount":7`, `"nodeCount":7`, `"StoppedPercent":0.2`, `"HighLoadNodes":null`, `"DockerContainersPerHost":0`} {
		if !strings.Contains(string(got), piece) {
			t.Errorf("%s is missing in %s", piece, got)
		}
	}
}

func TestWebhook_MaskedValuesComeBackAsTheyWere(t *testing.T) {
	before := notify.Channel{ID: "a", URL: "https://x/old", Headers: map[string]string{"Authorization": "Bearer x", "X-Plain": "y", "X-Token": ""}, Fields: map[string]string{"routing_key": "z"}}
	shown := WebhookOf(before)
	if shown.Headers["Authorization"] != Redacted || shown.Headers["X-Plain"] != "y" || shown.Headers["X-Token"] != "" || shown.CustomFields["routing_key"] != Redacted {
		t.Errorf("shown %+v", shown)
	}
	after, err := WebhookInput{Name: "n", URL: "https://x", Headers: shown.Headers, CustomFields: shown.CustomFields}.Channel("a", before)
	if err != nil || after.Headers["Authorization"] != "Bearer x" || after.Fields["routing_key"] != "z" {
		t.Errorf("after %+v, %v", after, err)
	}
	if _, err := (WebhookInput{Name: "n", URL: "https://y", Headers: shown.Headers}).Channel("a", before); err == nil {
		t.Error("masked values go to another host")
	}
	if before.Headers["Authorization"] != "Bearer x" {
		t.Error("masking changed the channel itself")
	}
}
