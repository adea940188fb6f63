// Package durable writes files that a crash leaves as they were or as they are
// to be, never in part. Its functions may be used concurrently.
package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace puts content at path with a mode, whatever the umask is.
func Replace(path string, content []byte, mode fs.FileMode) error {
	return ReplaceWith(path, content, func(f *os.File) error { return f.Chmod(mode) })
}

// ReplaceWith is Replace of a file that only its owner may read until prepare has
// changed that; it is called before anybody sees the file.
func ReplaceWith(path string, content []byte, prepare func(*os.File) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, prepare(f), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	SyncFolder(filepath.Dir(path))
	return nil
}

// SyncFolder puts the names in a folder on disk. Not every system can; there is
// nothing to do then.
func SyncFolder(dir string) {
	if f, err := os.Open(dir); err == nil {
		_ = f.Sync()
		_ = f.Close()
	}
}
