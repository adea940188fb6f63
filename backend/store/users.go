package store

import (
	"context"
	"database/sql"
	"time"
)

// User is the local account. There is at most one.
type User struct {
	Name         string
	PasswordHash string
	ChangedAt    time.Time
}

// User returns the local account and whether there is one.
func (s *Store) User(ctx context.Context) (User, bool, error) {
	users, err := list(ctx, s.db.reader, scanUser, `SELECT name, password_hash, changed_at FROM users`)
	if err != nil || len(users) == 0 {
		return User{}, false, wrap("read user", err)
	}
	return users[0], true, nil
}

// SaveUser stores the local account in place of the one before, and ends the
// sessions of both. Tokens take the place of all that there were, unless there
// are none. The time of the change is now unless the user has one.
func (s *Store) SaveUser(ctx context.Context, u User, tokens ...Token) error {
	if u.ChangedAt.IsZero() {
		u.ChangedAt = time.Now()
	}
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		const end = `DELETE FROM sessions WHERE username = ? OR username IN (SELECT name FROM users)`
		if _, err := tx.ExecContext(ctx, end, u.Name); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM users`); err != nil {
			return err
		}
		const statement = `INSERT INTO users (name, password_hash, changed_at) VALUES (?, ?, ?)`
		if _, err := tx.ExecContext(ctx, statement, u.Name, u.PasswordHash, millis(u.ChangedAt)); err != nil || len(tokens) == 0 {
			return err
		}
		return replaceTokens(ctx, tx, tokens)
	})
	return wrap("save user", err)
}

func scanUser(r row) (u User, err error) {
	var changed sql.NullInt64
	err = r.Scan(&u.Name, &u.PasswordHash, &changed)
	u.ChangedAt = timeOf(changed)
	return u, err
}
