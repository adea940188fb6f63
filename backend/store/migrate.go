package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"pulse/backend/fault"
)

//go:embed migrations
var migrationFiles embed.FS

// The folders of migrations/, one per database.
const (
	pulseMigrations   = "migrations/pulse"
	historyMigrations = "migrations/history"
)

// migrate brings the database to the newest schema that this program knows,
// each step in a transaction of its own. Before the first step on a database
// that holds data it calls before with the version found. A newer database is
// left as it is: opened when its table "compatibility" allows that, refused
// otherwise.
func (d *database) migrate(ctx context.Context, folder string, before func(version int64) error) error {
	files, err := fs.Sub(migrationFiles, folder)
	if err != nil {
		return err
	}
	return d.migrateTo(ctx, files, before)
}

func (d *database) migrateTo(ctx context.Context, files fs.FS, before func(version int64) error) error {
	steps, err := goose.NewProvider(goose.DialectSQLite3, d.writer, files,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	have, known, err := steps.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version of %s: %w", d.path, err)
	}
	if have >= known {
		return d.checkCompatible(ctx, have, known)
	}
	if have > 0 {
		if err := before(have); err != nil {
			return fmt.Errorf("copy %s before migration: %w", d.path, err)
		}
	}
	if _, err := steps.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", d.path, err)
	}
	return nil
}

// checkCompatible refuses a database whose schema is newer than this program
// unless the migration that made it so says that this program may use it.
func (d *database) checkCompatible(ctx context.Context, have, known int64) error {
	if have == known {
		return nil
	}
	const query = `SELECT oldest_schema FROM compatibility`
	oldest := have
	err := d.writer.QueryRowContext(ctx, query).Scan(&oldest)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read compatibility of %s: %w", d.path, err)
	}
	if oldest <= known {
		return nil
	}
	return fault.New(fault.Conflict,
		"%s was written by a newer Pulse (schema %d, this program knows %d): install that version again, or restore a copy from the folder %s",
		d.path, have, known, backupFolder).In(d.path)
}
