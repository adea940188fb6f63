package store

import (
	"context"
	"database/sql"
	"fmt"

	"pulse/backend/alert"
)

// follow takes what is stored under the published id of a guest to its new id:
// overrides, metadata, the history of its alerts and what changed. Active alerts come with
// the next set, and charts are stored under an id that does not change.
func follow(ctx context.Context, tx *sql.Tx, moves []alert.Move) error {
	if len(moves) == 0 {
		return nil
	}
	to := make(map[string]string, len(moves))
	for _, m := range moves {
		to[m.From] = m.To
	}
	rename := func(id string) string {
		if next, moved := to[id]; moved {
			return next
		}
		return id
	}
	if err := renameOverrides(ctx, tx, rename); err != nil {
		return fmt.Errorf("rename overrides: %w", err)
	}
	if err := moveMetadata(ctx, tx, moves); err != nil {
		return fmt.Errorf("move metadata: %w", err)
	}
	for _, m := range moves {
		if err := moveHistory(ctx, tx, m); err != nil {
			return fmt.Errorf("move alert history of %s: %w", m.From, err)
		}
		if err := moveChanges(ctx, tx, m.ID, m.To); err != nil {
			return fmt.Errorf("move changes of %s: %w", m.From, err)
		}
	}
	return nil
}

// moveHistory renames the guest in the alerts of its past. Ids of alerts are
// made of the guest's, so that is replaced within them.
func moveHistory(ctx context.Context, tx *sql.Tx, m alert.Move) error {
	const statement = `UPDATE alert_history SET
		resource_public_id = :to,
		public_id = replace(public_id, :from, :to),
		body = json_set(body, '$.PublicID', replace(public_id, :from, :to), '$.Subject.PublicID', :to)
		WHERE resource = :resource AND resource_public_id = :from`
	_, err := tx.ExecContext(ctx, statement,
		sql.Named("resource", m.ID), sql.Named("from", m.From), sql.Named("to", m.To))
	return err
}
