// Package store keeps what must outlive the program, in two SQLite databases:
// pulse.db for settings, credentials, alerts and notices, history.db for time
// series. Every table and every SQL statement of the program is in it.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"

	"pulse/backend/alert"
	"pulse/backend/durable"
	"pulse/backend/fault"
	"pulse/backend/secret"
)

// Options is what a store needs.
type Options struct {
	// Dir is the data folder. It is created when it does not exist. The caller
	// holds its lock.
	Dir string
	// Key seals credentials. It is the one that everything stored was sealed with.
	Key *secret.Box
	// Zone is the machine's own time zone by its IANA name, the default of quiet
	// hours. Empty means UTC.
	Zone string
	// Log is told of migrations, backups and a damaged history.
	Log *slog.Logger
}

// Store is the opened data folder. Its methods may be called concurrently; a
// write is on disk when it returns, and either whole or not at all.
type Store struct {
	db      *database
	history *HistoryDB
	key     *secret.Box
	zone    string

	activeLock sync.Mutex
	active     alert.Active // the set as stored; nil until it was read
}

// Open opens both databases and brings them to the current schema; pulse.db is
// copied into the folder "backups" before. A *fault.Error says what is wrong
// with the folder or a file in it.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Key == nil || o.Log == nil {
		return nil, errors.New("open store: Key and Log are required")
	}
	if err := prepareFolder(o.Dir); err != nil {
		return nil, err
	}
	db, err := openPulse(ctx, o)
	if err != nil {
		return nil, err
	}
	history, err := openHistory(ctx, filepath.Join(o.Dir, historyFile), o.Log)
	if err != nil {
		return nil, errors.Join(err, db.close())
	}
	durable.SyncFolder(o.Dir)
	return &Store{db: db, history: history, key: o.Key, zone: cmp.Or(o.Zone, "UTC")}, nil
}

// History returns the database of the time series.
func (s *Store) History() *HistoryDB { return s.history }

// Files are the paths of the two databases.
func (s *Store) Files() (pulse, history string) { return s.db.path, s.history.path }

// CheckWritable writes a mark that nobody reads, to find out whether settings
// could be stored now. It waits for the disk.
func (s *Store) CheckWritable(ctx context.Context) error {
	return wrap("write to "+s.db.path, s.db.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO counters (name, next) VALUES ('check', 1)
			ON CONFLICT (name) DO UPDATE SET next = 1 - next`)
		return err
	}))
}

// Close waits for running statements and closes both databases.
func (s *Store) Close() error {
	return errors.Join(s.history.close(), s.db.close())
}

func openPulse(ctx context.Context, o Options) (*database, error) {
	path := filepath.Join(o.Dir, pulseFile)
	db, err := openDatabase(path, "")
	if err != nil {
		return nil, err
	}
	backups := filepath.Join(o.Dir, backupFolder)
	err = db.migrate(ctx, pulseMigrations, func(version int64) error {
		o.Log.Info("database is copied before its schema changes", "file", path, "schema", version)
		return db.backup(ctx, backups, version)
	})
	if err == nil {
		return db, nil
	}
	if isDamaged(err) {
		err = fault.Wrap(fault.Damaged, err,
			"the database %s is damaged: put a copy from %s in its place, or move it away to begin anew", path, backups).In(path)
	}
	return nil, errors.Join(err, db.close())
}
