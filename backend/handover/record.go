// Package handover moves the data of a Pulse into the folder of another
// account: from the window to the service of the computer, and back. At every
// moment exactly one of the two folders is good to run on.
//
// While a move lasts, both folders hold a record of it. It becomes final by one
// file outside of both, which everybody may read: from then on that holds the
// id of the move. Before, every crash leads back to the old folder, and
// afterwards to the new one; whoever starts on either finds out by its record.
package handover

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"pulse/backend/durable"
	"pulse/backend/fault"
)

// The files of a move in a data folder.
const (
	recordFile  = "handover.json"
	trialFile   = "handover.lock" // locked by who moves the data, while the new folder is tried
	problemFile = "handover.err"  // why the backend on the new folder did not start
)

// What a folder is to a move.
type state string

const (
	leaving  state = "leaving"  // its data is copied into another folder
	moved    state = "moved"    // it was; what is still here is old
	arriving state = "arriving" // a copy is made here, or tried
	arrived  state = "arrived"  // the copy is the data now
)

// record is what a data folder knows of a move.
type record struct {
	ID      string `json:"id"`
	State   state  `json:"state"`
	Other   string `json:"other"`             // the folder at the other end
	Commit  string `json:"commit"`            // the file that makes the move final
	Created bool   `json:"created,omitempty"` // the folder was made for the move
}

func newID() string {
	id := make([]byte, 16)
	rand.Read(id) // never fails
	return hex.EncodeToString(id)
}

// readRecord returns the zero record where there is none.
func readRecord(dir string) (r record, err error) {
	path := filepath.Join(dir, recordFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil || r.ID == "" {
		return record{}, fault.Wrap(fault.Damaged, err,
			"%s, which says where the data of this folder was moved, cannot be read: remove it if this folder is the one to use", path).In(path)
	}
	return r, nil
}

// write stores the record so that a reader finds the old one or the new one. It
// belongs to whom the folder belongs to.
func (r record) write(dir string) error {
	content, err := json.Marshal(r)
	if err != nil {
		return err
	}
	err = durable.ReplaceWith(filepath.Join(dir, recordFile), content, func(f *os.File) error { return keepOwner(dir, f) })
	if err != nil {
		return fmt.Errorf("note the move: %w", err)
	}
	return nil
}

// removeRecord forgets a move. A folder without a record is as if it never was.
func removeRecord(dir string) error {
	err := errors.Join(remove(filepath.Join(dir, problemFile)), remove(filepath.Join(dir, trialFile)), remove(filepath.Join(dir, recordFile)))
	durable.SyncFolder(dir)
	return err
}

// final reports whether the move can no longer be undone.
func (r record) final() (bool, error) {
	text, err := os.ReadFile(r.Commit)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fault.Wrap(fault.Forbidden, err, "%s, which says whether the move of the data is complete, cannot be read: let everybody read it", r.Commit)
	}
	var commit struct {
		HandOver string `json:"handOver"`
	}
	if err := json.Unmarshal(text, &commit); err != nil {
		return false, fault.Wrap(fault.Damaged, err, "%s, which says whether the move of the data is complete, is damaged", r.Commit)
	}
	return commit.HandOver == r.ID, nil
}

// remove removes a file that may not be there.
func remove(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
