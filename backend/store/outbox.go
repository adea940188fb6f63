package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"pulse/backend/alert"
	"pulse/backend/notify"
)

// The store is where the delivery pipeline keeps what is still to be told.
var _ notify.Outbox = (*Store)(nil)

// enqueue writes the changes that are to be told. It runs in the transaction
// that commits them.
func enqueue(ctx context.Context, tx *sql.Tx, changes []alert.Change) error {
	for _, c := range changes {
		if !c.Notify {
			continue
		}
		body, err := encode(c)
		if err == nil {
			_, err = tx.ExecContext(ctx, `INSERT INTO outbox (body) VALUES (?)`, body)
		}
		if err != nil {
			return fmt.Errorf("put %s into the outbox: %w", c.Alert.PublicID, err)
		}
	}
	return nil
}

// Entries lists the changes for which no delivery was planned yet, oldest first.
func (s *Store) Entries(ctx context.Context) ([]notify.Entry, error) {
	entries, err := list(ctx, s.db.reader, scanEntry, `SELECT seq, body FROM outbox ORDER BY seq`)
	return entries, wrap("read outbox", err)
}

// Plan stores deliveries and removes the entries that they were made of.
func (s *Store) Plan(ctx context.Context, deliveries []notify.Delivery, planned []int64) error {
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		for _, d := range deliveries {
			if err := insertDelivery(ctx, tx, d); err != nil {
				return fmt.Errorf("notice %s: %w", d.ID, err)
			}
		}
		for _, seq := range planned {
			if _, err := tx.ExecContext(ctx, `DELETE FROM outbox WHERE seq = ?`, seq); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap("plan deliveries", err)
}

// Unfinished lists the deliveries that are still to be sent, oldest first.
func (s *Store) Unfinished(ctx context.Context) ([]notify.Delivery, error) {
	const query = selectDeliveries + `WHERE state = 'pending' ORDER BY seq`
	deliveries, err := list(ctx, s.db.reader, scanDelivery, query)
	return deliveries, wrap("read unfinished deliveries", err)
}

// Update stores how far a delivery is. What it tells and to whom stays as it
// was planned.
func (s *Store) Update(ctx context.Context, d notify.Delivery) error {
	const statement = `UPDATE deliveries SET state = ?, attempts = ?, next_at = ?, updated_at = ?,
		status_code = ?, error = ?, request = ?, response = ? WHERE id = ?`
	changed, err := s.db.exec(ctx, statement, d.State, d.Attempts, millis(d.Next), millis(d.UpdatedAt),
		d.StatusCode, d.Error, d.Request, d.Response, d.ID)
	if err == nil && changed == 0 {
		err = noSuchDelivery()
	}
	return wrap("update delivery "+d.ID, err)
}

// Requeue makes a delivery that was not sent due at once, for a person asked
// for it.
func (s *Store) Requeue(ctx context.Context, id string, now time.Time) error {
	const statement = `UPDATE deliveries SET state = 'pending', asked_for = 1, tried_since = ?, next_at = ?, updated_at = ?
		WHERE id = ? AND state <> 'sent'`
	_, err := s.db.exec(ctx, statement, millis(now), millis(now), millis(now), id)
	return wrap("requeue delivery "+id, err)
}

func insertDelivery(ctx context.Context, tx *sql.Tx, d notify.Delivery) error {
	alerts, err := encode(d.Alerts)
	if err != nil {
		return err
	}
	const statement = `INSERT INTO deliveries (id, channel, channel_kind, channel_name, address, service, event, source, alerts, at,
		state, attempts, tried_since, asked_for, next_at, updated_at, status_code, error, request, response)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	result, err := tx.ExecContext(ctx, statement, d.ID, d.Channel, d.Kind, d.ChannelName, d.Address, d.Service, d.Event, d.Source,
		alerts, millis(d.At), d.State, d.Attempts, millis(d.Since), d.AskedFor, millis(d.Next), millis(d.UpdatedAt),
		d.StatusCode, d.Error, d.Request, d.Response)
	if err != nil {
		return err
	}
	seq, err := result.LastInsertId()
	if err != nil {
		return err
	}
	for _, a := range d.Alerts {
		const statement = `INSERT INTO delivery_alerts (delivery, alert) VALUES (?, ?) ON CONFLICT DO NOTHING`
		if _, err := tx.ExecContext(ctx, statement, seq, a.PublicID); err != nil {
			return err
		}
	}
	return nil
}

func scanEntry(r row) (e notify.Entry, err error) {
	var body []byte
	if err := r.Scan(&e.Seq, &body); err != nil {
		return e, err
	}
	return e, json.Unmarshal(body, &e.Change)
}
