package store

import (
	"context"
	"database/sql"
	"time"
)

// auditKept is how many records of the audit are kept.
const auditKept = 10_000

// AuditRecord says who did what, from where, and whether it was done. It holds
// no secret.
type AuditRecord struct {
	Timestamp time.Time `json:"timestamp"`
	Event     string    `json:"event"`
	User      string    `json:"user"`
	IP        string    `json:"ip"`
	Path      string    `json:"path"`
	Success   bool      `json:"success"`
	Details   string    `json:"details"`
}

// AddAudit keeps a record.
func (s *Store) AddAudit(ctx context.Context, a AuditRecord) error {
	const statement = `INSERT INTO audit (at, event, user, ip, path, success, details) VALUES (?, ?, ?, ?, ?, ?, ?)`
	_, err := s.db.exec(ctx, statement, millis(a.Timestamp), a.Event, a.User, a.IP, a.Path, a.Success, a.Details)
	return wrap("add audit record", err)
}

// Audit lists the newest records, newest first.
func (s *Store) Audit(ctx context.Context, limit int) ([]AuditRecord, error) {
	const query = `SELECT at, event, user, ip, path, success, details FROM audit ORDER BY id DESC LIMIT ?`
	records, err := list(ctx, s.db.reader, scanAudit, query, limit)
	return records, wrap("list audit", err)
}

// PruneAudit forgets all but the newest records.
func (s *Store) PruneAudit(ctx context.Context) error {
	const statement = `DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?`
	_, err := s.db.exec(ctx, statement, auditKept)
	return wrap("prune audit", err)
}

func scanAudit(r row) (a AuditRecord, err error) {
	var at sql.NullInt64
	err = r.Scan(&at, &a.Event, &a.User, &a.IP, &a.Path, &a.Success, &a.Details)
	a.Timestamp = timeOf(at)
	return a, err
}
