package handover

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"pulse/backend/fault"
)

// ErrNotHere is what Settle fails with where a folder is not, or not yet, the
// one to run on. Trying again does not help.
var ErrNotHere = errors.New("the data is in another folder")

// Settle decides what a record of a move means for a backend that starts on a
// folder. The caller holds the lock of the folder and has opened nothing in it.
// A Trial is returned while the move is being tried; nil = there is none.
func Settle(dir string) (*Trial, error) {
	r, err := readRecord(dir)
	if err != nil || r.ID == "" || r.State == arrived {
		return nil, err
	}
	final, err := r.final()
	if err != nil {
		return nil, err
	}
	switch {
	case r.State == moved, r.State == leaving && final:
		r.State = moved
		return nil, errors.Join(r.write(dir), r.gone(dir))
	case r.State == leaving: // who moved it would hold the lock
		return nil, removeRecord(dir)
	case final:
		return nil, r.arrive(dir)
	}
	return r.try(dir)
}

func (r record) gone(dir string) error {
	return fault.Wrap(fault.Conflict, ErrNotHere,
		"the data of %s was moved to %s, where the service of this computer uses it: open Pulse again to see it, "+
			"or bring it back with pulse-server uninstall --to %s", dir, r.Other, dir).In(dir)
}

func (r record) unfinished(dir string) error {
	return fault.Wrap(fault.Conflict, ErrNotHere,
		"moving the data from %s to %s was cut short, and it is still where it was: repeat the command that moved it, "+
			"or remove what is here with pulse-server uninstall", r.Other, dir).In(dir)
}

// arrive notes that the copy is the data now.
func (r record) arrive(dir string) error {
	r.State = arrived
	return errors.Join(r.write(dir), remove(filepath.Join(dir, trialFile)), remove(filepath.Join(dir, problemFile)))
}

// try lets a backend run on a copy while whoever made it is there.
func (r record) try(dir string) (*Trial, error) {
	t := &Trial{dir: dir, record: r}
	if done, err := t.over(); done || err != nil {
		return nil, err // done: it became final just now
	}
	return t, nil
}

// Trial is a move that is not final yet: the backend runs on the copy, so that
// it is seen whether it can.
type Trial struct {
	dir    string
	record record
}

// trialPause is the time between two looks whether the move was completed.
const trialPause = 200 * time.Millisecond

// Run watches until the move is final. It fails when whoever moves the data
// has gone without completing it: the old folder is the good one then. A nil
// Trial is complete.
func (t *Trial) Run(ctx context.Context) error {
	if t == nil {
		return nil
	}
	ticker := time.NewTicker(trialPause)
	defer ticker.Stop()
	for {
		if done, err := t.over(); done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// over reports whether the move is complete. The order matters: whoever moves
// the data makes it final before it lets go of the lock.
func (t *Trial) over() (bool, error) {
	l := flock.New(filepath.Join(t.dir, trialFile), flock.SetFlag(os.O_RDWR))
	free, err := l.TryLock()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	if err == nil && !free {
		return false, nil
	}
	_ = l.Close()
	final, err := t.record.final()
	if err != nil {
		return false, err
	}
	if !final {
		return false, t.record.unfinished(t.dir)
	}
	return true, t.record.arrive(t.dir)
}

// Report leaves word why a backend did not start on a copy that is being tried,
// for whoever waits for it.
func Report(dir string, problem error) {
	if r, err := readRecord(dir); err != nil || r.State != arriving {
		return
	}
	_ = os.WriteFile(filepath.Join(dir, problemFile), []byte(problem.Error()), 0o600) // it is in the log as well
}

// Problem is what was reported for a folder; empty where nothing was.
func Problem(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, problemFile))
	if err != nil || len(text) > 4096 {
		return ""
	}
	return strings.Join(strings.Fields(string(text)), " ")
}
