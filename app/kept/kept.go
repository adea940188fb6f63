// Package kept changes small files of this account that several programs of
// Pulse share, such as choices and tokens.
package kept

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"pulse/backend/durable"
)

// Change replaces the file at path by what next returns; nothing at all removes
// it. Other programs that do the same wait meanwhile, so that next can read the
// file first. A crash leaves it as it was or as it is to be, and nobody but this
// account can read it.
func Change(path string, next func() ([]byte, error)) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("lock %s: %w", path, err)
	}
	defer lock.Close()
	content, err := next()
	switch {
	case err != nil:
		return err
	case len(content) == 0:
		return os.Remove(path)
	}
	return durable.Replace(path, content, 0o600)
}
