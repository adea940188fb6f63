package update

import (
	"context"
	"errors"

	"pulse/backend/fault"
	"pulse/backend/store"
)

// settle tells how the last update ended, and removes what it left. A version
// on trial leaves everything to its supervisor.
func (s *Service) settle(ctx context.Context) {
	if OnTrial() {
		return
	}
	j, found, err := readJournal(s.opt.DataDir)
	if err != nil {
		s.opt.Log.Error("end of an update not known", "err", err)
	}
	if found {
		s.conclude(ctx, j)
	}
	if !found { // what an update left that was cut short before it was ready
		j = journal{Stage: staging(s.opt.Installation.Program, s.opt.DataDir)}
	}
	if !s.opt.Installation.Docker && !s.opt.Installation.Desktop {
		if err := j.clear(s.opt.DataDir); err != nil {
			s.opt.Log.Warn("remains of an update not removed", "err", err)
		}
	}
	s.cancelled(ctx)
}

// conclude remembers how an update ended and says it.
func (s *Service) conclude(ctx context.Context, j journal) {
	entry, err := s.opt.Ledger.UpdateByID(ctx, j.ID)
	if fault.Is(err, fault.NotFound) {
		entry = store.Update{ID: j.ID, At: j.Began, Action: "update", Channel: channelOf(j.To), From: j.From, To: j.To, By: "user", Via: "ui"}
	} else if err != nil {
		s.opt.Log.Error("history of updates not read", "err", err)
	}
	if j.State == done {
		entry.Status, entry.Error, entry.Code = store.UpdateSucceeded, "", ""
		s.remember(ctx, entry)
		s.report("completed", 100, "Updated to version "+j.To)
		s.opt.Log.Info("updated", "from", j.From, "to", j.To)
		return
	}
	entry.Status, entry.Error, entry.Code = store.UpdateRolledBack, j.Problem, j.Code
	s.remember(ctx, entry)
	s.report("error", 0, "Went back to version "+j.From+": "+words(j.Code))
}

// cancelled closes what history still has as running: the program that ran it
// is gone.
func (s *Service) cancelled(ctx context.Context) {
	const all = 100
	running, err := s.opt.Ledger.Updates(ctx, all, store.UpdateRunning)
	for _, entry := range running {
		entry.Status, entry.Error, entry.Code = store.UpdateCancelled, "Pulse ended during the update", "interrupted"
		err = errors.Join(err, s.opt.Ledger.SaveUpdate(ctx, entry))
	}
	if err != nil {
		s.opt.Log.Error("history of updates not written", "err", err)
	}
}
