package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"pulse/backend/fault"
)

// updatesKept is how many updates are remembered.
const updatesKept = 100

// The ways in which an update stands.
const (
	UpdateRunning    = "in_progress"
	UpdateSucceeded  = "success"
	UpdateFailed     = "failed"
	UpdateRolledBack = "rolled_back"
	UpdateCancelled  = "cancelled"
)

// Update is one attempt to replace this program, as it is remembered.
type Update struct {
	ID            string        `json:"id"`
	At            time.Time     `json:"at"`
	Action        string        `json:"action"` // update or rollback
	Channel       string        `json:"channel"`
	From          string        `json:"from"`
	To            string        `json:"to"`
	Deployment    string        `json:"deployment"`
	By            string        `json:"by"`  // user, auto or api
	Via           string        `json:"via"` // ui, cli, script or webhook
	Status        string        `json:"status"`
	Took          time.Duration `json:"took"`
	Backup        string        `json:"backup,omitempty"` // where copies of the data are
	Error         string        `json:"error,omitempty"`
	Code          string        `json:"code,omitempty"`
	DownloadBytes int64         `json:"downloadBytes,omitempty"`
	Notes         string        `json:"notes,omitempty"`
}

// SaveUpdate remembers an update, or what became of it. Only the newest are kept.
func (s *Store) SaveUpdate(ctx context.Context, u Update) error {
	body, err := encode(u)
	if err != nil {
		return wrap("save update "+u.ID, err)
	}
	err = s.db.write(ctx, func(tx *sql.Tx) error {
		const save = `INSERT INTO updates (id, status, body) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET status = excluded.status, body = excluded.body`
		if _, err := tx.ExecContext(ctx, save, u.ID, u.Status, body); err != nil {
			return err
		}
		const prune = `DELETE FROM updates WHERE seq <= (SELECT max(seq) FROM updates) - ?`
		_, err := tx.ExecContext(ctx, prune, updatesKept)
		return err
	})
	return wrap("save update "+u.ID, err)
}

// Updates lists updates, newest first; an empty status means all of them.
func (s *Store) Updates(ctx context.Context, limit int, status string) ([]Update, error) {
	const query = `SELECT body FROM updates WHERE :status = '' OR status = :status ORDER BY seq DESC LIMIT :limit`
	updates, err := list(ctx, s.db.reader, scanUpdate, query, sql.Named("status", status), sql.Named("limit", limit))
	return updates, wrap("list updates", err)
}

// UpdateByID returns one update by its id, or fault.NotFound.
func (s *Store) UpdateByID(ctx context.Context, id string) (Update, error) {
	u, err := scanUpdate(s.db.reader.QueryRowContext(ctx, `SELECT body FROM updates WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return u, fault.New(fault.NotFound, "Entry not found")
	}
	return u, wrap("read update "+id, err)
}

func scanUpdate(r row) (u Update, err error) {
	var body []byte
	if err := r.Scan(&body); err != nil {
		return u, err
	}
	return u, json.Unmarshal(body, &u)
}
