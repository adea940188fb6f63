package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"pulse/backend/wire"
)

// agent reads the engine at an interval and reports to every server.
type agent struct {
	config  config
	log     *slog.Logger
	read    func(context.Context) (*wire.DockerReport, error)
	servers []*server
	retire  func(context.Context) error
	troubles
}

// order is a command and the server that gave it.
type order struct {
	wire.DockerAgentTask
	from *server
}

// run reports at once and then at every interval, until ctx ends or a server
// tells the agent to stop.
func (a *agent) run(ctx context.Context) error {
	defer a.close()
	ticker := time.NewTicker(a.config.interval)
	defer ticker.Stop()
	for {
		if stopped := a.turn(ctx); stopped {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// once reports one time. The engine is read twice, because the use of the
// processor is the difference between two readings.
func (a *agent) once(ctx context.Context) error {
	defer a.close()
	if _, err := a.read(ctx); err != nil {
		return err
	}
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
	}
	report, err := a.read(ctx)
	if err != nil {
		return err
	}
	_, err = a.deliver(ctx, report)
	return err
}

// turn reads and reports once and carries out what the servers ask for. It
// tells whether the agent has to end.
func (a *agent) turn(ctx context.Context) (stopped bool) {
	report, err := a.read(ctx)
	a.note(ctx, a.log, "engine", err)
	if err != nil {
		return false
	}
	orders, _ := a.deliver(ctx, report) // every failure is noted there
	for _, o := range orders {
		if o.Type == "stop" && a.stop(ctx, o, report.Agent.ID) {
			return true
		}
	}
	return false
}

// deliver sends a report to all servers at the same time.
func (a *agent) deliver(ctx context.Context, report *wire.DockerReport) ([]order, error) {
	body, err := json.Marshal(report)
	if err != nil {
		return nil, err
	}
	results := make([][]wire.DockerAgentTask, len(a.servers))
	failures := make([]error, len(a.servers))
	var group sync.WaitGroup
	for i, s := range a.servers {
		group.Go(func() { results[i], failures[i] = s.report(ctx, body) })
	}
	group.Wait()
	var orders []order
	for i, s := range a.servers {
		a.note(ctx, a.log, s.url, failures[i])
		for _, task := range results[i] {
			orders = append(orders, order{task, s})
		}
	}
	return orders, errors.Join(failures...)
}

// stop carries out the command to end for good and reports how that went.
func (a *agent) stop(ctx context.Context, o order, host string) bool {
	ack := wire.DockerAck{HostID: host, Status: "completed", Message: "The agent ends and will not start again"}
	err := a.retire(ctx)
	if err != nil {
		a.log.Error("told to stop, but not able to", "err", err)
		ack.Status, ack.Message = "failed", err.Error()
	}
	if err := o.from.acknowledge(ctx, o.ID, ack); err != nil {
		a.log.Warn("command not acknowledged", "err", err)
	}
	if err == nil {
		a.log.Info("told to stop by the server", "server", o.from.url)
	}
	return err == nil
}

func (a *agent) close() {
	for _, s := range a.servers {
		s.close()
	}
}

// troubles remembers what goes wrong, so that each trouble is logged when it
// begins, changes and ends, and not at every report.
type troubles struct{ last map[string]string }

func (t *troubles) note(ctx context.Context, log *slog.Logger, what string, err error) {
	if ctx.Err() != nil {
		return // we are being stopped
	}
	if t.last == nil {
		t.last = map[string]string{}
	}
	before := t.last[what]
	switch {
	case err == nil && before != "":
		log.Info("works again", "what", what)
		delete(t.last, what)
	case err != nil && err.Error() != before:
		log.Warn("does not work", "what", what, "err", err)
		t.last[what] = err.Error()
	}
}
