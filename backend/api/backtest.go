package api

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"

	"pulse/backend/auth"
	"pulse/backend/backtest"
	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/settings"
	"pulse/backend/store"
	"pulse/backend/wire"
)

const (
	// tasksBefore is how long before the begin of a trial a task may have begun
	// that still ran then.
	tasksBefore = 24 * time.Hour

	// mostTasks bounds how much planned work a trial knows of.
	mostTasks = 100_000
)

func backtestRoutes() []Route {
	return []Route{
		{Method: "POST", Path: "/api/alerts/backtest", Access: auth.Admins, Bucket: auth.General, Errors: structured, In: wire.BacktestInput{}, Out: wire.Backtest{}, Summary: "What a changed alert configuration would have raised in the past, beside today's", handle: (*server).backtest},
	}
}

// backtest tries a proposed configuration on the recorded past. A caller's
// newer question ends the one before.
func (s *server) backtest(w http.ResponseWriter, r *http.Request) error {
	request, err := s.trial(r)
	if err != nil {
		return err
	}
	ctx, leave, err := s.trials.Take(r.Context(), by(r.Context(), ""))
	if err != nil {
		return replaced(err)
	}
	defer leave()
	if request.Tasks, err = s.pastTasks(ctx, request); err != nil {
		return replaced(endOf(ctx, err))
	}
	began := time.Now()
	result, err := backtest.Run(ctx, s.History, request)
	if err != nil {
		return replaced(endOf(ctx, err))
	}
	return reply(w, http.StatusOK, wire.Backtest{
		Proposed: verdictOf(result.Verdicts[0]), Current: verdictOf(result.Verdicts[1]),
		ExactFrom: result.ExactFrom.UnixMilli(), TookMs: time.Since(began).Milliseconds(),
	})
}

// endOf returns why ctx ended, where that is what err tells of.
func endOf(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

func replaced(err error) error {
	if errors.Is(err, backtest.ErrReplaced) {
		return fault.Wrap(fault.Conflict, err, "You asked for another back-test before this one was done")
	}
	return err
}

// trial reads what is to be tried: the proposed configuration, then today's.
func (s *server) trial(r *http.Request) (backtest.Request, error) {
	in, err := decode[wire.BacktestInput](r)
	if err != nil {
		return backtest.Request{}, err
	}
	current, err := s.Store.Alerts(r.Context())
	if err != nil {
		return backtest.Request{}, err
	}
	if len(bytes.TrimSpace(in.Config)) == 0 {
		return backtest.Request{}, fault.New(fault.Invalid, "config is required: the keys of the alert configuration that would change").In("config")
	}
	proposed, err := settings.MergeAlerts(current, in.Config)
	if err != nil {
		return backtest.Request{}, err
	}
	from, to, err := s.trialRange(in)
	if err != nil {
		return backtest.Request{}, err
	}
	request := backtest.Request{
		From: from, To: to, Snapshot: s.Watch.View().Snapshot, IDs: in.ResourceIDs,
		Configs: []settings.Alerts{proposed, current},
	}
	if id, missing := request.Missing(); missing {
		return request, fault.New(fault.NotFound, "there is no resource %s of which the past is recorded", id).In("resourceIds")
	}
	return request, nil
}

// trialRange reads the range. What lies in the future is left out.
func (s *server) trialRange(in wire.BacktestInput) (from, to time.Time, err error) {
	for name, at := range map[string]*int64{"from": in.From, "to": in.To} {
		if at == nil || *at < 0 || *at > lastMoment {
			return from, to, fault.New(fault.Invalid, "%s is required: a time in milliseconds since 1970", name).In(name)
		}
	}
	if *in.From >= *in.To {
		return from, to, fault.New(fault.Invalid, "from must be before to").In("from")
	}
	from, to = time.UnixMilli(*in.From).UTC(), time.UnixMilli(*in.To).UTC()
	if now := s.Now().UTC(); to.After(now) {
		to = now
	}
	return from, to, nil
}

// pastTasks returns what is known of tasks of that time: what is remembered,
// and what the servers still list.
func (s *server) pastTasks(ctx context.Context, r backtest.Request) ([]infra.Task, error) {
	events, err := s.Store.Changes(ctx, store.ChangeQuery{From: r.From.Add(-tasksBefore), To: r.To, Limit: mostTasks})
	if err != nil {
		return nil, err
	}
	tasks := backtest.TasksOf(events)
	if r.Snapshot.Extras != nil {
		tasks = append(tasks, r.Snapshot.Tasks...)
	}
	return tasks, nil
}

func verdictOf(v backtest.Verdict) wire.BacktestVerdict {
	out := wire.BacktestVerdict{Count: v.Count, ByResource: v.ByResource, Firings: make([]wire.BacktestFiring, 0, len(v.Firings))}
	for _, f := range v.Firings {
		firing := wire.BacktestFiring{
			ResourceID: f.ResourceID, Type: string(f.Type), Start: f.Start.UnixMilli(), Level: string(f.Level), Planned: f.Planned,
		}
		if !f.End.IsZero() {
			firing.End = f.End.UnixMilli()
		}
		out.Firings = append(out.Firings, firing)
	}
	return out
}
