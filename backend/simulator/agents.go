package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"pulse/backend/source/docker/agenttest"
)

// agents post as the agents of made-up Docker hosts.
type agents struct {
	fleet      *agenttest.Fleet
	url, token string
	every      time.Duration
}

// newAgents returns nil where there are none to be.
func newAgents(o options, token string) (*agents, error) {
	if o.docker == "" {
		return nil, nil //nolint:nilnil // nothing was asked for
	}
	hosts, containers, err := pair(o.docker, 1000)
	if err != nil {
		return nil, fmt.Errorf("-docker %q: hosts/containers are needed, such as 3/12", o.docker)
	}
	if o.pulse == "" || o.interval < time.Second {
		return nil, errors.New("-docker needs -pulse, the address of a Pulse to report to, and an -interval of at least 1s")
	}
	return &agents{
		fleet: agenttest.New(agenttest.Options{Hosts: hosts, Containers: containers, Interval: o.interval, Seed: o.seed}),
		url:   strings.TrimRight(o.pulse, "/") + "/api/agents/docker", token: token, every: o.interval,
	}, nil
}

// start reports once for every host, also for the one that falls silent then,
// and goes on until stop is called.
func (a *agents) start(ctx context.Context) (stop func(), err error) {
	for i := range a.fleet.Hosts() {
		if err := a.post(ctx, i); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	var reporting sync.WaitGroup
	reporting.Go(func() { a.run(ctx) })
	return func() {
		cancel()
		reporting.Wait()
	}, nil
}

// run goes on reporting until ctx ends. A Pulse that does not answer for a
// while is waited for.
func (a *agents) run(ctx context.Context) {
	ticker := time.NewTicker(a.every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		for i := range a.fleet.Hosts() {
			if !a.fleet.Offline(i) {
				_ = a.post(ctx, i) // the next one comes in any case
			}
		}
	}
}

// post reports for a host and does what the answer says. An agent that was
// told to stop is started again at once: until Pulse allows it, its reports are
// refused.
func (a *agents) post(ctx context.Context, host int) error {
	var told struct {
		Commands []struct {
			ID string `json:"id"`
		} `json:"commands"`
	}
	if err := a.send(ctx, "/report", a.fleet.Report(host), &told); err != nil {
		return err
	}
	for _, command := range told.Commands {
		if err := a.send(ctx, "/commands/"+command.ID+"/ack", []byte(`{"status":"completed","message":"stopped"}`), nil); err != nil {
			return err
		}
	}
	return nil
}

// send posts a body and reads the answer into an object, unless that is nil.
func (a *agents) send(ctx context.Context, path string, body []byte, into any) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if a.token != "" {
		req.Header.Set("X-API-Token", a.token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	words, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	switch {
	case res.StatusCode != http.StatusOK:
		return fmt.Errorf("post to %s: %s: %.500s", req.URL, res.Status, words)
	case err != nil || into == nil || len(words) == 0:
		return err
	}
	return json.Unmarshal(words, into)
}
