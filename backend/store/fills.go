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

// Filling is what a server had recorded of a resource, ready to be written.
type Filling struct {
	Names SampleNames // that it is the first to use
	Slabs []Slab      // of what is newer than all chunks
	// Chunks are of what is older, in all tiers, each in place of the one that
	// was there. Those of tier 0 have to be rolled up, apart from those of the
	// slices in RolledUp, whose other tiers are among the chunks.
	Chunks   []Chunk
	RolledUp []int64
	Fill     Fill
}

// AppendFill writes what a server had recorded and notes where it is, in one
// transaction.
func (h *HistoryDB) AppendFill(ctx context.Context, f Filling) error {
	err := h.write(ctx, func(tx *sql.Tx) error {
		if err := addSampleNames(ctx, tx, f.Names); err != nil {
			return err
		}
		if err := insertSlabs(ctx, tx, f.Slabs); err != nil {
			return err
		}
		if err := saveChunks(ctx, tx, f.Chunks); err != nil {
			return err
		}
		if err := markRolledUp(ctx, tx, f.Fill.Resource, f.RolledUp...); err != nil {
			return err
		}
		return insertFill(ctx, tx, f.Fill)
	})
	if err != nil {
		return fmt.Errorf("write filled samples: %w", err)
	}
	return nil
}

func insertFill(ctx context.Context, tx *sql.Tx, f Fill) error {
	const statement = `INSERT INTO fills (resource, from_at, to_at, step, samples) VALUES (?, ?, ?, ?, ?)`
	_, err := tx.ExecContext(ctx, statement, f.Resource, f.From, f.To, f.Step, f.Samples)
	return err
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
