package update

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"pulse/backend/store"
)

// trialVariable names, in the environment of a new version on trial, the
// update that it is the outcome of.
const trialVariable = "PULSE_UPDATE_TRIAL"

// OnTrial reports whether this process is a new version that is being watched.
func OnTrial() bool { return os.Getenv(trialVariable) != "" }

// Recover finishes what an update left when it was cut short. The caller holds
// the lock of the data folder and has opened nothing in it. Where the new
// version had not yet taken the old one's place, the data is put back; only
// when that cannot be done it fails.
func Recover(ctx context.Context, dataDir string, log *slog.Logger) error {
	j, found, err := readJournal(dataDir)
	if err != nil {
		log.Error("what is known of an update cannot be read, going on without it", "err", err)
	}
	if err != nil || !found || os.Getenv(trialVariable) == j.ID || j.State != staged && j.State != trying {
		return nil
	}
	if j.State == trying && j.placed() {
		log.Info("finishing an update after an interruption", "version", j.To)
		if err := j.finish(dataDir); err != nil {
			log.Error("update not finished, trying again at the next start", "err", err)
		}
		return nil
	}
	log.Warn("an update was interrupted, going back to the version before", "from", j.To, "to", j.From)
	return j.goBack(ctx, dataDir, log, "interrupted", "the update was interrupted before the new version had proven itself")
}

// goBack gives the old version its data again. The caller holds the lock of
// the data folder. That it cannot be noted is no reason to fail: the next start
// goes back again, which changes nothing.
func (j journal) goBack(ctx context.Context, dataDir string, log *slog.Logger, code, problem string) error {
	if j.State == trying {
		restored, err := store.RestoreData(ctx, copies(dataDir), dataDir)
		if err != nil {
			return fmt.Errorf("go back to %s: %w", j.From, err)
		}
		if len(restored) > 0 {
			log.Warn("data put back as it was before the update", "files", restored)
		}
		if err := os.RemoveAll(copies(dataDir)); err != nil { // makes room for the note
			log.Warn("copies of the data not removed", "err", err)
		}
	}
	if err := j.end(dataDir, undone, code, problem); err != nil {
		log.Error("end of the update not noted", "err", err)
	}
	return nil
}

// clear removes what an update needed for itself.
func (j journal) clear(dataDir string) error {
	err := errors.Join(os.RemoveAll(copies(dataDir)), os.RemoveAll(copies(dataDir)+".partial"), os.RemoveAll(downloaded(dataDir)))
	if j.Stage != "" {
		err = errors.Join(err, os.RemoveAll(j.Stage))
	}
	return errors.Join(err, os.RemoveAll(journalPath(dataDir))) // last: it knows the others
}
