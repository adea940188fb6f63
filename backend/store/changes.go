package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"pulse/backend/infra"
)

const (
	changesKept = 400 * 24 * time.Hour

	// A change may be seen a little before the task that made it is said to
	// have begun, and some time after it ended.
	seenBefore = 30 * time.Second
	seenAfter  = 90 * time.Second
)

// ChangeQuery selects what changed between two times, both included.
type ChangeQuery struct {
	From, To time.Time
	PublicID string // of one resource; empty = of all
	Limit    int
}

// Changes lists what changed, newest first.
func (s *Store) Changes(ctx context.Context, q ChangeQuery) ([]infra.Event, error) {
	const query = `SELECT at, resource, public_id, kind, text, by_user, data, task, started_at, ended_at FROM changes
		WHERE at BETWEEN :from AND :to AND (:id = '' OR public_id = :id) ORDER BY at DESC, id DESC LIMIT :limit`
	events, err := list(ctx, s.db.reader, scanChange, query,
		sql.Named("from", q.From.UnixMilli()), sql.Named("to", q.To.UnixMilli()),
		sql.Named("id", q.PublicID), sql.Named("limit", q.Limit))
	return events, wrap("read changes", err)
}

func scanChange(r row) (e infra.Event, err error) {
	var at, started, ended sql.NullInt64
	var data []byte
	err = r.Scan(&at, &e.Resource, &e.PublicID, &e.Kind, &e.Text, &e.By, &data, &e.Task, &started, &ended)
	if err != nil {
		return e, err
	}
	e.At, e.Start, e.End = timeOf(at), timeOf(started), timeOf(ended)
	if err = json.Unmarshal(data, &e.Data); err == nil {
		e.Status = e.Data["status"]
	}
	return e, err
}

// PruneChanges forgets what changed more than 400 days before now.
func (s *Store) PruneChanges(ctx context.Context, now time.Time) error {
	_, err := s.db.exec(ctx, `DELETE FROM changes WHERE at < ?`, millis(now.Add(-changesKept)))
	return wrap("prune changes", err)
}

// recordChanges writes what changed. A change that was seen and one that a
// task tells of become one row when they fit together; a task told again
// replaces what it told before.
func recordChanges(ctx context.Context, tx *sql.Tx, events []infra.Event) error {
	for _, e := range events {
		joined, err := join(ctx, tx, e)
		if err == nil && !joined {
			err = insertChange(ctx, tx, e)
		}
		if err != nil {
			return fmt.Errorf("record %s of %s: %w", e.Kind, e.Resource, err)
		}
	}
	return nil
}

// join adds an event to the row of the same change, if there is one.
func join(ctx context.Context, tx *sql.Tx, e infra.Event) (bool, error) {
	switch {
	case !e.Kind.Merges():
		return false, nil
	case e.Told():
		return joinTold(ctx, tx, e)
	}
	const seen = `UPDATE changes SET seen = 1, at = :at, text = :text WHERE id = (SELECT id FROM changes
		WHERE resource = :resource AND kind = :kind AND task <> '' AND seen = 0
		AND started_at <= :at + :before AND COALESCE(ended_at, :at) >= :at - :after
		ORDER BY at DESC LIMIT 1)`
	result, err := tx.ExecContext(ctx, seen,
		sql.Named("at", e.At.UnixMilli()), sql.Named("text", e.Text), sql.Named("resource", e.Resource), sql.Named("kind", e.Kind),
		sql.Named("before", seenBefore.Milliseconds()), sql.Named("after", seenAfter.Milliseconds()))
	return changedOne(result, err)
}

// joinTold tells a change that was seen who made it. A task that began before
// it was known to work has a row of its own, which is given up then.
func joinTold(ctx context.Context, tx *sql.Tx, e infra.Event) (bool, error) {
	const seen = `SELECT id FROM changes
		WHERE resource = :resource AND kind = :kind AND task = '' AND at BETWEEN :from AND :to ORDER BY at LIMIT 1`
	end := e.End
	if end.IsZero() {
		end = e.At
	}
	var id int64
	err := tx.QueryRowContext(ctx, `SELECT id FROM changes WHERE task = ? AND seen = 1`, e.Task).Scan(&id)
	if err == nil {
		return true, nil // told again
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	err = tx.QueryRowContext(ctx, seen, sql.Named("resource", e.Resource), sql.Named("kind", e.Kind),
		sql.Named("from", e.Start.Add(-seenBefore).UnixMilli()), sql.Named("to", end.Add(seenAfter).UnixMilli())).Scan(&id)
	if err != nil {
		return false, noRows(err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM changes WHERE task = ?`, e.Task); err != nil {
		return false, err
	}
	data, err := encode(e.Data)
	if err != nil {
		return false, err
	}
	const told = `UPDATE changes SET by_user = ?, task = ?, started_at = ?, ended_at = ?, data = json_patch(data, ?) WHERE id = ?`
	return changedOne(tx.ExecContext(ctx, told, e.By, e.Task, millis(e.Start), millis(e.End), data, id))
}

func insertChange(ctx context.Context, tx *sql.Tx, e infra.Event) error {
	if e.Data == nil {
		e.Data = map[string]string{}
	}
	data, err := encode(e.Data)
	if err != nil {
		return err
	}
	at := cmp.Or(e.At.UnixMilli(), e.Start.UnixMilli())
	const statement = `INSERT INTO changes (at, resource, public_id, kind, text, by_user, data, task, seen, started_at, ended_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (task) WHERE task <> '' DO UPDATE SET ended_at = excluded.ended_at,
		kind = CASE seen WHEN 0 THEN excluded.kind ELSE kind END,
		text = CASE seen WHEN 0 THEN excluded.text ELSE text END, data = json_patch(data, excluded.data)`
	_, err = tx.ExecContext(ctx, statement, at, e.Resource, e.PublicID, e.Kind, e.Text, e.By, data, e.Task,
		!e.Told(), millis(e.Start), millis(e.End))
	return err
}

func changedOne(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// noRows makes no error of finding nothing.
func noRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// moveChanges takes what is known of the past of a moved guest along.
func moveChanges(ctx context.Context, tx *sql.Tx, id infra.ID, to string) error {
	_, err := tx.ExecContext(ctx, `UPDATE changes SET public_id = ? WHERE resource = ? AND public_id <> ?`, to, id, to)
	return err
}
