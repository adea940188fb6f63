// Package answer carries what a command of pulse-server with the rights of an
// administrator has to say to the window that had it run: what a person grants
// such rights to has no output that the window could read everywhere.
package answer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// fileName is that of the answer in the folder that the window made for it.
const fileName = "pulse-answer.json"

// maxSize bounds what is read.
const maxSize = 1 << 18

// Answer is what became of a command.
type Answer struct {
	Problem     string   `json:"problem,omitempty"`     // why it failed, for a person; empty = it did not
	Notes       []string `json:"notes,omitempty"`       // what else there is to know
	URL         string   `json:"url,omitempty"`         // of the service
	Certificate string   `json:"certificate,omitempty"` // PEM of the one it shows, where it speaks HTTPS
	Token       string   `json:"token,omitempty"`       // an API token of the service for the window
	Kept        string   `json:"kept,omitempty"`        // where the old data is
}

// Note adds what went wrong without being a reason to fail.
func (a *Answer) Note(err error) {
	if err != nil {
		a.Notes = append(a.Notes, err.Error())
	}
}

// Write puts the answer into a folder that belongs to who asked, for them alone
// to read. A folder that anybody else could have put there is refused.
func Write(dir string, a Answer) error {
	content, err := json.Marshal(a)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("answer the window: %w", err)
	}
	defer root.Close()
	owner, err := private(root)
	if err != nil {
		return fmt.Errorf("answer the window in %s: %w", dir, err)
	}
	f, err := root.OpenFile(fileName, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("answer the window: %w", err)
	}
	_, err = f.Write(content)
	if err := errors.Join(err, owner.give(f), f.Close()); err != nil {
		return fmt.Errorf("answer the window: %w", err)
	}
	return nil
}

// Read returns the answer in a folder. It fails with os.ErrNotExist where there
// is none: the command did not run.
func Read(dir string) (Answer, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Answer{}, err
	}
	defer root.Close()
	f, err := root.Open(fileName)
	if err != nil {
		return Answer{}, err
	}
	defer f.Close()
	var a Answer
	if err := json.NewDecoder(io.LimitReader(f, maxSize)).Decode(&a); err != nil {
		return Answer{}, fmt.Errorf("read what pulse-server answered: %w", err)
	}
	return a, nil
}
