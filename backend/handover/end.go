package handover

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"pulse/backend/durable"
	"pulse/backend/fault"
	"pulse/backend/store"
)

// Complete makes the move final by having its id written into the file of the
// plan, and sets the old folder aside. It returns where that is. When write
// fails the move is as before and can be undone; an error with a folder tells
// what of the old place could not be tidied up.
func (m *Move) Complete(write func(id string) error) (kept string, err error) {
	m.step("commit")
	if err := write(m.id); err != nil {
		return "", err
	}
	m.step("retire")
	old := record{ID: m.id, State: moved, Other: m.To, Commit: m.Commit}
	err = old.write(m.From)
	if !m.Trial { // else the backend on the new folder notices
		err = errors.Join(err, record{ID: m.id, State: arriving, Other: m.From, Commit: m.Commit}.arrive(m.To))
	}
	if m.Retire != nil {
		err = errors.Join(err, m.Retire())
	}
	m.release()
	m.step("set aside")
	kept, failed := setAside(m.From)
	return kept, errors.Join(err, failed)
}

// Undo removes the copy and leaves the old folder as it was. No backend may run
// on the copy. It can be called at every stage until the move is final.
func (m *Move) Undo() error {
	if m.trial != nil { // the folder is ours again before anybody may think that we are gone
		var err error
		if m.to, err = store.Lock(m.To); err != nil {
			m.release()
			return fmt.Errorf("undo the move: %w", err)
		}
	}
	var failed []error
	if m.ours {
		failed = append(failed, m.empty())
	}
	if m.left {
		failed = append(failed, removeRecord(m.From))
	}
	m.release()
	if m.created && m.ours {
		failed = append(failed, os.RemoveAll(m.To))
	}
	return errors.Join(failed...)
}

// empty removes the copy; the record goes last.
func (m *Move) empty() error {
	if m.trial != nil {
		_ = m.trial.Close()
		m.trial = nil
	}
	return empty(m.To)
}

func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	failed := []error{err}
	for _, e := range entries {
		if !passing(e.Name()) {
			failed = append(failed, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	if err := errors.Join(failed...); err != nil {
		return fmt.Errorf("remove the copy: %w", err)
	}
	return removeRecord(dir)
}

// release lets go of all locks, the one of the trial last: whoever waits for it
// then finds everything as it stays.
func (m *Move) release() {
	for _, l := range []*store.FolderLock{m.from, m.to} {
		if l != nil {
			_ = l.Release() // the system does it at the latest with the end of the process
		}
	}
	if m.trial != nil {
		_ = m.trial.Close()
	}
	m.from, m.to, m.trial = nil, nil, nil
}

// setAside renames a folder whose data has moved, and returns its new name.
func setAside(dir string) (string, error) {
	for n := 1; n < 1000; n++ {
		name := dir + ".moved"
		if n > 1 {
			name = fmt.Sprintf("%s.moved-%d", dir, n)
		}
		if _, err := os.Lstat(name); err == nil {
			continue
		}
		if err := os.Rename(dir, name); err != nil {
			return dir, fault.Wrap(fault.Conflict, err, "the old data stays in %s, where nothing uses it any more: it could not be renamed", dir)
		}
		durable.SyncFolder(filepath.Dir(dir))
		return name, nil
	}
	return dir, fault.New(fault.Conflict, "the old data stays in %s: there are too many older folders beside it", dir)
}
