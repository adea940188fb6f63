package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

// readers is how many statements may read at the same time.
const readers = 4

// database is one SQLite file: one connection that writes and a few that read
// beside it.
type database struct {
	path   string
	writer *sql.DB
	reader *sql.DB
}

// openDatabase opens a file, or makes an empty private one. Extra parameters
// of the connection are given as in a query string.
func openDatabase(path, extra string) (*database, error) {
	if err := prepareFile(path); err != nil {
		return nil, err
	}
	const common = "_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_busy_timeout=5000"
	writer, err := sql.Open("sqlite3", dataSource(path, extra, common, "_txlock=immediate"))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	reader, err := sql.Open("sqlite3", dataSource(path, extra, common, "_query_only=on&_cache_size=-1000"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), writer.Close())
	}
	writer.SetMaxOpenConns(1)
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	return &database{path: path, writer: writer, reader: reader}, nil
}

// dataSource makes the URI that SQLite opens, so that any character may stand
// in a path.
func dataSource(path string, parameters ...string) string {
	name := filepath.ToSlash(path)
	switch {
	case filepath.VolumeName(path) == "":
	case strings.HasPrefix(name, "//"): // \\server\share: the server is no part of the URI's authority
		name = "//" + name
	default: // C:\folder
		name = "/" + name
	}
	query := strings.Trim(strings.Join(parameters, "&"), "&")
	return "file:" + (&url.URL{Path: name}).EscapedPath() + "?" + query
}

// write runs fn in a transaction, which is on disk when write returns nil and
// has left no trace otherwise.
func (d *database) write(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := fn(tx); err != nil {
		_ = tx.Rollback() // fails only where the transaction is already gone
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// exec runs one statement as a transaction of its own and tells how many rows
// it changed.
func (d *database) exec(ctx context.Context, statement string, args ...any) (int64, error) {
	result, err := d.writer.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (d *database) close() error {
	return errors.Join(d.reader.Close(), d.writer.Close())
}

// querier is what reads: the pool of readers, or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// list runs a query and returns what scan makes of each row.
func list[T any](ctx context.Context, q querier, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		value, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, value)
	}
	return all, rows.Err()
}

// row is a row that can be read: *sql.Row or *sql.Rows.
type row interface{ Scan(into ...any) error }

// isDamaged reports whether SQLite found that a file is no sound database.
func isDamaged(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.Code == sqlite3.ErrCorrupt || e.Code == sqlite3.ErrNotADB)
}

// wrap says what was being done when err happened; nil stays nil.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// millis is how a time is stored; the zero time is stored as NULL.
func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// timeOf is the time that was stored by millis, in UTC.
func timeOf(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}
