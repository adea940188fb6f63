package agenttest

import (
	"fmt"
	"hash/fnv"
	"math"
	"time"
)

// role is a kind of container that people run.
type role struct {
	name, image, project string
	state, health        string
	exit, restarts       int
	port, public         int
	memory               int64 // limit in MiB; 0 is none
	load                 float64
}

// roles come in this order, again and again. Every state is among the first twelve.
var roles = []role{
	{name: "web", image: "nginx:1.27", project: "shop", state: "running", health: "healthy", port: 80, public: 8080, memory: 512, load: 6},
	{name: "shop", image: "registry.lan/shop:2.14.0", project: "shop", state: "running", health: "healthy", port: 3000, memory: 2048, load: 45},
	{name: "database", image: "postgres:17", project: "shop", state: "running", health: "healthy", port: 5432, memory: 4096, load: 80},
	{name: "cache", image: "redis:7-alpine", project: "shop", state: "running", port: 6379, memory: 1024, load: 12},
	{name: "search", image: "opensearch:2.18", project: "shop", state: "running", health: "unhealthy", restarts: 2, port: 9200, memory: 4096, load: 160},
	{name: "mailer", image: "registry.lan/mailer:1.9.3", project: "shop", state: "restarting", exit: 137, restarts: 14, memory: 256},
	{name: "migrate", image: "registry.lan/shop:2.14.0", project: "shop", state: "exited", exit: 0},
	{name: "metrics", image: "prometheus:v3.0.1", project: "watch", state: "running", port: 9090, public: 9090, load: 20},
	{name: "importer", image: "registry.lan/importer:0.8", project: "watch", state: "exited", exit: 1, restarts: 3},
	{name: "wiki", image: "wiki:3", project: "office", state: "paused", memory: 1024, port: 8000, public: 8000},
	{name: "git", image: "forgejo:9", project: "office", state: "running", health: "starting", port: 3000, public: 3001, memory: 1024, load: 9},
	{name: "spare", image: "alpine:3.21", project: "office", state: "created"},
}

// container is one container of a host as its agent reports it at a time.
func (f *Fleet) container(i, n int, at time.Time) object {
	r := roles[n%len(roles)]
	if n >= len(roles) {
		r.name = fmt.Sprintf("%s-%d", r.name, n/len(roles)+1)
	}
	created := f.began.Add(time.Duration(n) * time.Minute)
	c := object{
		"id": fmt.Sprintf("%016x%016x%032x", f.key(i, n), f.key(n, i), n), "name": "/" + r.name, "image": r.image,
		"createdAt": created.UTC().Format(time.RFC3339), "state": r.state, "restartCount": r.restarts, "exitCode": r.exit,
		"memoryLimitBytes": r.memory << 20, "uptimeSeconds": 0,
		"labels":   map[string]string{"com.docker.compose.project": r.project, "com.docker.compose.service": r.name},
		"networks": []object{{"name": r.project + "_default", "ipv4": fmt.Sprintf("172.%d.0.%d", 18+n%len(roles)/8, n%250+2)}},
	}
	if r.health != "" {
		c["health"] = r.health
	}
	if r.port != 0 {
		c["ports"] = []object{r.published()}
	}
	f.addLife(c, r, created, at)
	if r.state == "running" || r.state == "paused" {
		f.addUse(c, r, i, n, at)
	}
	return c
}

func (r role) published() object {
	p := object{"privatePort": r.port, "protocol": "tcp"}
	if r.public != 0 {
		p["publicPort"], p["ip"] = r.public, "0.0.0.0"
	}
	return p
}

// addLife tells when a container began and ended, also in the engine's words.
func (f *Fleet) addLife(c object, r role, created, at time.Time) {
	started := created.Add(time.Second)
	switch r.state {
	case "running", "paused":
		c["startedAt"], c["uptimeSeconds"] = stamp(started), int64(at.Sub(started)/time.Second)
		c["status"] = fmt.Sprintf("Up %d days", int(at.Sub(started).Hours()/24)) + map[string]string{"": "", "starting": " (health: starting)"}[r.health]
		if r.health == "healthy" || r.health == "unhealthy" {
			c["status"] = fmt.Sprintf("%s (%s)", c["status"], r.health)
		}
		if r.state == "paused" {
			c["status"] = fmt.Sprintf("%s (Paused)", c["status"])
		}
	case "restarting":
		c["startedAt"], c["finishedAt"] = stamp(at.Add(-19*time.Second)), stamp(at.Add(-12*time.Second))
		c["status"] = fmt.Sprintf("Restarting (%d) 12 seconds ago", r.exit)
	case "exited":
		ended := started.Add(3 * time.Minute)
		c["startedAt"], c["finishedAt"] = stamp(started), stamp(ended)
		c["status"] = fmt.Sprintf("Exited (%d) %d days ago", r.exit, int(at.Sub(ended).Hours()/24))
	default:
		c["status"] = "Created"
	}
}

// addUse adds the figures of a container whose processes exist.
func (f *Fleet) addUse(c object, r role, i, n int, at time.Time) {
	limit := float64(r.memory << 20)
	if limit == 0 {
		limit = float64(f.hosts[i].memory)
	}
	part := 0.15 + 0.6*share(f.key(i, n)) + 0.05*f.wave(i, n, at)
	c["cpuPercent"] = math.Round(r.load*(1+0.5*f.wave(n, i, at))*100) / 100
	c["memoryUsageBytes"] = int64(part * limit)
	c["memoryPercent"] = math.Round(part*1e4) / 100
}

// wave moves between -1 and 1 within minutes, for each container by itself.
func (f *Fleet) wave(a, b int, at time.Time) float64 {
	if f.opts.Steady {
		return 0
	}
	key := share(f.key(a, b))
	return math.Sin(2 * math.Pi * (float64(at.UnixMilli()%3_600_000)/1000/(60+120*key) + key))
}

func (f *Fleet) key(a, b int) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %d %d", f.opts.Seed, a, b)
	return h.Sum64()
}

// share is a number from 0 to 1.
func share(key uint64) float64 { return float64(key%9973) / 9973 }

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
