package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"pulse/backend/alert"
)

// GuestMetadata is what people noted about a guest. ID is the guest's id as
// they wrote it; it is not checked against what exists.
type GuestMetadata struct {
	ID          string
	CustomURL   string
	Description string
	Tags        []string // nil when never set
}

const selectMetadata = `SELECT id, custom_url, description, tags FROM guest_metadata `

// AllMetadata lists what was noted, ordered by ID.
func (s *Store) AllMetadata(ctx context.Context) ([]GuestMetadata, error) {
	all, err := list(ctx, s.db.reader, scanMetadata, selectMetadata+`ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list guest metadata: %w", err)
	}
	return all, nil
}

// Metadata returns what was noted about one guest and whether there is any.
func (s *Store) Metadata(ctx context.Context, id string) (GuestMetadata, bool, error) {
	found, err := list(ctx, s.db.reader, scanMetadata, selectMetadata+`WHERE id = ?`, id)
	if err != nil || len(found) == 0 {
		return GuestMetadata{ID: id}, false, wrap("read metadata of guest "+id, err)
	}
	return found[0], true, nil
}

// SaveMetadata stores what was noted about a guest in place of what was before.
func (s *Store) SaveMetadata(ctx context.Context, m GuestMetadata) error {
	tags, err := encode(m.Tags)
	if err == nil {
		const statement = `INSERT INTO guest_metadata (id, custom_url, description, tags) VALUES (?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET custom_url = excluded.custom_url,
			description = excluded.description, tags = excluded.tags`
		_, err = s.db.exec(ctx, statement, m.ID, m.CustomURL, m.Description, tags)
	}
	return wrap("save metadata of guest "+m.ID, err)
}

// DeleteMetadata forgets what was noted about a guest, if anything was.
func (s *Store) DeleteMetadata(ctx context.Context, id string) error {
	_, err := s.db.exec(ctx, `DELETE FROM guest_metadata WHERE id = ?`, id)
	return wrap("delete metadata of guest "+id, err)
}

// moveMetadata takes all notes of moved guests out before it puts them back,
// so that two guests may change places.
func moveMetadata(ctx context.Context, tx *sql.Tx, moves []alert.Move) error {
	var moved []GuestMetadata
	for _, m := range moves {
		const statement = `DELETE FROM guest_metadata WHERE id = ? RETURNING id, custom_url, description, tags`
		taken, err := list(ctx, tx, scanMetadata, statement, m.From)
		if err != nil {
			return err
		}
		for _, note := range taken {
			note.ID = m.To
			moved = append(moved, note)
		}
	}
	for _, note := range moved {
		tags, err := encode(note.Tags)
		if err != nil {
			return err
		}
		const statement = `INSERT OR REPLACE INTO guest_metadata (id, custom_url, description, tags) VALUES (?, ?, ?, ?)`
		if _, err := tx.ExecContext(ctx, statement, note.ID, note.CustomURL, note.Description, tags); err != nil {
			return err
		}
	}
	return nil
}

func scanMetadata(r row) (m GuestMetadata, err error) {
	var tags []byte
	if err := r.Scan(&m.ID, &m.CustomURL, &m.Description, &tags); err != nil {
		return m, err
	}
	return m, json.Unmarshal(tags, &m.Tags)
}
