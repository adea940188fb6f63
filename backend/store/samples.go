package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Slab is what one flush of the history adds for a target. Times are
// milliseconds since 1970, as they are in the data.
type Slab struct {
	ID      int64 // given by the database
	Target  uint32
	SliceAt int64 // start of the slice of time that it belongs to
	FirstAt int64 // its oldest sample
	LastAt  int64 // its newest sample
	Data    []byte
}

// SampleNames are the names that the numbers in slabs and chunks stand for.
type SampleNames struct {
	Targets   []SampleName
	Resources []SampleName
	Metrics   []SampleName
}

// SampleName is a name and its number, which is never given to another.
type SampleName struct {
	Number uint32
	Name   string
	Target uint32 // of a resource: the number of its target
}

// SampleNames returns all names in the order of their numbers.
func (h *HistoryDB) SampleNames(ctx context.Context) (SampleNames, error) {
	var names SampleNames
	err := h.read(ctx, func(db *sql.DB) error {
		for _, t := range []struct {
			into  *[]SampleName
			query string
		}{
			{&names.Targets, `SELECT number, name, 0 FROM targets ORDER BY number`},
			{&names.Resources, `SELECT number, name, target FROM resources ORDER BY number`},
			{&names.Metrics, `SELECT number, name, 0 FROM metrics ORDER BY number`},
		} {
			found, err := list(ctx, db, scanSampleName, t.query)
			if err != nil {
				return err
			}
			*t.into = found
		}
		return nil
	})
	if err != nil {
		return SampleNames{}, fmt.Errorf("read names of samples: %w", err)
	}
	return names, nil
}

func scanSampleName(r row) (SampleName, error) {
	var n SampleName
	err := r.Scan(&n.Number, &n.Name, &n.Target)
	return n, err
}

// AppendSlabs writes slabs, and the names that they are the first to use, in
// one transaction. A name that is known under its number is left as it is. It
// fails when a target is neither among the names nor stored.
func (h *HistoryDB) AppendSlabs(ctx context.Context, names SampleNames, slabs []Slab) error {
	err := h.write(ctx, func(tx *sql.Tx) error {
		if err := addSampleNames(ctx, tx, names); err != nil {
			return err
		}
		return insertSlabs(ctx, tx, slabs)
	})
	if err != nil {
		return fmt.Errorf("write slabs: %w", err)
	}
	return nil
}

func insertSlabs(ctx context.Context, tx *sql.Tx, slabs []Slab) error {
	const insert = `INSERT INTO slabs (target, slice_at, first_at, last_at, data) VALUES (?, ?, ?, ?, ?)`
	for _, s := range slabs {
		if _, err := tx.ExecContext(ctx, insert, s.Target, s.SliceAt, s.FirstAt, s.LastAt, s.Data); err != nil {
			return err
		}
	}
	return nil
}

func addSampleNames(ctx context.Context, tx *sql.Tx, names SampleNames) error {
	const (
		target   = `INSERT INTO targets (number, name) VALUES (?, ?) ON CONFLICT (number) DO NOTHING`
		resource = `INSERT INTO resources (number, name, target) VALUES (?, ?, ?) ON CONFLICT (number) DO NOTHING`
		metric   = `INSERT INTO metrics (number, name) VALUES (?, ?) ON CONFLICT (number) DO NOTHING`
	)
	for _, n := range names.Targets {
		if _, err := tx.ExecContext(ctx, target, n.Number, n.Name); err != nil {
			return err
		}
	}
	for _, n := range names.Resources {
		if _, err := tx.ExecContext(ctx, resource, n.Number, n.Name, n.Target); err != nil {
			return err
		}
	}
	for _, n := range names.Metrics {
		if _, err := tx.ExecContext(ctx, metric, n.Number, n.Name); err != nil {
			return err
		}
	}
	return nil
}

// EachSlab calls fn with the slabs that may hold samples between two times,
// both included, in the order in which they were written. Their data are valid
// during the call.
func (h *HistoryDB) EachSlab(ctx context.Context, from, to int64, fn func(Slab) error) error {
	const query = `SELECT id, target, slice_at, first_at, last_at, data FROM slabs
		WHERE last_at >= ? AND first_at <= ? ORDER BY id`
	return h.eachSlab(ctx, fn, query, from, to)
}

// EachSlabOfSlice calls fn with the slabs of a target in one slice, like EachSlab.
func (h *HistoryDB) EachSlabOfSlice(ctx context.Context, target uint32, sliceAt int64, fn func(Slab) error) error {
	const query = `SELECT id, target, slice_at, first_at, last_at, data FROM slabs
		WHERE target = ? AND slice_at = ? ORDER BY id`
	return h.eachSlab(ctx, fn, query, target, sliceAt)
}

func (h *HistoryDB) eachSlab(ctx context.Context, fn func(Slab) error, query string, args ...any) error {
	err := h.read(ctx, func(db *sql.DB) error {
		rows, err := db.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s Slab
			var data sql.RawBytes
			if err := rows.Scan(&s.ID, &s.Target, &s.SliceAt, &s.FirstAt, &s.LastAt, &data); err != nil {
				return err
			}
			s.Data = data
			if err := fn(s); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if err != nil {
		return fmt.Errorf("read slabs: %w", err)
	}
	return nil
}

// OldestSlabs returns the target and slice of the oldest slabs whose slice
// began before a time; found tells whether there are any.
func (h *HistoryDB) OldestSlabs(ctx context.Context, before int64) (target uint32, sliceAt int64, found bool, err error) {
	const query = `SELECT target, slice_at FROM slabs WHERE slice_at < ? ORDER BY slice_at, target LIMIT 1`
	err = h.read(ctx, func(db *sql.DB) error {
		rows, err := db.QueryContext(ctx, query, before)
		if err != nil {
			return err
		}
		defer rows.Close()
		if found = rows.Next(); found {
			return rows.Scan(&target, &sliceAt)
		}
		return rows.Err()
	})
	if err != nil {
		return 0, 0, false, fmt.Errorf("find the oldest slabs: %w", err)
	}
	return target, sliceAt, found, nil
}

// DeleteSlabs deletes the slabs of a target in one slice up to one of them.
func (h *HistoryDB) DeleteSlabs(ctx context.Context, target uint32, sliceAt, lastID int64) error {
	const statement = `DELETE FROM slabs WHERE target = ? AND slice_at = ? AND id <= ?`
	err := h.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement, target, sliceAt, lastID)
		return err
	})
	if err != nil {
		return fmt.Errorf("delete slabs: %w", err)
	}
	return nil
}

// HistorySize is the size of the database in pages.
type HistorySize struct {
	Pages    int64
	Free     int64 // pages that hold nothing
	PageSize int64 // bytes
}

// Used returns how many bytes hold something.
func (s HistorySize) Used() int64 { return (s.Pages - s.Free) * s.PageSize }

// Size returns the size of the database.
func (h *HistoryDB) Size(ctx context.Context) (HistorySize, error) {
	const query = `SELECT page_count, freelist_count, page_size
		FROM pragma_page_count, pragma_freelist_count, pragma_page_size`
	var s HistorySize
	err := h.read(ctx, func(db *sql.DB) error {
		return db.QueryRowContext(ctx, query).Scan(&s.Pages, &s.Free, &s.PageSize)
	})
	if err != nil {
		return HistorySize{}, fmt.Errorf("read size of the history: %w", err)
	}
	return s, nil
}

// Shrink gives up to that many free pages back to the file system.
func (h *HistoryDB) Shrink(ctx context.Context, pages int) error {
	statement := fmt.Sprintf(`PRAGMA incremental_vacuum(%d)`, pages) // takes no parameter
	err := h.write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, statement)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() { // each step frees a page
		}
		return rows.Err()
	})
	if err != nil {
		return fmt.Errorf("shrink the history: %w", err)
	}
	return nil
}
