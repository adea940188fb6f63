package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"pulse/backend/alert"
)

// ActiveAlerts returns the pending and firing alerts as they were committed last.
func (s *Store) ActiveAlerts(ctx context.Context) (alert.Active, error) {
	s.activeLock.Lock()
	defer s.activeLock.Unlock()
	if err := s.loadActive(ctx); err != nil {
		return nil, fmt.Errorf("read active alerts: %w", err)
	}
	return s.active, nil
}

// Commit writes one step of the loop in one transaction: the next set of
// active alerts, the history of the alerts that changed, the changes that are
// to be told, and what follows a moved guest or a changed cluster. When it
// fails nothing of it was written.
func (s *Store) Commit(ctx context.Context, b alert.Batch) error {
	s.activeLock.Lock()
	defer s.activeLock.Unlock()
	err := s.loadActive(ctx)
	if err == nil {
		err = s.db.write(ctx, func(tx *sql.Tx) error { return s.commit(ctx, tx, b) })
	}
	if err != nil {
		return fmt.Errorf("commit alerts: %w", err)
	}
	s.active = b.Next
	return nil
}

func (s *Store) commit(ctx context.Context, tx *sql.Tx, b alert.Batch) error {
	if err := replaceActive(ctx, tx, s.active, b.Next); err != nil {
		return err
	}
	if err := recordHistory(ctx, tx, s.active, b); err != nil {
		return err
	}
	if err := enqueue(ctx, tx, b.Changes); err != nil {
		return err
	}
	if err := noteForDesktops(ctx, tx, b.Changes); err != nil {
		return err
	}
	if err := follow(ctx, tx, b.Moves); err != nil {
		return err
	}
	if err := recordChanges(ctx, tx, b.Events); err != nil {
		return err
	}
	for id, cluster := range b.Clusters {
		if err := saveCluster(ctx, tx, id, cluster); err != nil {
			return fmt.Errorf("save cluster of %s: %w", id, err)
		}
	}
	return nil
}

// loadActive reads the stored set once; from then on it is known from what is
// committed.
func (s *Store) loadActive(ctx context.Context) error {
	if s.active != nil {
		return nil
	}
	alerts, err := list(ctx, s.db.reader, scanAlert, `SELECT body FROM active_alerts`)
	if err != nil {
		return err
	}
	active := make(alert.Active, len(alerts))
	for _, a := range alerts {
		active[a.Key] = &a
	}
	s.active = active
	return nil
}

// replaceActive writes the difference of two sets. Alerts are values that never
// change, so those with the same address are the same.
func replaceActive(ctx context.Context, tx *sql.Tx, before, next alert.Active) error {
	for key := range before {
		if next[key] == nil {
			const statement = `DELETE FROM active_alerts WHERE resource = ? AND type = ? AND part = ?`
			if _, err := tx.ExecContext(ctx, statement, key.Resource, key.Type, key.Part); err != nil {
				return fmt.Errorf("remove alert %v: %w", key, err)
			}
		}
	}
	for key, a := range next {
		if before[key] != a {
			if err := saveActive(ctx, tx, a); err != nil {
				return fmt.Errorf("save alert %v: %w", key, err)
			}
		}
	}
	return nil
}

func saveActive(ctx context.Context, tx *sql.Tx, a *alert.Alert) error {
	body, err := encode(a)
	if err != nil {
		return err
	}
	const statement = `INSERT INTO active_alerts (resource, type, part, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (resource, type, part) DO UPDATE SET body = excluded.body`
	_, err = tx.ExecContext(ctx, statement, a.Resource, a.Type, a.Part, body)
	return err
}

func scanAlert(r row) (a alert.Alert, err error) {
	var body []byte
	if err := r.Scan(&body); err != nil {
		return a, err
	}
	return a, json.Unmarshal(body, &a)
}
