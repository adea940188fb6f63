package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"
)

// SignIn reads the sign-in at a provider into what into points to and reports
// whether one was saved.
func (s *Store) SignIn(ctx context.Context, into any) (bool, error) {
	scan := func(r row) (body []byte, err error) { return body, r.Scan(&body) }
	bodies, err := list(ctx, s.db.reader, scan, `SELECT body FROM sign_in`)
	if err != nil || len(bodies) == 0 {
		return false, wrap("read sign-in", err)
	}
	plain, err := s.unseal(bodies[0], "sign-in")
	if err == nil {
		err = json.Unmarshal([]byte(plain), into)
	}
	return true, wrap("read sign-in", err)
}

// SaveSignIn stores the sign-in at a provider, sealed, and ends the sessions of
// a kind, which were begun by what held before.
func (s *Store) SaveSignIn(ctx context.Context, document any, kind string) error {
	plain, err := encode(document)
	if err != nil {
		return wrap("save sign-in", err)
	}
	err = s.db.write(ctx, func(tx *sql.Tx) error {
		if err := s.writeSignInBody(ctx, tx, plain); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE kind = ?`, kind)
		return err
	})
	return wrap("save sign-in", err)
}

func (s *Store) writeSignInBody(ctx context.Context, tx *sql.Tx, plain string) error {
	const statement = `INSERT INTO sign_in (only_row, body) VALUES (1, ?)
		ON CONFLICT (only_row) DO UPDATE SET body = excluded.body`
	_, err := tx.ExecContext(ctx, statement, s.seal(plain))
	return err
}

// AddRecoveryToken stores the hash of a token that opens recovery.
func (s *Store) AddRecoveryToken(ctx context.Context, hash string, expires time.Time) error {
	_, err := s.db.exec(ctx, `INSERT INTO recovery_tokens (hash, expires_at) VALUES (?, ?)`, hash, millis(expires))
	return wrap("add recovery token", err)
}

// HasRecoveryToken reports whether a token is good.
func (s *Store) HasRecoveryToken(ctx context.Context, hash string, now time.Time) (bool, error) {
	const query = `SELECT count(*) FROM recovery_tokens WHERE hash = ? AND expires_at > ?`
	var found int
	err := s.db.reader.QueryRowContext(ctx, query, hash, millis(now)).Scan(&found)
	return found > 0, wrap("read recovery token", err)
}

// TakeRecoveryToken uses a token up and reports whether it was good.
func (s *Store) TakeRecoveryToken(ctx context.Context, hash string, now time.Time) (bool, error) {
	const statement = `DELETE FROM recovery_tokens WHERE hash = ? AND expires_at > ?`
	removed, err := s.db.exec(ctx, statement, hash, millis(now))
	return removed > 0, wrap("take recovery token", err)
}

// PruneRecoveryTokens forgets the tokens that have expired.
func (s *Store) PruneRecoveryTokens(ctx context.Context, now time.Time) error {
	_, err := s.db.exec(ctx, `DELETE FROM recovery_tokens WHERE expires_at <= ?`, millis(now))
	return wrap("prune recovery tokens", err)
}
