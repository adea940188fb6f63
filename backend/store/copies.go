package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"pulse/backend/durable"
	"pulse/backend/fault"
)

// databases are the files that CopyData copies.
func databases() []string { return []string{pulseFile, historyFile} }

// CopyData copies both databases of a data folder into another folder, whole
// or not at all. The caller holds the lock of the data folder, and nobody has
// a database open.
func CopyData(ctx context.Context, dir, into string) error {
	partial := into + ".partial"
	err := errors.Join(os.RemoveAll(partial), os.RemoveAll(into))
	if err == nil {
		err = prepareFolder(partial)
	}
	for _, name := range databases() {
		if err == nil {
			err = copyDatabase(ctx, filepath.Join(dir, name), filepath.Join(partial, name))
		}
	}
	if err == nil {
		durable.SyncFolder(partial)
		err = os.Rename(partial, into)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("copy the data of %s: %w", dir, err), os.RemoveAll(partial))
	}
	durable.SyncFolder(filepath.Dir(into))
	return nil
}

// copyDatabase copies a database with what SQLite still keeps beside it, and
// reads the copy, which makes SQLite put the two together.
func copyDatabase(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	err := errors.Join(copyFile(from, to), copyFile(from+"-wal", to+"-wal"))
	if err == nil {
		_, err = schemaOf(ctx, to)
	}
	return err
}

// copyFile copies a file and waits until it is on disk; one that does not
// exist is left out.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// RestoreData puts databases that CopyData copied back into their data folder,
// those only whose schema has changed since or that cannot be read any more:
// what was stored in the others meanwhile stays. It tells which. Repeating it
// after a crash is safe. The caller holds the lock of the data folder.
func RestoreData(ctx context.Context, from, dir string) (restored []string, err error) {
	for _, name := range databases() {
		copied, present := filepath.Join(from, name), filepath.Join(dir, name)
		if _, err := os.Stat(copied); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		was, err := schemaOf(ctx, copied)
		if err != nil {
			return restored, err
		}
		if is, err := schemaOf(ctx, present); err == nil && is == was {
			continue
		}
		if err := putBack(copied, present); err != nil {
			return restored, fmt.Errorf("restore %s: %w", present, err)
		}
		restored = append(restored, name)
	}
	durable.SyncFolder(dir)
	return restored, nil
}

// putBack replaces a database. What SQLite keeps beside it goes first: it must
// never be found beside another database.
func putBack(copied, present string) error {
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(present + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.Rename(copied, present)
}

// schemaOf reads the version of a database's schema.
func schemaOf(ctx context.Context, path string) (int64, error) {
	if _, err := os.Stat(path); err != nil {
		return 0, err
	}
	db, err := sql.Open("sqlite3", dataSource(path, "mode=rw"))
	if err != nil {
		return 0, err
	}
	defer db.Close()
	var version int64
	err = db.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&version)
	if err != nil {
		return 0, fmt.Errorf("read schema version of %s: %w", path, err)
	}
	return version, nil
}

// Verify reads both databases of a data folder from end to end, and puts each
// together with what SQLite keeps beside it. The caller holds the lock of the
// data folder, and nobody has a database open.
func Verify(ctx context.Context, dir string) error {
	for _, name := range databases() {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := verify(ctx, path); err != nil {
			return fmt.Errorf("check %s: %w", path, err)
		}
	}
	return nil
}

func verify(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite3", dataSource(path, "mode=rw", "_journal_mode=WAL"))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fault.New(fault.Damaged, "the database %s is damaged: %s", path, found).In(path)
	}
	if _, err := db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return err
	}
	return errors.Join(db.Close(), syncFile(path))
}

// IsFull reports whether SQLite found no room on the disk.
func IsFull(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && e.Code == sqlite3.ErrFull
}
