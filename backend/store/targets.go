package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mattn/go-sqlite3"

	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/source"
)

const selectTargets = `SELECT id, kind, name, host, username, password, token_name, token_value,
	fingerprint, verify_tls, monitor, cluster, disk_minutes, created_at FROM targets `

// Targets lists what is configured to be polled: Proxmox VE, then backup
// servers, then mail gateways, each in the order in which they were added.
func (s *Store) Targets(ctx context.Context) ([]source.Target, error) {
	const query = selectTargets + `ORDER BY
		CASE kind WHEN 'pve' THEN 0 WHEN 'pbs' THEN 1 WHEN 'pmg' THEN 2 ELSE 3 END, kind, number`
	targets, err := list(ctx, s.db.reader, s.scanTarget, query)
	return targets, wrap("list targets", err)
}

// Target returns one target, or fault.NotFound.
func (s *Store) Target(ctx context.Context, id infra.TargetID) (source.Target, error) {
	const query = selectTargets + `WHERE id = ?`
	t, err := s.scanTarget(s.db.reader.QueryRowContext(ctx, query, id))
	if errors.Is(err, sql.ErrNoRows) {
		return source.Target{}, noSuchTarget()
	}
	return t, wrap("read target "+string(id), err)
}

// AddTarget stores a new target and returns it with the ID that it was given,
// "<kind>-<n>" with an n that its kind never had before. A name that another
// target of the kind has is a fault.Conflict.
func (s *Store) AddTarget(ctx context.Context, t source.Target) (source.Target, error) {
	if t.CreatedAt.IsZero() {
		t.CreatedAt = time.Now()
	}
	t.CreatedAt = t.CreatedAt.UTC().Truncate(time.Millisecond)
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		number, err := nextNumber(ctx, tx, "target:"+t.Kind)
		if err != nil {
			return err
		}
		t.ID = infra.TargetID(fmt.Sprintf("%s-%d", t.Kind, number))
		return s.insertTarget(ctx, tx, t, number)
	})
	if err != nil {
		return source.Target{}, targetError("add target "+t.Name, err)
	}
	return t, nil
}

func (s *Store) insertTarget(ctx context.Context, tx *sql.Tx, t source.Target, number int64) error {
	monitor, cluster, err := targetDocuments(t)
	if err != nil {
		return err
	}
	const statement = `INSERT INTO targets (id, kind, number, name, host, username, password, token_name,
		token_value, fingerprint, verify_tls, monitor, cluster, disk_minutes, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	_, err = tx.ExecContext(ctx, statement, t.ID, t.Kind, number, t.Name, t.Host, t.User, s.seal(t.Password), t.TokenName,
		s.seal(t.TokenValue), t.Fingerprint, t.VerifyTLS, monitor, cluster, diskMinutes(t), millis(t.CreatedAt))
	return err
}

// UpdateTarget replaces everything but the ID, the kind and the time of
// creation. It fails with fault.NotFound or, for a taken name, fault.Conflict.
func (s *Store) UpdateTarget(ctx context.Context, t source.Target) error {
	monitor, cluster, err := targetDocuments(t)
	if err != nil {
		return targetError("update target "+string(t.ID), err)
	}
	const statement = `UPDATE targets SET name = ?, host = ?, username = ?, password = ?, token_name = ?, token_value = ?,
		fingerprint = ?, verify_tls = ?, monitor = ?, cluster = ?, disk_minutes = ? WHERE id = ?`
	changed, err := s.db.exec(ctx, statement, t.Name, t.Host, t.User, s.seal(t.Password), t.TokenName, s.seal(t.TokenValue),
		t.Fingerprint, t.VerifyTLS, monitor, cluster, diskMinutes(t), t.ID)
	if err == nil && changed == 0 {
		err = noSuchTarget()
	}
	return targetError("update target "+string(t.ID), err)
}

// DeleteTarget removes a target and returns what it was, or fault.NotFound.
func (s *Store) DeleteTarget(ctx context.Context, id infra.TargetID) (source.Target, error) {
	t, err := s.Target(ctx, id)
	if err != nil {
		return source.Target{}, err
	}
	removed, err := s.db.exec(ctx, `DELETE FROM targets WHERE id = ?`, id)
	if err == nil && removed == 0 {
		err = noSuchTarget()
	}
	if err != nil {
		return source.Target{}, targetError("delete target "+string(id), err)
	}
	return t, nil
}

// saveCluster stores what was learned about a target's members. A target that
// was removed meanwhile is not an error.
func saveCluster(ctx context.Context, tx *sql.Tx, id infra.TargetID, c infra.Cluster) error {
	body, err := encode(c)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE targets SET cluster = ? WHERE id = ?`, body, id)
	return err
}

func (s *Store) scanTarget(r row) (source.Target, error) {
	var (
		t                    source.Target
		password, tokenValue []byte
		monitor, cluster     string
		created              sql.NullInt64
		disks                int64
	)
	err := r.Scan(&t.ID, &t.Kind, &t.Name, &t.Host, &t.User, &password, &t.TokenName, &tokenValue,
		&t.Fingerprint, &t.VerifyTLS, &monitor, &cluster, &disks, &created)
	if err != nil {
		return t, err
	}
	t.CreatedAt, t.DisksEvery = timeOf(created), time.Duration(disks)*time.Minute
	var passwordErr, tokenErr error
	t.Password, passwordErr = s.unseal(password, "password of "+string(t.ID))
	t.TokenValue, tokenErr = s.unseal(tokenValue, "token of "+string(t.ID))
	return t, errors.Join(passwordErr, tokenErr,
		json.Unmarshal([]byte(monitor), &t.Monitor), json.Unmarshal([]byte(cluster), &t.Cluster))
}

func diskMinutes(t source.Target) int64 { return int64(t.DisksEvery / time.Minute) }

func targetDocuments(t source.Target) (monitor, cluster string, err error) {
	monitor, monitorErr := encode(t.Monitor)
	cluster, clusterErr := encode(t.Cluster)
	return monitor, cluster, errors.Join(monitorErr, clusterErr)
}

// nextNumber returns the next number of a counter: 0, 1, 2, … over the life of
// the database.
func nextNumber(ctx context.Context, tx *sql.Tx, counter string) (number int64, err error) {
	const statement = `INSERT INTO counters (name, next) VALUES (?, 1)
		ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next - 1`
	err = tx.QueryRowContext(ctx, statement, counter).Scan(&number)
	return number, err
}

func noSuchTarget() error { return fault.New(fault.NotFound, "Node not found") }

// targetError tells a taken name from what is not the caller's fault.
func targetError(doing string, err error) error {
	if isDuplicate(err) {
		return fault.Wrap(fault.Conflict, err, "A node with this name already exists").In("name")
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	return wrap(doing, err)
}

// isDuplicate reports whether a row was refused because another has its key.
func isDuplicate(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.ExtendedCode == sqlite3.ErrConstraintUnique || e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}
