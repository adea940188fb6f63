package wire

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
)

// dockerExtras is a host with two containers as a snapshot has them.
func dockerExtras() *infra.Extras {
	at := time.Date(2026, 3, 1, 12, 0, 0, 500, time.UTC)
	const target = "docker-key"
	return &infra.Extras{
		Hosts: []infra.Host{{
			Resource: infra.Resource{ID: infra.HostID(target), Target: target, Name: "docker-01", SeenAt: at},
			Key:      "key", AgentID: "key", Hostname: "docker-01", DisplayName: "docker-01", CPUs: 8, Memory: 4096, Online: true,
			Interval: 30 * time.Second, Uptime: infra.Some(time.Hour), ReportedAt: at, AgentVersion: "v1.0.0",
			Token: infra.AgentToken{ID: "t", Name: "agents", Hint: "pulse_…c3d4", UsedAt: at},
			Enrolment: infra.Enrolment{Hidden: true, PendingUninstall: true, Command: &infra.AgentCommand{
				ID: "c", Type: "stop", Status: infra.CommandQueued, CreatedAt: at, UpdatedAt: at, ExpiresAt: at.Add(10 * time.Minute),
			}},
		}},
		Containers: []infra.Container{
			{
				Resource: infra.Resource{Target: target, Name: "job"}, DockerID: "j", Image: "job:1", State: "exited", Status: "Exited (137)",
				ExitCode: 137, RecentExits: []int{137, 0}, CreatedAt: at, FinishedAt: at,
			},
			{
				Resource: infra.Resource{Target: target, Name: "web"}, DockerID: "w", Image: "nginx:1", State: "running", Status: "Up",
				HealthState: "unhealthy", CPU: infra.Some(1.5), MemoryUsed: 512, MemoryLimit: 1024, MemoryRatio: infra.Some(0.5),
				Uptime: infra.Some(time.Minute), CreatedAt: at, StartedAt: at, Ports: []infra.Port{{PrivatePort: 80, Protocol: "tcp"}},
			},
		},
	}
}

const dockerRow = `{"id":"key","agentId":"key","hostname":"docker-01","displayName":"docker-01","cpus":8,"totalMemoryBytes":4096,
"uptimeSeconds":3600,"status":"online","lastSeen":1772366400000,"intervalSeconds":30,"agentVersion":"v1.0.0",
"containers":[
{"id":"j","name":"job","image":"job:1","state":"exited","status":"Exited (137)","cpuPercent":0,"memoryUsageBytes":0,"memoryLimitBytes":0,
"memoryPercent":0,"uptimeSeconds":0,"restartCount":0,"exitCode":137,"recentExitCodes":[137,0],"createdAt":1772366400000,"finishedAt":1772366400000},
{"id":"w","name":"web","image":"nginx:1","state":"running","status":"Up","health":"unhealthy","cpuPercent":150,"memoryUsageBytes":512,
"memoryLimitBytes":1024,"memoryPercent":50,"uptimeSeconds":60,"restartCount":0,"exitCode":0,"createdAt":1772366400000,
"startedAt":1772366400000,"ports":[{"privatePort":80,"protocol":"tcp"}]}],
"tokenId":"t","tokenName":"agents","tokenHint":"pulse_…c3d4","tokenLastUsedAt":1772366400000,"hidden":true,"pendingUninstall":true,
"command":{"id":"c","type":"stop","status":"queued","createdAt":1772366400000,"updatedAt":1772366400000,"expiresAt":1772367000000},
"issues":["job was killed (exit code 137), probably out of memory","web fails its health check"]}`

func TestDockerHosts_AreAsPublished(t *testing.T) {
	encoded, err := json.Marshal(DockerHostsOf(dockerExtras())[0])
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal(encoded, &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(dockerRow), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want - got +\n%s", diff)
	}
}

func TestDockerHosts_AHostWithoutAnythingHasEmptyLists(t *testing.T) {
	x := &infra.Extras{Hosts: []infra.Host{{Key: "k"}}}
	got := DockerHostsOf(x)[0]
	if got.Containers == nil || got.Issues == nil || got.Status != "offline" || got.Command != nil {
		t.Errorf("got %+v", got)
	}
	if DockerHostsOf(nil) == nil {
		t.Error("no hosts are null")
	}
}

func TestIssues_NameWhatIsWrongWithAContainer(t *testing.T) {
	for _, c := range []struct {
		name, state, health string
		exit, restarts      int
		want                []string
	}{
		{"runs", "running", "healthy", 0, 9, nil},
		{"stopped by a person", "exited", "", 143, 0, nil},
		{"done", "exited", "", 0, 0, nil},
		{"failed", "exited", "", 1, 0, []string{"c ended with exit code 1"}},
		{"dead", "dead", "", 2, 0, []string{"c ended with exit code 2"}},
		{"loop", "restarting", "", 1, 12, []string{"c restarts again and again (12 restarts, exit code 1)"}},
		{"unhealthy before it ended", "exited", "unhealthy", 0, 0, nil},
		{"created", "created", "", 127, 0, nil},
	} {
		row := infra.Container{Resource: infra.Resource{Name: "c"}, State: c.state, HealthState: c.health, ExitCode: c.exit, Restarts: c.restarts}
		if diff := cmp.Diff(c.want, issuesOf(&row)); diff != "" {
			t.Errorf("%s: want - got +\n%s", c.name, diff)
		}
	}
}

func TestCompact_HasDockerHostsAndTellsWhatChanged(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	before := CompactOf(View{At: at, Snapshot: &infra.Snapshot{Extras: dockerExtras()}}, nil)
	changed := dockerExtras()
	changed.Hosts[0].Online = false
	after := CompactOf(View{At: at, Snapshot: &infra.Snapshot{Extras: changed}}, before)
	got := DeltaOf(before, after).Set["dockerHosts"]["key"]
	if len(got) != 1 || string(got["status"]) != `"offline"` {
		t.Errorf("got %s", got)
	}
}

func TestHealthKey_OfADockerHostIsItsID(t *testing.T) {
	e := &infra.Estate{TargetInfo: infra.TargetInfo{ID: "docker-key", Kind: "docker", Name: "docker-01"}}
	if got := healthKey(e); got != "docker-key" {
		t.Errorf("got %q", got)
	}
}

func TestDockerCommandAnswer_HasTimesAsText(t *testing.T) {
	encoded, err := json.Marshal(DockerCommandAnswerOf(dockerExtras().Hosts[0].Enrolment.Command))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"c","type":"stop","status":"queued","createdAt":"2026-03-01T12:00:00.0000005Z","updatedAt":"2026-03-01T12:00:00.0000005Z","expiresAt":"2026-03-01T12:10:00.0000005Z"}`
	if string(encoded) != want {
		t.Errorf("got %s", encoded)
	}
}

func TestPercent_IsToldAsItWasReported(t *testing.T) {
	for tenths := range 10001 {
		reported := float64(tenths) / 10
		if got := percent(infra.Some(reported / 100)); got != reported {
			t.Fatalf("%v %% became %v", reported, got)
		}
	}
}
