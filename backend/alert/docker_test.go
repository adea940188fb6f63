package alert_test

import (
	"testing"
	"time"

	"pulse/backend/infra"
)

func containerState(state string) func(*infra.Container) {
	return func(c *infra.Container) { c.State = state }
}

func probe(word string) func(*infra.Container) {
	return func(c *infra.Container) { c.HealthState = word }
}

func exit(code int) func(*infra.Container) {
	return func(c *infra.Container) { c.State, c.ExitCode = "exited", code }
}

func containerCPU(percent float64) func(*infra.Container) {
	return func(c *infra.Container) { c.CPU = infra.Some(percent / 100) }
}

func containerMemory(percent float64) func(*infra.Container) {
	return func(c *infra.Container) { c.MemoryRatio = infra.Some(percent / 100) }
}

func restarted(times int) func(*infra.Container) {
	return func(c *infra.Container) { c.Restarts = times }
}

func TestContainer_Situations(t *testing.T) {
	const rid = "docker:h1/abc"
	const state, health, oom, limit = "docker-container-state-" + rid, "docker-container-health-" + rid, "docker-container-oom-" + rid, "docker-container-memory-limit-" + rid
	unlimited := func(c *infra.Container) { c.MemoryLimit = 0 }
	for _, c := range []struct {
		name, tune string
		container  infra.Container
		want       string
	}{
		{"a container that runs is well", `{}`, aContainer(), ""},
		{"one that ended is a warning", `{}`, aContainer(exit(0)), state + " warning"},
		{"one that is paused is a warning", `{}`, aContainer(containerState("paused")), state + " warning"},
		{"one that restarts is a warning", `{}`, aContainer(containerState("restarting")), state + " warning"},
		{"one that is dead is a warning", `{}`, aContainer(containerState("dead")), state + " warning"},
		{"one that was made and not started is a warning", `{}`, aContainer(containerState("created")), state + " warning"},
		{"one of unknown state is silent", `{}`, aContainer(containerState("")), ""},
		{"the level is that of guests", `{"guestDefaults":{"poweredOffSeverity":"critical"}}`, aContainer(exit(0)), state + " critical"},
		{"an override has a level of its own", `{"overrides":{"docker:h1/abc":{"poweredOffSeverity":"critical"}}}`, aContainer(exit(0)), state + " critical"},
		{"an override lets it be off", `{"overrides":{"docker:h1/abc":{"disableConnectivity":true}}}`, aContainer(exit(0)), ""},
		{"containers off", `{"disableAllDockerContainers":true}`, aContainer(exit(137), probe("unhealthy")), ""},
		{"hosts off does not concern containers", `{"disableAllDockerHosts":true}`, aContainer(exit(0)), state + " warning"},
		{"an ignored name", `{"dockerIgnoredContainerPrefixes":["WE"]}`, aContainer(exit(0)), ""},
		{"an ignored id", `{"dockerIgnoredContainerPrefixes":["ab"]}`, aContainer(exit(0)), ""},
		{"another ignored name", `{"dockerIgnoredContainerPrefixes":["db"]}`, aContainer(exit(0)), state + " warning"},
		{"an ignored end of the name", `{"dockerIgnoredContainerPrefixes":["eb"]}`, aContainer(exit(0)), state + " warning"},

		{"a healthy one is well", `{}`, aContainer(probe("healthy")), ""},
		{"one that starts is well", `{}`, aContainer(probe("starting")), ""},
		{"one without a probe is well", `{}`, aContainer(probe("none")), ""},
		{"an unhealthy one is critical", `{}`, aContainer(probe("unhealthy")), health + " critical"},
		{"another word is a warning", `{}`, aContainer(probe("degraded")), health + " warning"},
		{"connectivity does not concern health", `{"overrides":{"docker:h1/abc":{"disableConnectivity":true}}}`, aContainer(probe("unhealthy")), health + " critical"},

		{"one that was killed", `{}`, aContainer(exit(137)), oom + " critical, " + state + " warning"},
		{"one that failed otherwise", `{}`, aContainer(exit(1)), state + " warning"},
		{"one that runs after it was killed", `{}`, aContainer(func(c *infra.Container) { c.ExitCode = 137 }), ""},

		{"processor below", `{}`, aContainer(containerCPU(79)), ""},
		{"processor above", `{}`, aContainer(containerCPU(85)), rid + "-cpu warning"},
		{"more than one core", `{}`, aContainer(containerCPU(180)), rid + "-cpu critical"},
		{"processor by its own default", `{"dockerDefaults":{"cpu":{"trigger":50,"clear":40}}}`, aContainer(containerCPU(55)), rid + "-cpu warning"},
		{"processor by an override", `{"overrides":{"docker:h1/abc":{"cpu":95}}}`, aContainer(containerCPU(85)), ""},
		{"processor of one that does not run", `{}`, aContainer(exit(0), containerCPU(99)), state + " warning"},
		{"a delay of containers", `{"timeThresholds":{"docker":60}}`, aContainer(containerCPU(85)), ""},
		{"a delay of guests", `{"timeThresholds":{"guest":60}}`, aContainer(containerCPU(85)), ""},

		{"memory below its warning", `{}`, aContainer(containerMemory(84)), ""},
		{"memory above the figure's threshold", `{}`, aContainer(containerMemory(87)), rid + "-memory warning"},
		{"memory near its limit", `{}`, aContainer(containerMemory(91)), limit + " warning, " + rid + "-memory warning"},
		{"memory at its limit", `{}`, aContainer(containerMemory(96)), limit + " critical, " + rid + "-memory critical"},
		{"memory limits may be set", `{"dockerDefaults":{"memoryWarnPct":50,"memoryCriticalPct":60}}`, aContainer(containerMemory(55)), limit + " warning"},
		{"no limit, no alert about it", `{}`, aContainer(containerMemory(96), unlimited), rid + "-memory critical"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, "docker")
			w.tune(c.tune)
			for range 2 {
				w.tell(infra.PartPulse, host(c.container))
			}
			w.expectLevels(c.want)
		})
	}
}

func TestContainer_Lives(t *testing.T) {
	const rid = "docker:h1/abc"
	const state, health, oom, limit = "docker-container-state-" + rid, "docker-container-health-" + rid, "docker-container-oom-" + rid, "docker-container-memory-limit-" + rid
	type step struct {
		container infra.Container
		want      string
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"one report without it is no proof", []step{{aContainer(exit(0)), ""}, {aContainer(), ""}, {aContainer(exit(0)), ""}}},
		{"it starts again", []step{{aContainer(exit(0)), ""}, {aContainer(exit(0)), "firing " + state + " warning"}, {aContainer(), "resolved " + state + " warning"}}},
		{"its health gets worse", []step{{aContainer(probe("degraded")), "firing " + health + " warning"}, {aContainer(probe("unhealthy")), "rose " + health + " critical"}, {aContainer(probe("healthy")), "resolved " + health + " critical"}}},
		{"it is told once that it was killed", []step{{aContainer(exit(137)), "firing " + oom + " critical"}, {aContainer(exit(137)), "firing " + state + " warning"}, {aContainer(exit(137)), ""}}},
		{"memory in between lasts", []step{
			{aContainer(containerMemory(84)), ""},
			{aContainer(containerMemory(80)), ""},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, "docker")
			for _, s := range c.steps {
				w.tell(infra.PartPulse, host(s.container))
				w.expect(s.want)
			}
		})
	}
	t.Run("memory ends five below its warning", func(t *testing.T) {
		w := newWorldOf(t, "docker")
		w.tune(`{"dockerDefaults":{"memory":{"trigger":99,"clear":98}}}`)
		for _, s := range []struct {
			percent float64
			want    string
		}{{91, "firing " + limit + " warning"}, {86, ""}, {85, ""}, {84.9, "resolved " + limit + " warning"}} {
			w.tell(infra.PartPulse, host(aContainer(containerMemory(s.percent))))
			w.expect(s.want)
		}
	})
	t.Run("it is removed", func(t *testing.T) {
		w := newWorldOf(t, "docker")
		w.tell(infra.PartPulse, host(aContainer(probe("unhealthy"))))
		w.tell(infra.PartPulse, host())
		w.expect("resolved " + health + " critical")
	})
}

func TestContainer_RestartLoop(t *testing.T) {
	const id = "docker-container-restart-loop-docker:h1/abc"
	type step struct {
		after    time.Duration
		restarts int
	}
	made := func(ago time.Duration) func(*infra.Container) {
		return func(c *infra.Container) { c.CreatedAt = noon.Add(-ago) }
	}
	for _, c := range []struct {
		name, tune string
		created    time.Duration
		steps      []step
		want       string
	}{
		{"three restarts are not too many", `{}`, time.Hour, []step{{0, 0}, {time.Minute, 3}}, ""},
		{"four are", `{}`, time.Hour, []step{{0, 0}, {time.Minute, 4}}, id + " critical"},
		{"one after the other", `{}`, time.Hour, []step{{0, 0}, {time.Minute, 1}, {time.Minute, 2}, {time.Minute, 3}, {time.Minute, 4}}, id + " critical"},
		{"spread over a longer time they are not", `{}`, time.Hour, []step{{0, 0}, {6 * time.Minute, 2}, {6 * time.Minute, 4}}, ""},
		{"those from before we looked do not count", `{}`, time.Hour, []step{{0, 50}, {time.Minute, 51}}, ""},
		{"those of a new container do", `{}`, time.Minute, []step{{0, 5}}, id + " critical"},
		{"a person's start begins anew", `{}`, time.Hour, []step{{0, 50}, {time.Minute, 0}, {time.Minute, 3}}, ""},
		{"the number may be set", `{"dockerDefaults":{"restartCount":1}}`, time.Hour, []step{{0, 0}, {time.Minute, 2}}, id + " critical"},
		{"the window may be set", `{"dockerDefaults":{"restartWindow":30}}`, time.Hour, []step{{0, 0}, {time.Minute, 2}, {time.Minute, 4}}, ""},
		{"it ends after the window", `{}`, time.Hour, []step{{0, 0}, {time.Minute, 9}, {6 * time.Minute, 9}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorldOf(t, "docker")
			w.tune(c.tune)
			for _, s := range c.steps {
				w.pass(s.after)
				w.tell(infra.PartPulse, host(aContainer(restarted(s.restarts), made(c.created))))
			}
			w.expectLevels(c.want)
		})
	}
}

func TestHost_SilenceEndsTheAlertsOfItsContainers(t *testing.T) {
	w := newWorldOf(t, "docker")
	w.tell(infra.PartPulse, host(aContainer(probe("unhealthy"))))
	w.silence(2)
	w.expectLevels("docker-container-health-docker:h1/abc critical")
	w.silence(1)
	w.expectLevels("docker-host-offline-h1 critical")
	w.tell(infra.PartPulse, host(aContainer(probe("unhealthy"))))
	w.expectLevels("docker-container-health-docker:h1/abc critical")
}

func TestContainer_AlertTellsAllThatIsPublished(t *testing.T) {
	w := newWorldOf(t, "docker")
	w.tell(infra.PartPulse, host(aContainer(probe("unhealthy"), restarted(2))))
	a := w.find("docker-container-health-docker:h1/abc")
	if a.ResourceID() != "docker:h1/abc" || a.Subject.Instance != "Docker:Engine" || a.Subject.Node != "engine-01" || a.ResourceName() != "web" {
		t.Errorf("subject: %s %+v", a.ResourceID(), a.Subject)
	}
	for name, want := range map[string]any{
		"resourceType": "Docker Container", "hostId": "h1", "hostName": "Engine", "hostHostname": "engine-01", "containerId": "abc",
		"containerName": "web", "image": "nginx", "state": "running", "restartCount": 2, "memoryLimitBytes": int64(1000),
	} {
		if a.Metadata[name] != want {
			t.Errorf("%s: got %v, want %v", name, a.Metadata[name], want)
		}
	}
}
