package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// backupsKept is how many copies of the database are kept.
const backupsKept = 3

// backup writes a copy of the database into a folder, and removes the oldest
// copies there.
func (d *database) backup(ctx context.Context, folder string, version int64) error {
	name := fmt.Sprintf("pulse-%s-schema%d.db", time.Now().UTC().Format("20060102T150405.000Z"), version)
	return d.copyInto(ctx, folder, name, "pulse-*.db")
}

// copyInto writes a copy of the database under a name, and removes the oldest
// copies whose names have the same form.
func (d *database) copyInto(ctx context.Context, folder, name, form string) error {
	if err := prepareFolder(folder); err != nil {
		return err
	}
	path := filepath.Join(folder, name)
	partial := path + ".partial"
	if err := d.copyTo(ctx, partial); err != nil {
		_ = os.Remove(partial)
		return err
	}
	if err := os.Rename(partial, path); err != nil {
		return err
	}
	return removeOldest(filepath.Join(folder, form), backupsKept)
}

func (d *database) copyTo(ctx context.Context, path string) error {
	if err := prepareFile(path); err != nil {
		return err
	}
	if _, err := d.writer.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return err
	}
	return syncFile(path) // SQLite does not sync what it vacuums into
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// removeOldest removes all files of a pattern but the last ones by name.
func removeOldest(pattern string, keep int) error {
	names, err := filepath.Glob(pattern)
	if err != nil {
		return err
	}
	slices.Sort(names)
	for len(names) > keep {
		if err := os.Remove(names[0]); err != nil {
			return err
		}
		names = names[1:]
	}
	return nil
}
