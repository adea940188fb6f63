package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"pulse/backend/fault"
)

// Token is an API token. Its value is not stored, only a hash of it and the
// ends by which people recognise it.
type Token struct {
	ID             string
	Name           string
	Hash           string
	Prefix, Suffix string
	Scopes         []string
	CreatedAt      time.Time
	LastUsedAt     time.Time // zero when never used
	ExpiresAt      time.Time // zero when it does not expire
}

// Tokens lists the API tokens, newest first.
func (s *Store) Tokens(ctx context.Context) ([]Token, error) {
	const query = `SELECT id, name, hash, prefix, suffix, scopes, created_at, last_used_at, expires_at
		FROM tokens ORDER BY created_at DESC, position DESC`
	tokens, err := list(ctx, s.db.reader, scanToken, query)
	return tokens, wrap("list tokens", err)
}

// AddToken stores a new token.
func (s *Store) AddToken(ctx context.Context, t Token) error {
	err := s.db.write(ctx, func(tx *sql.Tx) error { return insertToken(ctx, tx, t) })
	return wrap("add token", err)
}

// ReplaceTokens stores tokens in place of all that there were.
func (s *Store) ReplaceTokens(ctx context.Context, tokens []Token) error {
	err := s.db.write(ctx, func(tx *sql.Tx) error { return replaceTokens(ctx, tx, tokens) })
	return wrap("replace tokens", err)
}

func replaceTokens(ctx context.Context, tx *sql.Tx, tokens []Token) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM tokens`); err != nil {
		return err
	}
	for _, t := range tokens {
		if err := insertToken(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

// DeleteToken removes a token, or fails with fault.NotFound.
func (s *Store) DeleteToken(ctx context.Context, id string) error {
	removed, err := s.db.exec(ctx, `DELETE FROM tokens WHERE id = ?`, id)
	if err == nil && removed == 0 {
		return fault.New(fault.NotFound, "Token not found")
	}
	return wrap("delete token "+id, err)
}

// TouchToken notes when a token was used. One that was deleted meanwhile is
// not an error.
func (s *Store) TouchToken(ctx context.Context, id string, at time.Time) error {
	_, err := s.db.exec(ctx, `UPDATE tokens SET last_used_at = ? WHERE id = ?`, millis(at), id)
	return wrap("touch token "+id, err)
}

func insertToken(ctx context.Context, tx *sql.Tx, t Token) error {
	scopes, err := encode(t.Scopes)
	if err != nil {
		return err
	}
	const statement = `INSERT INTO tokens (id, name, hash, prefix, suffix, scopes, created_at, last_used_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	_, err = tx.ExecContext(ctx, statement, t.ID, t.Name, t.Hash, t.Prefix, t.Suffix, scopes,
		millis(t.CreatedAt), millis(t.LastUsedAt), millis(t.ExpiresAt))
	return err
}

func scanToken(r row) (t Token, err error) {
	var (
		scopes                 []byte
		created, used, expires sql.NullInt64
	)
	err = r.Scan(&t.ID, &t.Name, &t.Hash, &t.Prefix, &t.Suffix, &scopes, &created, &used, &expires)
	if err != nil {
		return t, err
	}
	t.CreatedAt, t.LastUsedAt, t.ExpiresAt = timeOf(created), timeOf(used), timeOf(expires)
	return t, json.Unmarshal(scopes, &t.Scopes)
}
