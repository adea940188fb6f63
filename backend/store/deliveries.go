package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"pulse/backend/fault"
	"pulse/backend/notify"
)

// How long, and how many, finished deliveries are remembered. A delivery may
// hold 32 KiB of what was sent and answered.
const (
	deliveriesKept   = 30 * 24 * time.Hour
	deliveriesAtMost = 5000
)

const selectDeliveries = `SELECT id, channel, channel_kind, channel_name, address, service, event, source, alerts, at,
	state, attempts, coalesce(tried_since, at), asked_for, next_at, updated_at, status_code, error, request, response FROM deliveries `

// Deliveries lists deliveries in any state, newest first. A limit of 0 means
// all; channel is the id or the kind of a channel, alertID the published id of
// an alert, and both may be empty.
func (s *Store) Deliveries(ctx context.Context, limit int, channel, alertID string) ([]notify.Delivery, error) {
	if limit == 0 {
		limit = -1
	}
	const query = selectDeliveries + `WHERE (:channel = '' OR channel = :channel OR channel_kind = :channel)
		AND (:alert = '' OR seq IN (SELECT delivery FROM delivery_alerts WHERE alert = :alert))
		ORDER BY seq DESC LIMIT :limit`
	deliveries, err := list(ctx, s.db.reader, scanDelivery, query,
		sql.Named("channel", channel), sql.Named("alert", alertID), sql.Named("limit", limit))
	return deliveries, wrap("list deliveries", err)
}

// Delivery returns one delivery by the id of its notice, or fault.NotFound.
func (s *Store) Delivery(ctx context.Context, id string) (notify.Delivery, error) {
	d, err := scanDelivery(s.db.reader.QueryRowContext(ctx, selectDeliveries+`WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return d, noSuchDelivery()
	}
	return d, wrap("read delivery "+id, err)
}

// DeliveryCounts tells how many deliveries are kept in each state.
func (s *Store) DeliveryCounts(ctx context.Context) (map[string]int, error) {
	rows, err := s.db.reader.QueryContext(ctx, `SELECT state, count(*) FROM deliveries GROUP BY state`)
	if err != nil {
		return nil, wrap("count deliveries", err)
	}
	defer rows.Close()
	counts := map[string]int{}
	for rows.Next() {
		var (
			state string
			n     int
		)
		if err := rows.Scan(&state, &n); err != nil {
			return nil, wrap("count deliveries", err)
		}
		counts[state] = n
	}
	return counts, wrap("count deliveries", rows.Err())
}

// PruneDeliveries forgets finished deliveries that are older than 30 days or
// not among the newest 5,000.
func (s *Store) PruneDeliveries(ctx context.Context, now time.Time) error {
	const statement = `DELETE FROM deliveries WHERE state <> 'pending' AND (updated_at < ?
		OR seq <= (SELECT seq FROM deliveries ORDER BY seq DESC LIMIT 1 OFFSET ?))`
	_, err := s.db.exec(ctx, statement, millis(now.Add(-deliveriesKept)), deliveriesAtMost)
	return wrap("prune deliveries", err)
}

func scanDelivery(r row) (d notify.Delivery, err error) {
	var (
		alerts                   []byte
		at, since, next, updated sql.NullInt64
	)
	err = r.Scan(&d.ID, &d.Channel, &d.Kind, &d.ChannelName, &d.Address, &d.Service, &d.Event, &d.Source, &alerts, &at, &d.State,
		&d.Attempts, &since, &d.AskedFor, &next, &updated, &d.StatusCode, &d.Error, &d.Request, &d.Response)
	if err != nil {
		return d, err
	}
	d.At, d.Since, d.Next, d.UpdatedAt = timeOf(at), timeOf(since), timeOf(next), timeOf(updated)
	return d, json.Unmarshal(alerts, &d.Alerts)
}

func noSuchDelivery() error { return fault.New(fault.NotFound, "there is no such delivery") }
