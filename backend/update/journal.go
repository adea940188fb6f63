package update

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// How far an update got. The step that cannot be taken back is that the new
// program takes the place of the old one: until then every crash leads back.
const (
	staged = "staged" // the new version is unpacked; nothing else has changed
	trying = "trying" // the data is copied; the new version may have been at it
	done   = "done"   // the new version is in place
	undone = "undone" // the old version runs on; Problem says why
)

// journal is what must be known of an update after a crash.
type journal struct {
	ID      string    `json:"id"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Program string    `json:"program"` // the file that is replaced
	Stage   string    `json:"stage"`   // the folder of the new version, beside it
	State   string    `json:"state"`
	Began   time.Time `json:"began"`
	Code    string    `json:"code,omitempty"`
	Problem string    `json:"problem,omitempty"`
}

// folder is where an update keeps its things in a data folder.
func folder(dataDir string) string { return filepath.Join(dataDir, "update") }

func journalPath(dataDir string) string { return filepath.Join(folder(dataDir), "journal.json") }

// copies is where the data is kept as it was before.
func copies(dataDir string) string { return filepath.Join(folder(dataDir), "data") }

// downloaded is where an archive is kept until it is unpacked.
func downloaded(dataDir string) string { return filepath.Join(folder(dataDir), "archive.tar.gz") }

// staging is the folder for the new version beside a program: on the same file
// system, so that it can take the old one's place in one step. Each data folder
// has its own, should one program serve several.
func staging(program, dataDir string) string {
	sum := sha256.Sum256([]byte(dataDir))
	return filepath.Join(filepath.Dir(program), ".pulse-update-"+hex.EncodeToString(sum[:4]))
}

// fresh is the new program.
func (j journal) fresh() string { return filepath.Join(j.Stage, ProgramName()) }

// readJournal tells of the update that is under way, if there is one.
func readJournal(dataDir string) (j journal, found bool, err error) {
	content, err := os.ReadFile(journalPath(dataDir))
	if errors.Is(err, fs.ErrNotExist) {
		return journal{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &j)
	}
	if err != nil {
		return journal{}, false, fmt.Errorf("read %s: %w", journalPath(dataDir), err)
	}
	return j, true, nil
}

// write puts the journal on disk, whole or not at all.
func (j journal) write(dataDir string) error {
	content, err := json.Marshal(j)
	if err == nil {
		err = os.MkdirAll(folder(dataDir), 0o700)
	}
	partial := journalPath(dataDir) + ".partial"
	if err == nil {
		err = os.RemoveAll(partial) // of an attempt that was cut short
	}
	if err == nil {
		err = writePrivate(partial, content)
	}
	if err == nil {
		err = os.Rename(partial, journalPath(dataDir))
	}
	if err != nil {
		return fmt.Errorf("write the journal of the update: %w", err)
	}
	return nil
}

func writePrivate(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// end writes how an update ended, for the program that runs next.
func (j journal) end(dataDir, state, code, problem string) error {
	j.State, j.Code, j.Problem = state, code, problem
	return j.write(dataDir)
}
