package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// HistoryDB is the database of the time series. Its content can be lost
// without harm to anything else: when SQLite says that it is damaged, the file
// is renamed and begun anew.
//
// Statements run inside read and write only, which keep the database from
// being exchanged meanwhile. The two are not nested.
type HistoryDB struct {
	log *slog.Logger

	lock      sync.RWMutex // held for writing while the file is exchanged
	*database              // writer and reader
}

// openHistory opens history.db. Freed pages are given back to the file system
// in steps, which SQLite allows only when the file was made so.
func openHistory(ctx context.Context, path string, log *slog.Logger) (*HistoryDB, error) {
	db, err := openHistoryFile(ctx, path)
	if isDamaged(err) {
		log.Error("history is damaged and begins anew", "file", path, "err", err)
		if err := setAside(path); err != nil {
			return nil, err
		}
		db, err = openHistoryFile(ctx, path)
	}
	if err != nil {
		return nil, err
	}
	return &HistoryDB{log: log, database: db}, nil
}

func openHistoryFile(ctx context.Context, path string) (*database, error) {
	db, err := openDatabase(path, "_auto_vacuum=incremental")
	if err != nil {
		return nil, err
	}
	noCopy := func(int64) error { return nil } // large, and its migrations only add
	if err := db.migrate(ctx, historyMigrations, noCopy); err != nil {
		return nil, errors.Join(err, db.close())
	}
	return db, nil
}

// read runs fn with a pool of reading connections. What fn got must not be
// used after it returned.
func (h *HistoryDB) read(ctx context.Context, fn func(*sql.DB) error) error {
	h.lock.RLock()
	db := h.database
	err := fn(db.reader)
	h.lock.RUnlock()
	return h.mend(ctx, db, err)
}

// write runs fn in a transaction, which is on disk when write returns nil and
// has left no trace otherwise.
func (h *HistoryDB) write(ctx context.Context, fn func(*sql.Tx) error) error {
	h.lock.RLock()
	db := h.database
	err := db.write(ctx, fn)
	h.lock.RUnlock()
	return h.mend(ctx, db, err)
}

// mend exchanges db for an empty database when err says that it is damaged.
// It returns err.
func (h *HistoryDB) mend(ctx context.Context, db *database, err error) error {
	if !isDamaged(err) {
		return err
	}
	h.lock.Lock()
	defer h.lock.Unlock()
	if h.database != db {
		return err // another statement came first
	}
	h.log.Error("history is damaged and begins anew", "file", db.path, "err", err)
	fresh, mendErr := replaceHistory(context.WithoutCancel(ctx), db)
	if fresh != nil {
		h.database = fresh
	}
	return errors.Join(err, mendErr)
}

func replaceHistory(ctx context.Context, damaged *database) (*database, error) {
	_ = damaged.close() // it may well complain
	if err := setAside(damaged.path); err != nil {
		return nil, err
	}
	return openHistoryFile(ctx, damaged.path)
}

// setAside renames a database and what SQLite keeps beside it. The log goes
// first: it must never be found beside a new database.
func setAside(path string) error {
	const mark = ".damaged-"
	if err := removeOldest(path+mark+"*", 0); err != nil { // one is enough to look at
		return fmt.Errorf("set %s aside: %w", path, err)
	}
	aside := path + mark + time.Now().UTC().Format("20060102T150405Z")
	for _, suffix := range []string{"-wal", ""} {
		err := os.Rename(path+suffix, aside+suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("set %s aside: %w", path, err)
		}
	}
	if err := os.Remove(path + "-shm"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("set %s aside: %w", path, err)
	}
	return nil
}

func (h *HistoryDB) close() error {
	h.lock.Lock()
	defer h.lock.Unlock()
	return h.database.close()
}
