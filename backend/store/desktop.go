package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"pulse/backend/alert"
	"pulse/backend/notify"
)

const (
	desktopNoticesKept   = 24 * time.Hour
	desktopNotifiersKept = 90 * 24 * time.Hour
	desktopNoticesAtOnce = 200 // the newest ones; nobody reads more
)

// noteForDesktops keeps the changes that desktops show. It runs in the
// transaction that commits them.
func noteForDesktops(ctx context.Context, tx *sql.Tx, changes []alert.Change) error {
	for _, c := range changes {
		if !forDesktops(c) {
			continue
		}
		body, err := encode(c)
		if err == nil {
			_, err = tx.ExecContext(ctx, `INSERT INTO desktop_notices (at, body) VALUES (?, ?)`, millis(c.At), body)
		}
		if err != nil {
			return fmt.Errorf("note %s for desktops: %w", c.Alert.PublicID, err)
		}
	}
	return nil
}

// forDesktops reports whether a desktop is to know of a change: whatever is
// told anywhere, and that Pulse was away, so that it can sum up what follows.
func forDesktops(c alert.Change) bool {
	return c.Notify || c.Kind == alert.Noted && c.Alert.Type == alert.TypeAway
}

// DesktopTold tells which notice the desktop of a name has shown last. One that
// was never seen before has shown all there are.
func (s *Store) DesktopTold(ctx context.Context, name string) (told int64, err error) {
	err = s.db.write(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT told FROM desktop_notifiers WHERE name = ?`, name).Scan(&told)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		const newest = `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'desktop_notices'), 0)`
		if err := tx.QueryRowContext(ctx, newest).Scan(&told); err != nil {
			return err
		}
		const statement = `INSERT INTO desktop_notifiers (name, told, seen_at) VALUES (?, ?, ?)`
		_, err = tx.ExecContext(ctx, statement, name, told, millis(time.Now()))
		return err
	})
	return told, wrap("read what a desktop was told", err)
}

// SetDesktopTold stores which notice the desktop of a name has shown last. It
// never goes back.
func (s *Store) SetDesktopTold(ctx context.Context, name string, seq int64) error {
	const statement = `UPDATE desktop_notifiers SET told = max(told, ?), seen_at = ? WHERE name = ?`
	_, err := s.db.exec(ctx, statement, seq, millis(time.Now()), name)
	return wrap("store what a desktop was told", err)
}

// DesktopNotices lists what came after a notice, oldest first; the newest ones
// where there are very many.
func (s *Store) DesktopNotices(ctx context.Context, after int64) ([]notify.Entry, error) {
	const query = `SELECT seq, body FROM
		(SELECT seq, body FROM desktop_notices WHERE seq > ? ORDER BY seq DESC LIMIT ?) ORDER BY seq`
	notices, err := list(ctx, s.db.reader, scanEntry, query, after, desktopNoticesAtOnce)
	return notices, wrap("read notices for desktops", err)
}

// PruneDesktopNotices forgets notices that are older than a day, and desktops
// that were not seen for long.
func (s *Store) PruneDesktopNotices(ctx context.Context, now time.Time) error {
	_, err := s.db.exec(ctx, `DELETE FROM desktop_notices WHERE at < ?`, millis(now.Add(-desktopNoticesKept)))
	if err == nil {
		_, err = s.db.exec(ctx, `DELETE FROM desktop_notifiers WHERE seen_at < ?`, millis(now.Add(-desktopNotifiersKept)))
	}
	return wrap("prune notices for desktops", err)
}
