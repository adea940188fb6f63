package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"pulse/backend/settings"
)

// The names of the documents that this package itself knows.
const (
	systemDocument = "system"
	alertsDocument = "alerts"
)

// System returns the settings of the program, with defaults for what was never
// stored.
func (s *Store) System(ctx context.Context) (settings.System, error) {
	document := settings.DefaultSystem()
	_, err := s.Document(ctx, systemDocument, &document)
	return document, err
}

// SaveSystem replaces the settings of the program. The caller validated them.
func (s *Store) SaveSystem(ctx context.Context, document settings.System) error {
	return s.SaveDocument(ctx, systemDocument, document)
}

// Alerts returns the alert configuration, with defaults for what was never
// stored.
func (s *Store) Alerts(ctx context.Context) (settings.Alerts, error) {
	document := settings.DefaultAlerts(s.zone)
	_, err := s.Document(ctx, alertsDocument, &document)
	return document, err
}

// SaveAlerts replaces the alert configuration. The caller validated it.
func (s *Store) SaveAlerts(ctx context.Context, document settings.Alerts) error {
	return s.SaveDocument(ctx, alertsDocument, document)
}

// Document reads a stored document into what into points to and reports
// whether there was one; without one, and for members that it does not have,
// what into points to stays as it is.
func (s *Store) Document(ctx context.Context, name string, into any) (bool, error) {
	body, err := readDocument(ctx, s.db.reader, name)
	if err == nil && body != nil {
		err = json.Unmarshal(body, into)
	}
	return body != nil, wrap("read document "+name, err)
}

// SaveDocument stores a document under a name, in its JSON form. Documents are
// readable in the file: what is secret does not belong into one.
func (s *Store) SaveDocument(ctx context.Context, name string, document any) error {
	body, err := encode(document)
	if err == nil {
		err = s.db.write(ctx, func(tx *sql.Tx) error { return writeDocument(ctx, tx, name, body) })
	}
	return wrap("save document "+name, err)
}

// readDocument returns nil when there is no such document.
func readDocument(ctx context.Context, q querier, name string) ([]byte, error) {
	scan := func(r row) (body []byte, err error) { return body, r.Scan(&body) }
	bodies, err := list(ctx, q, scan, `SELECT body FROM documents WHERE name = ?`, name)
	if err != nil || len(bodies) == 0 {
		return nil, err
	}
	return bodies[0], nil
}

func writeDocument(ctx context.Context, tx *sql.Tx, name, body string) error {
	const statement = `INSERT INTO documents (name, body, updated_at) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at`
	_, err := tx.ExecContext(ctx, statement, name, body, millis(time.Now()))
	return err
}

// renameOverrides moves overrides of the alert configuration to the new ids of
// their resources. It touches nothing else of the document, known or unknown.
func renameOverrides(ctx context.Context, tx *sql.Tx, rename func(id string) string) error {
	body, err := readDocument(ctx, tx, alertsDocument)
	if err != nil || body == nil {
		return err
	}
	var document, overrides map[string]json.RawMessage
	if err := json.Unmarshal(body, &document); err != nil {
		return err
	}
	if len(document["overrides"]) == 0 {
		return nil
	}
	if err := json.Unmarshal(document["overrides"], &overrides); err != nil {
		return err
	}
	renamed, changed := renameKeys(overrides, rename)
	if !changed {
		return nil
	}
	text, textErr := encode(renamed)
	document["overrides"] = json.RawMessage(text)
	next, nextErr := encode(document)
	if err := errors.Join(textErr, nextErr); err != nil {
		return err
	}
	return writeDocument(ctx, tx, alertsDocument, next)
}

// renameKeys returns the map with its keys renamed. Where a key that moves
// meets one that stays, the one that moves wins: it is the resource's own.
func renameKeys(m map[string]json.RawMessage, rename func(string) string) (renamed map[string]json.RawMessage, changed bool) {
	renamed = make(map[string]json.RawMessage, len(m))
	for key, value := range m {
		if rename(key) == key {
			renamed[key] = value
		}
	}
	for key, value := range m {
		if to := rename(key); to != key {
			renamed[to] = value
			changed = true
		}
	}
	return renamed, changed
}
