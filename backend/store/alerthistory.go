package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"pulse/backend/alert"
)

// alertHistoryKept is how long an alert is remembered after it ended.
const alertHistoryKept = 30 * 24 * time.Hour

// HistoryQuery selects alerts of the past. The zero value selects all.
type HistoryQuery struct {
	Limit            int // 0 = no limit
	Offset           int
	From, To         time.Time // when the alert began; both inclusive, zero = open
	Level            alert.Level
	ResourcePublicID string // of a resource, or of a disk of a guest
}

// AlertHistory lists alerts, ended ones and those that still last, the one that
// began last first. Offset and Limit count what the other conditions let through.
func (s *Store) AlertHistory(ctx context.Context, q HistoryQuery) ([]alert.Alert, error) {
	const query = `SELECT body FROM alert_history
		WHERE (:from IS NULL OR started_at >= :from)
		AND (:to IS NULL OR started_at <= :to)
		AND (:level = '' OR level = :level)
		AND (:resource = '' OR resource_public_id = :resource
			OR (part <> '' AND public_id = :resource || '-' || type))
		ORDER BY started_at DESC, id DESC LIMIT :limit OFFSET :offset`
	limit := q.Limit
	if limit == 0 {
		limit = -1
	}
	alerts, err := list(ctx, s.db.reader, scanAlert, query,
		sql.Named("from", millis(q.From)), sql.Named("to", millis(q.To)), sql.Named("level", q.Level),
		sql.Named("resource", q.ResourcePublicID), sql.Named("limit", limit), sql.Named("offset", q.Offset))
	return alerts, wrap("read alert history", err)
}

// ClearAlertHistory forgets all alerts of the past. Active ones stay active.
func (s *Store) ClearAlertHistory(ctx context.Context) error {
	_, err := s.db.exec(ctx, `DELETE FROM alert_history`)
	return wrap("clear alert history", err)
}

// PruneAlerts forgets alerts that ended more than 30 days before now.
func (s *Store) PruneAlerts(ctx context.Context, now time.Time) error {
	const statement = `DELETE FROM alert_history WHERE ended_at < ?`
	_, err := s.db.exec(ctx, statement, millis(now.Add(-alertHistoryKept)))
	return wrap("prune alert history", err)
}

// recordHistory adds the alerts that were raised and brings the rows of the
// others up to date: those that ended, and firing ones that differ from before
// (acknowledged, risen, seen again).
func recordHistory(ctx context.Context, tx *sql.Tx, before alert.Active, b alert.Batch) error {
	for _, c := range b.Changes {
		var err error
		switch c.Kind {
		case alert.Raised:
			err = insertHistory(ctx, tx, c.Alert)
		case alert.Noted:
			if err = insertHistory(ctx, tx, c.Alert); err == nil {
				err = updateHistory(ctx, tx, c.Alert)
			}
		case alert.Ended, alert.Dropped:
			if c.Alert.EndedAt.IsZero() {
				c.Alert.EndedAt = c.At
			}
			err = updateHistory(ctx, tx, c.Alert)
		}
		if err != nil {
			return fmt.Errorf("record %s of %s: %w", c.Kind, c.Alert.PublicID, err)
		}
	}
	for key, a := range b.Next {
		if before[key] == a || a.Phase != alert.Firing {
			continue
		}
		if err := updateHistory(ctx, tx, *a); err != nil {
			return fmt.Errorf("record %s: %w", a.PublicID, err)
		}
	}
	return nil
}

func insertHistory(ctx context.Context, tx *sql.Tx, a alert.Alert) error {
	body, err := encode(a)
	if err != nil {
		return err
	}
	const statement = `INSERT INTO alert_history (resource, type, part, fired_at, started_at, ended_at, level,
		public_id, resource_public_id, body) VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?)
		ON CONFLICT (resource, type, part, fired_at) DO UPDATE SET level = excluded.level, body = excluded.body`
	_, err = tx.ExecContext(ctx, statement, a.Resource, a.Type, a.Part, firedAt(a), startedAt(a), a.Level,
		a.PublicID, a.Subject.PublicID, body)
	return err
}

// updateHistory changes the row of an alert; where a person cleared the
// history there is none.
func updateHistory(ctx context.Context, tx *sql.Tx, a alert.Alert) error {
	body, err := encode(a)
	if err != nil {
		return err
	}
	const statement = `UPDATE alert_history SET ended_at = ?, level = ?, public_id = ?, resource_public_id = ?, body = ?
		WHERE resource = ? AND type = ? AND part = ? AND fired_at = ?`
	_, err = tx.ExecContext(ctx, statement, millis(a.EndedAt), a.Level, a.PublicID, a.Subject.PublicID, body,
		a.Resource, a.Type, a.Part, firedAt(a))
	return err
}

// firedAt and startedAt tell one occurrence of an alert from the next. They
// are never NULL.
func firedAt(a alert.Alert) int64 {
	if a.FiredAt.IsZero() {
		return a.Since.UnixMilli()
	}
	return a.FiredAt.UnixMilli()
}

func startedAt(a alert.Alert) int64 {
	if a.Since.IsZero() {
		return a.FiredAt.UnixMilli()
	}
	return a.Since.UnixMilli()
}
