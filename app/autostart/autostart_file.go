//go:build linux || darwin

package autostart

import (
	"errors"
	"os"
	"path/filepath"
)

func (e Entry) enable() error {
	file, err := path()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return os.WriteFile(file, e.content(), 0o600)
}

func (e Entry) disable() error {
	file, err := path()
	if err != nil {
		return err
	}
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
