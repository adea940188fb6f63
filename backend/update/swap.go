package update

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// previous is where the program before is kept.
func previous(program string) string { return program + ".previous" }

// finish puts the new version into the old one's place, as far as that has not
// been done, and notes it. Repeating it after a crash is safe.
func (j journal) finish(dataDir string) error {
	if !j.placed() {
		if err := replaceProgram(j.fresh(), j.Program); err != nil {
			return fmt.Errorf("put version %s into place: %w", j.To, err)
		}
	}
	if err := replaceAgents(filepath.Join(j.Stage, agentFolder), filepath.Join(filepath.Dir(j.Program), agentFolder)); err != nil {
		return fmt.Errorf("put the agents of version %s into place: %w", j.To, err)
	}
	return j.end(dataDir, done, "", "")
}

// placed reports whether the new program has taken the old one's place.
func (j journal) placed() bool {
	_, err := os.Stat(j.fresh())
	return errors.Is(err, fs.ErrNotExist)
}

// replaceByLink keeps the old program under a second name and lets the new one
// take its name in one step: at no time is there no program.
func replaceByLink(fresh, program string) error {
	if err := os.Remove(previous(program)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Link(program, previous(program)); err != nil { // not every file system can
		if err := copyProgram(program, previous(program)); err != nil {
			return err
		}
	}
	return os.Rename(fresh, program)
}

func copyProgram(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return writeFile(to, f, 0o755)
}

// replaceByRename moves the old program out of the way first: a system that
// lets nobody replace a program that runs still lets it be renamed. When the
// new one cannot take its place, the old one gets it back.
func replaceByRename(fresh, program string) error {
	if err := os.Remove(previous(program)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(program, previous(program)); err != nil {
		return err
	}
	if err := os.Rename(fresh, program); err != nil {
		return errors.Join(err, os.Rename(previous(program), program))
	}
	return nil
}

// replaceAgents puts a new folder of agents in the place of the old one; the
// folder that does not exist changes nothing.
func replaceAgents(fresh, present string) error {
	if _, err := os.Stat(fresh); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := os.RemoveAll(present); err != nil {
		return err
	}
	return os.Rename(fresh, present)
}
