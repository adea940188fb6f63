package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Fill is a stretch of time for which a server was asked for its own records.
// Times are milliseconds since 1970, both included.
type Fill struct {
	Resource uint32
	From, To int64
	Step     int64 // how far apart the records are
	Samples  int   // 0 where the server had none
}

// AppendFill writes slabs of samples that a server had recorded, with the names
// that they are the first to use, and notes where they are, in one transaction.
func (h *HistoryDB) AppendFill(ctx context.Context, names SampleNames, slabs []Slab, f Fill) error {
	const note = `INSERT INTO fills (resource, from_at, to_at, step, samples) VALUES (?, ?, ?, ?, ?)`
	err := h.write(ctx, func(tx *sql.Tx) error {
		if err := addSampleNames(ctx, tx, names); err != nil {
			return err
		}
		if err := insertSlabs(ctx, tx, slabs); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, note, f.Resource, f.From, f.To, f.Step, f.Samples)
		return err
	})
	if err != nil {
		return fmt.Errorf("write filled samples: %w", err)
	}
	return nil
}

// Fills returns the stretches of a resource that touch a time, oldest first.
func (h *HistoryDB) Fills(ctx context.Context, resource uint32, from, to int64) ([]Fill, error) {
	const query = `SELECT from_at, to_at, step, samples FROM fills
		WHERE resource = ? AND to_at >= ? AND from_at <= ? ORDER BY from_at`
	var fills []Fill
	err := h.read(ctx, func(db *sql.DB) (err error) {
		fills, err = list(ctx, db, func(r row) (Fill, error) {
			f := Fill{Resource: resource}
			err := r.Scan(&f.From, &f.To, &f.Step, &f.Samples)
			return f, err
		}, query, resource, from, to)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read filled stretches: %w", err)
	}
	return fills, nil
}

// DeleteFills forgets stretches that ended before a time, at most limit of them.
func (h *HistoryDB) DeleteFills(ctx context.Context, before int64, limit int) error {
	const statement = `DELETE FROM fills WHERE id IN (SELECT id FROM fills WHERE to_at < ? ORDER BY to_at LIMIT ?)`
	err := h.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement, before, limit)
		return err
	})
	if err != nil {
		return fmt.Errorf("delete filled stretches: %w", err)
	}
	return nil
}
