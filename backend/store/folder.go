package store

import (
	"errors"
	"io/fs"
	"os"

	"pulse/backend/fault"
)

// The files of the data folder that belong to this package.
const (
	pulseFile    = "pulse.db"
	historyFile  = "history.db"
	lockFile     = "pulse.lock"
	hostFile     = "run.json"
	backupFolder = "backups"
)

// Modes of what is in the data folder. Only its owner may look; on Windows the
// access list of the user's application folder says the same.
const (
	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// prepareFolder makes the data folder, or closes an existing one to others.
func prepareFolder(dir string) error {
	err := os.MkdirAll(dir, folderMode)
	if err == nil {
		err = os.Chmod(dir, folderMode) // MkdirAll obeys the umask
	}
	if err != nil {
		return fault.Wrap(fault.Invalid, err,
			"the data folder %s cannot be used: %s; give it to the user that runs Pulse, or set PULSE_DATA_DIR to another folder",
			dir, reason(err)).In("PULSE_DATA_DIR")
	}
	return nil
}

// prepareFile makes an empty private file, or closes an existing one to others.
// SQLite gives the files that it puts beside a database the mode of the database.
func prepareFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, fileMode)
	if err == nil {
		err = errors.Join(f.Chmod(fileMode), f.Close())
	}
	if err != nil {
		return fault.Wrap(fault.Invalid, err,
			"%s cannot be opened for writing: %s; give it to the user that runs Pulse, or set PULSE_DATA_DIR to another folder",
			path, reason(err)).In(path)
	}
	return nil
}

// reason is what the operating system says, without the path.
func reason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}
