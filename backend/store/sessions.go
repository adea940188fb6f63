package store

import (
	"context"
	"database/sql"
	"time"
)

// Session is a signed-in browser. The value of its cookie is not stored, only
// a hash of it.
type Session struct {
	Hash      string
	User      string
	Kind      string // how it was signed in
	CSRF      string
	CreatedAt time.Time
	ExpiresAt time.Time
	UserAgent string
	IP        string
}

// AddSession stores a new session.
func (s *Store) AddSession(ctx context.Context, n Session) error {
	const statement = `INSERT INTO sessions (hash, username, kind, csrf, created_at, expires_at, user_agent, ip)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	_, err := s.db.exec(ctx, statement, n.Hash, n.User, n.Kind, s.seal(n.CSRF),
		millis(n.CreatedAt), millis(n.ExpiresAt), n.UserAgent, n.IP)
	return wrap("add session", err)
}

// Session returns the session with a hash and whether there is one. Whether it
// has expired is the caller's to judge.
func (s *Store) Session(ctx context.Context, hash string) (Session, bool, error) {
	const query = `SELECT hash, username, kind, csrf, created_at, expires_at, user_agent, ip
		FROM sessions WHERE hash = ?`
	found, err := list(ctx, s.db.reader, s.scanSession, query, hash)
	if err != nil || len(found) == 0 {
		return Session{}, false, wrap("read session", err)
	}
	return found[0], true, nil
}

// Sessions lists the sessions of a user that were signed in in one way and have
// not expired, the newest first.
func (s *Store) Sessions(ctx context.Context, user, kind string, now time.Time) ([]Session, error) {
	const query = `SELECT hash, username, kind, csrf, created_at, expires_at, user_agent, ip
		FROM sessions WHERE username = ? AND kind = ? AND expires_at > ? ORDER BY created_at DESC, hash`
	found, err := list(ctx, s.db.reader, s.scanSession, query, user, kind, millis(now))
	return found, wrap("list sessions", err)
}

// EndSessions ends the sessions with these hashes, all or none.
func (s *Store) EndSessions(ctx context.Context, hashes []string) error {
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		for _, hash := range hashes {
			if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE hash = ?`, hash); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap("end sessions", err)
}

// DeleteSession ends one session, if there is one with this hash.
func (s *Store) DeleteSession(ctx context.Context, hash string) error {
	_, err := s.db.exec(ctx, `DELETE FROM sessions WHERE hash = ?`, hash)
	return wrap("delete session", err)
}

// DeleteSessions ends the sessions of a user that were signed in in one way.
func (s *Store) DeleteSessions(ctx context.Context, user, kind string) error {
	_, err := s.db.exec(ctx, `DELETE FROM sessions WHERE username = ? AND kind = ?`, user, kind)
	return wrap("delete sessions", err)
}

// PruneSessions forgets the sessions that have expired.
func (s *Store) PruneSessions(ctx context.Context, now time.Time) error {
	_, err := s.db.exec(ctx, `DELETE FROM sessions WHERE expires_at <= ?`, millis(now))
	return wrap("prune sessions", err)
}

func (s *Store) scanSession(r row) (n Session, err error) {
	var (
		csrf             []byte
		created, expires sql.NullInt64
	)
	if err := r.Scan(&n.Hash, &n.User, &n.Kind, &csrf, &created, &expires, &n.UserAgent, &n.IP); err != nil {
		return n, err
	}
	n.CreatedAt, n.ExpiresAt = timeOf(created), timeOf(expires)
	n.CSRF, err = s.unseal(csrf, "session")
	return n, err
}
