package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"pulse/backend/pause"
)

// launchToken exchanges the secret of run.json for a token.
func launchToken(ctx context.Context, url, secret string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/api/local/session", http.NoBody)
	if err != nil {
		return "", err
	}
	req.Header.Set("X-Pulse-Launch", secret)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	var answer struct{ Token string }
	err = json.NewDecoder(res.Body).Decode(&answer)
	if err == nil && answer.Token == "" {
		err = fmt.Errorf("no token for a window: status %d", res.StatusCode)
	}
	return answer.Token, err
}

// cost measures processor, requests and writes while nobody looks.
func (b *bench) cost(ctx context.Context, _ string) error {
	if err := pause.For(ctx, b.warm); err != nil {
		return err
	}
	cpu, written, asked, err := b.counters(ctx)
	if err != nil {
		return err
	}
	if err := pause.For(ctx, b.window); err != nil {
		return err
	}
	cpuAfter, writtenAfter, askedAfter, err := b.counters(ctx)
	minutes := b.window.Minutes()
	b.result.cpuAlone = (cpuAfter - cpu).Seconds() / minutes
	b.result.writtenPerHour = (writtenAfter - written) / (1 << 20) / b.window.Hours()
	b.result.requests = float64(askedAfter-asked) / minutes
	return err
}

func (b *bench) counters(ctx context.Context) (cpu time.Duration, written float64, asked int, err error) {
	if cpu, err = b.server.cpu(); err != nil {
		return 0, 0, 0, err
	}
	if written, err = b.server.figure("io", "write_bytes"); err != nil {
		return 0, 0, 0, err
	}
	var requests struct{ Total int }
	err = b.control.call(ctx, "GET", "/requests", nil, &requests)
	return cpu, written, requests.Total, err
}

// feeds measures what two screens receive and cost, one on each feed.
func (b *bench) feeds(ctx context.Context, _ string) error {
	published, err := b.api.listen()
	if err != nil {
		return err
	}
	defer published.close()
	compact, err := b.api.listen("pulse.delta.v1")
	if err != nil {
		return err
	}
	defer compact.close()
	if err := pause.For(ctx, 2*time.Second); err != nil { // the whole state comes first
		return err
	}
	cpu, err := b.server.cpu()
	if err != nil {
		return err
	}
	first, second := published.received.Load(), compact.received.Load()
	if err := pause.For(ctx, b.window); err != nil {
		return err
	}
	after, err := b.server.cpu()
	minutes := b.window.Minutes()
	b.result.cpuWatched = (after - cpu).Seconds() / minutes
	b.result.publishedFeed = float64(published.received.Load()-first) / 1024 / minutes
	b.result.compactFeed = float64(compact.received.Load()-second) / 1024 / minutes
	return err
}

// changes measures how long after a guest was stopped the compact feed tells.
func (b *bench) changes(ctx context.Context, _ string) error {
	s, err := b.state(ctx)
	if err != nil {
		return err
	}
	compact, err := b.api.listen("pulse.delta.v1")
	if err != nil {
		return err
	}
	defer compact.close()
	var times []time.Duration
	for i, vm := range s.VMs {
		if vm.Status != "running" || len(times) == 9 {
			continue
		}
		// Another phase of the poll for each.
		if err := pause.For(ctx, time.Duration(i*977%5000)*time.Millisecond); err != nil {
			return err
		}
		began := time.Now()
		if err := b.control.call(ctx, "POST", "/guest/"+strconv.Itoa(vm.VMID)+"/stop", map[string]any{}, nil); err != nil {
			return err
		}
		if err := compact.await(vm.ID+`":{`, time.Minute); err != nil {
			return err
		}
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	b.result.changeSeen = times[len(times)/2]
	return nil
}
