package store

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"pulse/backend/fault"
)

// FolderLock says that this process alone works on a data folder. The
// operating system gives it up when the process ends, however it ends.
type FolderLock struct {
	file *flock.Flock
}

// Lock takes the lock of a data folder, which it creates when it does not
// exist. It does not wait: a folder in use is a fault.Taken that names the
// folder and, when known, who uses it.
func Lock(dir string) (*FolderLock, error) {
	if err := prepareFolder(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, lockFile)
	if err := prepareFile(path); err != nil {
		return nil, err
	}
	file := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(fileMode))
	taken, err := file.TryLock()
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err,
			"the data folder %s cannot be locked: %s; use a folder on a local disk", dir, reason(err)).In("PULSE_DATA_DIR")
	}
	if !taken {
		who, way := holder(dir)
		return nil, fault.New(fault.Taken,
			"the data folder %s is in use by another Pulse%s: %s, or set PULSE_DATA_DIR to another folder", dir, who, way).In("PULSE_DATA_DIR")
	}
	return &FolderLock{file: file}, nil
}

// Release gives the folder to others. The file stays.
func (l *FolderLock) Release() error { return l.file.Close() }

// holder says who holds a folder and how that is ended.
func holder(dir string) (who, way string) {
	way = "stop that one"
	host, err := ReadHost(dir)
	if err != nil {
		return "", way
	}
	switch host.Mode {
	case "window", "desktop":
		way = "end it with pulse --quit"
	case "service":
		way = "end it with pulse-server stop"
	}
	return fmt.Sprintf(" (process %d at %s)", host.PID, host.URL), way
}
