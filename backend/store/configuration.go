package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"time"

	"pulse/backend/infra"
	"pulse/backend/notify"
	"pulse/backend/settings"
	"pulse/backend/source"
)

// Configuration is what a person decided, to be stored in one step. A nil
// member stays as it is; an empty one removes what there was.
type Configuration struct {
	Targets  []source.Target // one that has the kind and name of a stored one keeps its ID
	Alerts   *settings.Alerts
	System   *settings.System
	Channels []notify.Channel
	Metadata []GuestMetadata
	SignIn   *SignInChange
	Account  *User          // stored where there is none yet
	Tokens   []Token        // added, unless their hash is known
	Notes    map[string]any // further documents, by name
}

// SignInChange replaces the sign-in at a provider and ends the sessions that
// were begun there.
type SignInChange struct {
	Document any    // nil removes it
	Sessions string // the kind of the sessions to end
}

// SaveConfiguration stores all parts in one transaction: after an error
// nothing has changed.
func (s *Store) SaveConfiguration(ctx context.Context, c Configuration) error {
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		for _, part := range []struct {
			name  string
			write func(context.Context, *sql.Tx, Configuration) error
		}{
			{"targets", s.writeTargets},
			{"channels", s.writeChannels},
			{"metadata", writeMetadata},
			{"documents", writeDocuments},
			{"sign-in", s.writeSignIn},
			{"accounts", writeAccess},
		} {
			if err := part.write(ctx, tx, c); err != nil {
				return fmt.Errorf("%s: %w", part.name, err)
			}
		}
		return nil
	})
	return wrap("save configuration", err)
}

// CopyAside writes a copy of the database into the folder of backups, from
// which everything can be put back, and returns its path. The last three are kept.
func (s *Store) CopyAside(ctx context.Context) (string, error) {
	folder := filepath.Join(filepath.Dir(s.db.path), backupFolder)
	name := "before-import-" + time.Now().UTC().Format("20060102T150405.000Z") + ".db"
	return filepath.Join(folder, name), s.db.copyInto(ctx, folder, name, "before-import-*.db")
}

// IsFresh reports whether nobody has configured anything yet.
func (s *Store) IsFresh(ctx context.Context) (bool, error) {
	const query = `SELECT NOT EXISTS (SELECT 1 FROM targets) AND NOT EXISTS (SELECT 1 FROM channels)
		AND NOT EXISTS (SELECT 1 FROM documents) AND NOT EXISTS (SELECT 1 FROM users)
		AND NOT EXISTS (SELECT 1 FROM tokens) AND NOT EXISTS (SELECT 1 FROM sign_in)`
	var fresh bool
	err := s.db.reader.QueryRowContext(ctx, query).Scan(&fresh)
	return fresh, wrap("look for a configuration", err)
}

// DefaultAlerts is the alert configuration of an installation that has none.
func (s *Store) DefaultAlerts() settings.Alerts { return settings.DefaultAlerts(s.zone) }

func (s *Store) writeTargets(ctx context.Context, tx *sql.Tx, c Configuration) error {
	if c.Targets == nil {
		return nil
	}
	stored, err := list(ctx, tx, s.scanTarget, selectTargets)
	if err != nil {
		return err
	}
	before := map[[2]string]source.Target{}
	for _, t := range stored {
		before[[2]string{t.Kind, t.Name}] = t
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM targets`); err != nil {
		return err
	}
	for _, t := range c.Targets {
		if err := s.writeTarget(ctx, tx, t, before[[2]string{t.Kind, t.Name}]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) writeTarget(ctx context.Context, tx *sql.Tx, t, before source.Target) (err error) {
	var number int64
	if before.ID != "" {
		t.ID, t.CreatedAt = before.ID, before.CreatedAt
		if _, err = fmt.Sscanf(string(t.ID), t.Kind+"-%d", &number); err != nil {
			return fmt.Errorf("number of target %s: %w", t.ID, err)
		}
		if before.Host == t.Host {
			t.Cluster = before.Cluster
		}
		return s.insertTarget(ctx, tx, t, number)
	}
	if number, err = nextNumber(ctx, tx, "target:"+t.Kind); err != nil {
		return err
	}
	t.ID = infra.TargetID(fmt.Sprintf("%s-%d", t.Kind, number))
	if t.CreatedAt.IsZero() {
		t.CreatedAt = time.Now()
	}
	return s.insertTarget(ctx, tx, t, number)
}

func (s *Store) writeChannels(ctx context.Context, tx *sql.Tx, c Configuration) error {
	if c.Channels == nil {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM channels`); err != nil {
		return err
	}
	for _, channel := range c.Channels {
		body, err := encode(channel)
		if err != nil {
			return err
		}
		const statement = `INSERT INTO channels (id, kind, body) VALUES (?, ?, ?)`
		if _, err := tx.ExecContext(ctx, statement, channel.ID, channel.Kind, s.seal(body)); err != nil {
			return err
		}
	}
	return nil
}

func writeMetadata(ctx context.Context, tx *sql.Tx, c Configuration) error {
	if c.Metadata == nil {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM guest_metadata`); err != nil {
		return err
	}
	for _, m := range c.Metadata {
		tags, err := encode(m.Tags)
		if err != nil {
			return err
		}
		const statement = `INSERT INTO guest_metadata (id, custom_url, description, tags) VALUES (?, ?, ?, ?)`
		if _, err := tx.ExecContext(ctx, statement, m.ID, m.CustomURL, m.Description, tags); err != nil {
			return err
		}
	}
	return nil
}

func writeDocuments(ctx context.Context, tx *sql.Tx, c Configuration) error {
	documents := map[string]any{}
	for name, document := range c.Notes {
		documents[name] = document
	}
	if c.Alerts != nil {
		documents[alertsDocument] = *c.Alerts
	}
	if c.System != nil {
		documents[systemDocument] = *c.System
	}
	for name, document := range documents {
		body, err := encode(document)
		if err != nil {
			return err
		}
		if err := writeDocument(ctx, tx, name, body); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) writeSignIn(ctx context.Context, tx *sql.Tx, c Configuration) error {
	if c.SignIn == nil {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE kind = ?`, c.SignIn.Sessions); err != nil {
		return err
	}
	if c.SignIn.Document == nil {
		_, err := tx.ExecContext(ctx, `DELETE FROM sign_in`)
		return err
	}
	plain, err := encode(c.SignIn.Document)
	if err != nil {
		return err
	}
	return s.writeSignInBody(ctx, tx, plain)
}

func writeAccess(ctx context.Context, tx *sql.Tx, c Configuration) error {
	if c.Account != nil {
		const statement = `INSERT INTO users (name, password_hash, changed_at)
			SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM users)`
		if _, err := tx.ExecContext(ctx, statement, c.Account.Name, c.Account.PasswordHash, millis(c.Account.ChangedAt)); err != nil {
			return err
		}
	}
	for _, t := range c.Tokens {
		known, err := list(ctx, tx, func(r row) (n int, err error) { return n, r.Scan(&n) },
			`SELECT 1 FROM tokens WHERE hash = ? OR id = ?`, t.Hash, t.ID)
		if err != nil {
			return err
		}
		if len(known) > 0 {
			continue
		}
		if err := insertToken(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}
