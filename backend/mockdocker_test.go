package backend_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// containerStates collects the states and the health of all containers shown.
func containerStates(hosts map[string]map[string]any) (states, health []string) {
	for _, h := range hosts {
		list, _ := h["containers"].([]any)
		for _, c := range list {
			row := c.(map[string]any)
			states = append(states, row["state"].(string))
			if told, _ := row["health"].(string); told != "" {
				health = append(health, told)
			}
		}
	}
	slices.Sort(states)
	slices.Sort(health)
	return slices.Compact(states), slices.Compact(health)
}

func TestMockMode_ShowsDockerHostsInEveryStateAndGivesTheRealOnesBack(t *testing.T) {
	const report = "/api/agents/docker/report"
	dir := t.TempDir()
	p := launch(t, dir, nil)
	p.call("POST", report, dockerReport("real"), http.StatusOK)

	p.call("POST", "/api/system/mock-mode", map[string]any{"enabled": true}, 200)
	eventually(t, "the made-up hosts are shown in place of the real one", func() bool {
		hosts := p.rows("dockerHosts")
		return len(hosts) == 3 && hosts["real"] == nil
	})
	hosts := p.rows("dockerHosts")
	if one, two, three := hosts["made-up-docker-1"], hosts["made-up-docker-2"], hosts["made-up-docker-3"]; one["status"] != "online" ||
		two["hostname"] != "podman1" || three["status"] != "offline" || len(one["containers"].([]any)) != 12 {
		t.Errorf("hosts: %v", hosts)
	}
	if reason, _ := hosts["made-up-docker-3"]["staleReason"].(string); !strings.Contains(reason, "check that pulse-docker-agent runs on docker3") {
		t.Errorf("the offline host does not say what to do: %q", reason)
	}
	if since := time.UnixMilli(int64(hosts["made-up-docker-3"]["staleSince"].(float64))); time.Since(since) < time.Hour {
		t.Errorf("the offline host is told to be silent since %v, though its last report is older", since)
	}
	states, health := containerStates(hosts)
	if got := strings.Join(states, " "); got != "created exited paused restarting running" {
		t.Errorf("states of containers: %s", got)
	}
	if got := strings.Join(health, " "); got != "healthy starting unhealthy" {
		t.Errorf("health of containers: %s", got)
	}

	p.call("POST", report, dockerReport("real"), http.StatusOK)
	p.call("DELETE", "/api/agents/docker/hosts/made-up-docker-2?hide=true", nil, 200)
	p.call("DELETE", "/api/agents/docker/hosts/made-up-docker-1", nil, 200)
	eventually(t, "an agent that is told to stop has stopped", func() bool { return p.rows("dockerHosts")["made-up-docker-1"] == nil })
	if hidden := p.rows("dockerHosts")["made-up-docker-2"]["hidden"]; hidden != true {
		t.Errorf("hidden = %v", hidden)
	}

	p.call("POST", "/api/system/mock-mode", map[string]any{"enabled": false}, 200)
	realOnly := func() bool {
		hosts := p.rows("dockerHosts")
		return len(hosts) == 1 && hosts["real"]["status"] == "online"
	}
	eventually(t, "only the real host is shown", realOnly)
	state := p.call("GET", "/api/state", nil, 200).(map[string]any)
	if health := state["connectionHealth"].(map[string]any); len(health) != 1 || health["docker-real"] != true {
		t.Errorf("connectionHealth = %v, want that of the real host only", health)
	}
	p.stop()
	p = launch(t, dir, nil)
	eventually(t, "after a restart, too", realOnly)
}

func TestMockMode_ADockerHostThatReportsMeanwhileIsThereAfterwards(t *testing.T) {
	p := launch(t, t.TempDir(), nil)
	p.call("POST", "/api/system/mock-mode", map[string]any{"enabled": true, "config": map[string]any{"dockerHostCount": 0}}, 200)
	eventually(t, "the made-up estate is shown", func() bool { return len(p.rows("vms")) > 20 })
	p.call("POST", "/api/agents/docker/report", dockerReport("late"), http.StatusOK)
	if hosts := p.rows("dockerHosts"); len(hosts) != 0 {
		t.Errorf("while mock mode is on: %v", hosts)
	}
	p.call("POST", "/api/system/mock-mode", map[string]any{"enabled": false}, 200)
	eventually(t, "it is shown", func() bool { return p.rows("dockerHosts")["late"] != nil })
}
