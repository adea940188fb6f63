package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Chunk is what is known of one resource in one slice of time.
type Chunk struct {
	Resource uint32
	Tier     int // 0 holds every sample, the others what they were rolled up to
	SliceAt  int64
	Data     []byte
}

// RawChunk is a chunk of tier 0 that has to be rolled up.
type RawChunk struct {
	Chunk
	Grown bool // it was rolled up before, and has got more samples since
}

// Chunks returns the chunks of a resource in one tier whose slices begin
// between two times, both included, oldest first.
func (h *HistoryDB) Chunks(ctx context.Context, resource uint32, tier int, from, to int64) ([]Chunk, error) {
	const query = `SELECT slice_at, data FROM chunks
		WHERE resource = ? AND tier = ? AND slice_at BETWEEN ? AND ? ORDER BY slice_at`
	var chunks []Chunk
	err := h.read(ctx, func(db *sql.DB) (err error) {
		chunks, err = list(ctx, db, func(r row) (Chunk, error) {
			c := Chunk{Resource: resource, Tier: tier}
			err := r.Scan(&c.SliceAt, &c.Data)
			return c, err
		}, query, resource, tier, from, to)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read chunks: %w", err)
	}
	return chunks, nil
}

// SaveChunks writes chunks in one transaction, each in place of the one that
// was there. Those of tier 0 have to be rolled up from then on.
func (h *HistoryDB) SaveChunks(ctx context.Context, chunks []Chunk) error {
	err := h.write(ctx, func(tx *sql.Tx) error { return saveChunks(ctx, tx, chunks) })
	if err != nil {
		return fmt.Errorf("write chunks: %w", err)
	}
	return nil
}

func saveChunks(ctx context.Context, tx *sql.Tx, chunks []Chunk) error {
	const statement = `INSERT INTO chunks (resource, tier, slice_at, data) VALUES (?, ?, ?, ?)
		ON CONFLICT (resource, tier, slice_at) DO UPDATE
		SET data = excluded.data, rolled = CASE rolled WHEN 0 THEN 0 ELSE 2 END`
	for _, c := range chunks {
		if _, err := tx.ExecContext(ctx, statement, c.Resource, c.Tier, c.SliceAt, c.Data); err != nil {
			return err
		}
	}
	return nil
}

// ChunksToRollUp returns some of the chunks of tier 0 that have to be rolled
// up: at most limit, and all of the oldest slice that has any.
func (h *HistoryDB) ChunksToRollUp(ctx context.Context, limit int) ([]RawChunk, error) {
	const query = `SELECT resource, slice_at, rolled = 2, data FROM chunks
		WHERE tier = 0 AND rolled <> 1
		AND slice_at = (SELECT MIN(slice_at) FROM chunks WHERE tier = 0 AND rolled <> 1)
		ORDER BY resource LIMIT ?`
	var chunks []RawChunk
	err := h.read(ctx, func(db *sql.DB) (err error) {
		chunks, err = list(ctx, db, func(r row) (RawChunk, error) {
			var c RawChunk
			err := r.Scan(&c.Resource, &c.SliceAt, &c.Grown, &c.Data)
			return c, err
		}, query, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find chunks to roll up: %w", err)
	}
	return chunks, nil
}

// SaveRolledUp writes what chunks of tier 0 were rolled up to and notes that
// they were, in one transaction.
func (h *HistoryDB) SaveRolledUp(ctx context.Context, from []RawChunk, chunks []Chunk) error {
	err := h.write(ctx, func(tx *sql.Tx) error {
		if err := saveChunks(ctx, tx, chunks); err != nil {
			return err
		}
		for _, c := range from {
			if err := markRolledUp(ctx, tx, c.Resource, c.SliceAt); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write rolled-up chunks: %w", err)
	}
	return nil
}

// markRolledUp notes that the other tiers have what the chunks of tier 0 of
// some slices hold.
func markRolledUp(ctx context.Context, tx *sql.Tx, resource uint32, slices ...int64) error {
	const statement = `UPDATE chunks SET rolled = 1 WHERE resource = ? AND tier = 0 AND slice_at = ?`
	for _, slice := range slices {
		if _, err := tx.ExecContext(ctx, statement, resource, slice); err != nil {
			return err
		}
	}
	return nil
}

// ChunkSlices returns when the oldest and the newest slice that has chunks in
// a tier begin; found tells whether there are any.
func (h *HistoryDB) ChunkSlices(ctx context.Context, tier int) (oldest, newest int64, found bool, err error) {
	// Two lookups in the index; both in one SELECT would read all of it.
	const query = `SELECT (SELECT MIN(slice_at) FROM chunks WHERE tier = ?), (SELECT MAX(slice_at) FROM chunks WHERE tier = ?)`
	var low, high sql.NullInt64
	err = h.read(ctx, func(db *sql.DB) error {
		return db.QueryRowContext(ctx, query, tier, tier).Scan(&low, &high)
	})
	if err != nil {
		return 0, 0, false, fmt.Errorf("find the age of chunks: %w", err)
	}
	return low.Int64, high.Int64, low.Valid, nil
}

// DeleteChunks deletes at most limit chunks of a slice in a tier and tells how many.
func (h *HistoryDB) DeleteChunks(ctx context.Context, tier int, sliceAt int64, limit int) (deleted int, err error) {
	const statement = `DELETE FROM chunks WHERE id IN (SELECT id FROM chunks WHERE tier = ? AND slice_at = ? LIMIT ?)`
	err = h.write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, statement, tier, sliceAt, limit)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		deleted = int(n)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("delete chunks: %w", err)
	}
	return deleted, nil
}
