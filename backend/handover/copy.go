package handover

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pulse/backend/durable"
	"pulse/backend/fault"
)

// passing reports whether a name at the top of a data folder is of what means
// nothing without the processes of the moment, or is the web view's own: on
// Linux that keeps its files in a folder named after the program, which is the
// data folder.
func passing(name string) bool {
	return slices.Contains([]string{
		"pulse.lock", "tray.lock", "run.json", "desktop.log", "elsewhere", recordFile, trialFile, problemFile,
		"hsts-storage.sqlite", "hsts-storage.sqlite-wal", "hsts-storage.sqlite-shm", "storage", "mediakeys", "localstorage",
		"databases", "serviceworkers", "deviceidhashsalts", "itp",
	}, name) ||
		strings.HasSuffix(name, ".tmp") || strings.HasSuffix(name, ".db-shm")
}

// copyFolder copies everything that lasts, and waits until it is on disk. The
// lock of the folder keeps databases and what SQLite keeps beside them at rest.
// Nothing outside the folder is read: links are refused.
func copyFolder(ctx context.Context, from, to string, step func(string)) error {
	root, err := os.OpenRoot(from)
	if err != nil {
		return fmt.Errorf("copy the data: %w", err)
	}
	defer root.Close()
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil || name == "." {
			return err
		}
		if passing(name) {
			return pass(d)
		}
		into := filepath.Join(to, filepath.FromSlash(name))
		switch {
		case d.IsDir():
			return os.Mkdir(into, 0o700)
		case !d.Type().IsRegular():
			return fault.New(fault.Conflict, "%s is a link or something else that cannot be moved: put a plain file in its place, or remove it",
				filepath.Join(from, name)).In(name)
		}
		step("copy " + name)
		return copyFile(root, name, into)
	})
	if err != nil {
		return fmt.Errorf("copy the data: %w", err)
	}
	return syncFolders(to)
}

func pass(d fs.DirEntry) error {
	if d.IsDir() {
		return fs.SkipDir
	}
	return nil
}

func copyFile(root *os.Root, name, into string) error {
	in, err := root.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(into, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

func syncFolders(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			durable.SyncFolder(path)
		}
		return err
	})
}
