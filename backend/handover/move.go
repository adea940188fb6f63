package handover

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"pulse/backend/fault"
	"pulse/backend/store"
)

// Plan says what is moved.
type Plan struct {
	From, To string
	Commit   string // the file that makes the move final; Complete has it written
	// Trial lets a backend run on the copy before the move is final.
	Trial bool
	// Give makes a folder with all in it belong to whoever will run on it. It is
	// called when the folder is new and again when it is full; nil = nothing to do.
	Give func(dir string) error
	// Prepare changes the copy before anybody runs on it; nil = nothing to do.
	Prepare func(ctx context.Context, dir string) error
	// Retire ends what else belongs to the old folder, once the move is final; nil =
	// there is nothing.
	Retire func() error
	// Step is told what comes next; nil = nobody is.
	Step func(name string)
}

// Move is a move that has begun. It ends with Complete or Undo.
type Move struct {
	Plan

	id       string
	created  bool // To did not exist
	ours     bool // all that is in To is of this move
	left     bool // From holds our record
	from, to *store.FolderLock
	trial    *flock.Flock
}

// Begin locks both folders and copies all data. The old folder stays as it is
// and the one to run on. A *fault.Error says what stands in the way; nothing is
// left of the move then.
func Begin(ctx context.Context, p Plan) (*Move, error) {
	m := &Move{Plan: p, id: newID()}
	for _, s := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"lock", m.lock},
		{"announce", m.announce},
		{"leave", m.leave},
		{"copy", m.copy},
		{"check", m.check},
		{"admit", m.admit},
	} {
		m.step(s.name)
		if err := s.do(ctx); err != nil {
			return nil, errors.Join(err, m.Undo())
		}
	}
	return m, nil
}

func (m *Move) step(name string) {
	if m.Step != nil {
		m.Step(name)
	}
}

func (m *Move) lock(context.Context) (err error) {
	if err := HasData(m.From); err != nil {
		return err
	}
	if m.from, err = store.Lock(m.From); err != nil {
		return err
	}
	if trial, err := Settle(m.From); err != nil || trial != nil {
		return errors.Join(err, trial.refuse())
	}
	if err := m.makeRoom(); err != nil {
		return err
	}
	m.to, err = store.Lock(m.To)
	m.ours = err == nil
	return err
}

func (t *Trial) refuse() error {
	if t == nil {
		return nil
	}
	return fault.New(fault.Taken, "the data in %s is being moved by another program right now", t.dir)
}

// HasData fails where a folder holds no data of Pulse.
func HasData(dir string) error {
	info, err := os.Lstat(filepath.Join(dir, "pulse.db"))
	if err != nil || !info.Mode().IsRegular() {
		return fault.Wrap(fault.NotFound, err, "%s holds no data of Pulse", dir)
	}
	return nil
}

// makeRoom refuses a target with data, and sets aside what an earlier move left
// of its data.
func (m *Move) makeRoom() error {
	if err := m.clear(); err != nil {
		return err
	}
	entries, err := os.ReadDir(m.To)
	m.created = errors.Is(err, os.ErrNotExist)
	if err != nil && !m.created {
		return fmt.Errorf("look into the new folder: %w", err)
	}
	for _, e := range entries {
		if !passing(e.Name()) {
			return fault.New(fault.Conflict, "%s holds data already (%s): nothing was changed; move it away first", m.To, e.Name()).In(m.To)
		}
	}
	return nil
}

// clear removes from the target what is no data of its own: what another move
// left of it, or a copy that was never completed.
func (m *Move) clear() error {
	r, err := readRecord(m.To)
	if err != nil {
		return err
	}
	if r.State == moved {
		_, err := setAside(m.To)
		return err
	}
	if r.State != arriving {
		return nil
	}
	if final, err := r.final(); err != nil || final {
		return err
	}
	return errors.Join(r.alone(m.To), r.discard(m.To))
}

// announce closes the new folder to everybody until the move is tried.
func (m *Move) announce(context.Context) error {
	if m.Give != nil {
		if err := m.Give(m.To); err != nil {
			return fmt.Errorf("prepare %s: %w", m.To, err)
		}
	}
	return record{ID: m.id, State: arriving, Other: m.From, Commit: m.Commit, Created: m.created}.write(m.To)
}

// leave notes at the old folder that its data may soon be elsewhere.
func (m *Move) leave(context.Context) error {
	m.left = true
	return record{ID: m.id, State: leaving, Other: m.To, Commit: m.Commit}.write(m.From)
}

func (m *Move) copy(ctx context.Context) error {
	if err := copyFolder(ctx, m.From, m.To, m.step); err != nil {
		return diskWords(err, m.To)
	}
	return nil
}

// check reads the copy, and lets it be changed for its new place.
func (m *Move) check(ctx context.Context) error {
	err := store.Verify(ctx, m.To)
	if err == nil && m.Prepare != nil {
		err = m.Prepare(ctx, m.To)
	}
	return diskWords(err, m.To)
}

// diskWords says in words that a disk is full.
func diskWords(err error, dir string) error {
	if diskFull(err) || store.IsFull(err) {
		return fault.Wrap(fault.Conflict, err, "the disk of %s has no room for the data: nothing was moved; make room and try again", dir)
	}
	return err
}

// admit gives the copy to whoever will run on it and, for a trial, lets them in.
func (m *Move) admit(context.Context) error {
	if m.Trial {
		m.trial = flock.New(filepath.Join(m.To, trialFile), flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
		if locked, err := m.trial.TryLock(); err != nil || !locked {
			return fmt.Errorf("lock %s: %w", m.To, err)
		}
	}
	if m.Give != nil {
		if err := m.Give(m.To); err != nil {
			return fmt.Errorf("give %s to the account that runs Pulse: %w", m.To, err)
		}
	}
	if m.Trial {
		err := m.to.Release()
		m.to = nil
		return err
	}
	return nil
}
