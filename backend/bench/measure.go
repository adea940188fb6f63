package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"pulse/backend/pause"
)

// port is where the measured server listens.
const port = "17699"

// bench is a running server with the estate that it watches.
type bench struct {
	plan
	api, control      client
	server, simulator *process
	began             time.Time
	nodes             int
	result            result
}

func measure(ctx context.Context, p plan) (result, error) {
	dir, err := os.MkdirTemp("", "pulse-bench")
	if err != nil {
		return result{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{plan: p, result: result{size: p.size}, api: client{url: "http://127.0.0.1:" + port}}
	defer b.end()
	for _, step := range []func(context.Context, string) error{
		b.startSimulator, b.startServer, b.signIn, b.becomeHealthy, b.cost, b.feeds, b.latency, b.changes, b.memory,
	} {
		if err := step(ctx, dir); err != nil {
			return b.result, err
		}
	}
	return b.result, nil
}

func (b *bench) end() {
	for _, p := range []*process{b.server, b.simulator} {
		if p != nil {
			p.end()
		}
	}
}

func (b *bench) startServer(ctx context.Context, dir string) (err error) {
	b.began = time.Now()
	b.server, err = spawn(ctx, b.plan.server, []string{
		"PULSE_DATA_DIR=" + dir, "FRONTEND_PORT=" + port, "BACKEND_HOST=127.0.0.1", "DISCOVERY_ENABLED=false",
	})
	if err != nil {
		return err
	}
	err = b.until(ctx, "the server answers", 2*time.Millisecond, func() bool {
		_, _, err := b.api.raw(ctx, "GET", "/api/health", nil, "")
		return err == nil
	})
	b.result.start = time.Since(b.began)
	return err
}

// connection is what the simulator prints of a cluster.
type connection struct {
	Name, Host, TokenName, TokenValue, Fingerprint string
}

func (b *bench) startSimulator(ctx context.Context, _ string) (err error) {
	b.simulator, err = spawn(ctx, b.plan.simulator, nil, "-clusters", b.size, "-port", "18006", "-control", "127.0.0.1:18007")
	if err != nil {
		return err
	}
	nodes, _, _ := strings.Cut(b.size, "/")
	b.nodes, err = strconv.Atoi(nodes)
	return err
}

// signIn gets a token as a window of this machine does, and adds the cluster.
func (b *bench) signIn(ctx context.Context, dir string) error {
	var cluster connection
	var control struct{ Control string }
	if err := b.simulator.line(&cluster); err != nil {
		return err
	}
	if err := b.simulator.line(&control); err != nil {
		return err
	}
	b.control = client{url: control.Control}
	var host struct{ Secret string }
	content, err := os.ReadFile(filepath.Join(dir, "run.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(content, &host); err != nil {
		return err
	}
	if b.api.token, err = launchToken(ctx, b.api.url, host.Secret); err != nil {
		return err
	}
	return b.api.call(ctx, "POST", "/api/config/nodes", map[string]any{
		"type": "pve", "name": cluster.Name, "host": cluster.Host, "tokenName": cluster.TokenName, "tokenValue": cluster.TokenValue,
	}, nil)
}

type state struct {
	Nodes []struct{ Status, ConnectionHealth string }
	VMs   []struct {
		VMID   int
		Node   string
		ID     string
		Status string
	}
	Containers []struct{ ID string }
}

func (b *bench) state(ctx context.Context) (s state, err error) {
	err = b.api.call(ctx, "GET", "/api/state", nil, &s)
	return s, err
}

// becomeHealthy waits until every node and guest is known.
func (b *bench) becomeHealthy(ctx context.Context, _ string) error {
	added := time.Now()
	err := b.until(ctx, "everything is healthy", 20*time.Millisecond, func() bool {
		s, err := b.state(ctx)
		healthy := 0
		for _, n := range s.Nodes {
			if n.Status == "online" && n.ConnectionHealth == "healthy" {
				healthy++
			}
		}
		return err == nil && healthy == b.nodes && len(s.VMs)+len(s.Containers) > 0 // they come in one list
	})
	b.result.healthy = time.Since(added)
	return err
}

func (b *bench) memory(context.Context, string) (err error) {
	if b.result.rss, err = b.server.figure("status", "VmRSS"); err != nil {
		return err
	}
	b.result.peak, err = b.server.figure("status", "VmHWM")
	b.result.rss, b.result.peak = b.result.rss/1024, b.result.peak/1024
	return err
}

// latency asks for the state at all phases of a poll.
func (b *bench) latency(ctx context.Context, _ string) error {
	var times []time.Duration
	for range 300 {
		took, answer, err := b.api.raw(ctx, "GET", "/api/state", nil, "gzip")
		if err != nil {
			return err
		}
		times = append(times, took)
		b.result.stateGzip = len(answer)
		if err := pause.For(ctx, 37*time.Millisecond); err != nil {
			return err
		}
	}
	slices.Sort(times)
	b.result.latency, b.result.latencyWorst = times[len(times)/2], times[len(times)-1]
	_, answer, err := b.api.raw(ctx, "GET", "/api/state", nil, "")
	b.result.stateBytes = len(answer)
	return err
}

func (b *bench) until(ctx context.Context, what string, gap time.Duration, holds func() bool) error {
	for deadline := time.Now().Add(2 * time.Minute); !holds(); {
		if time.Now().After(deadline) {
			return fmt.Errorf("never happened: %s", what)
		}
		if err := pause.For(ctx, gap); err != nil {
			return err
		}
	}
	return nil
}
