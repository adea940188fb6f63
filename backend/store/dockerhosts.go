package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"pulse/backend/infra"
)

// DockerHost is a Docker host as it is kept: its last kept report, how it
// came, and what a person decided about it.
type DockerHost struct {
	Key        string
	Report     json.RawMessage // as the published API has it
	ReceivedAt time.Time
	Silent     bool // known to be offline
	Token      infra.AgentToken
	Enrolment  infra.Enrolment
}

// DockerHosts lists the Docker hosts, ordered by key.
func (s *Store) DockerHosts(ctx context.Context) ([]DockerHost, error) {
	const query = `SELECT key, report, received_at, silent, token, enrolment FROM docker_hosts ORDER BY key`
	hosts, err := list(ctx, s.db.reader, scanDockerHost, query)
	return hosts, wrap("list docker hosts", err)
}

// SaveDockerHost stores a Docker host in place of what was known of it.
func (s *Store) SaveDockerHost(ctx context.Context, h DockerHost) error {
	token, tokenErr := encode(h.Token)
	enrolment, enrolmentErr := encode(h.Enrolment)
	if err := errors.Join(tokenErr, enrolmentErr); err != nil {
		return wrap("save docker host "+h.Key, err)
	}
	const statement = `INSERT INTO docker_hosts (key, report, received_at, silent, token, enrolment)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET report = excluded.report, received_at = excluded.received_at,
		silent = excluded.silent, token = excluded.token, enrolment = excluded.enrolment`
	_, err := s.db.exec(ctx, statement, h.Key, string(h.Report), h.ReceivedAt.UnixMilli(), h.Silent, token, enrolment)
	return wrap("save docker host "+h.Key, err)
}

// DockerBlock is a removed Docker host that may not report.
type DockerBlock struct {
	Key       string
	Name      string // what people called it; empty where that was not kept
	RemovedAt time.Time
}

// RemoveDockerHost forgets a Docker host and keeps it from reporting again.
func (s *Store) RemoveDockerHost(ctx context.Context, b DockerBlock) error {
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM docker_hosts WHERE key = ?`, b.Key); err != nil {
			return err
		}
		const statement = `INSERT OR REPLACE INTO docker_blocks (key, name, removed_at) VALUES (?, ?, ?)`
		_, err := tx.ExecContext(ctx, statement, b.Key, b.Name, b.RemovedAt.UnixMilli())
		return err
	})
	return wrap("remove docker host "+b.Key, err)
}

// DockerBlocks lists the removed Docker hosts that may not report.
func (s *Store) DockerBlocks(ctx context.Context) ([]DockerBlock, error) {
	const query = `SELECT key, name, removed_at FROM docker_blocks ORDER BY key`
	blocks, err := list(ctx, s.db.reader, func(r row) (b DockerBlock, err error) {
		var at int64
		err = r.Scan(&b.Key, &b.Name, &at)
		b.RemovedAt = time.UnixMilli(at).UTC()
		return b, err
	}, query)
	return blocks, wrap("list removed docker hosts", err)
}

// LiftDockerBlock lets a removed Docker host report again, if it is blocked.
func (s *Store) LiftDockerBlock(ctx context.Context, key string) error {
	_, err := s.db.exec(ctx, `DELETE FROM docker_blocks WHERE key = ?`, key)
	return wrap("let docker host "+key+" report again", err)
}

func scanDockerHost(r row) (DockerHost, error) {
	var (
		h                        DockerHost
		report, token, enrolment string
		received                 int64
	)
	if err := r.Scan(&h.Key, &report, &received, &h.Silent, &token, &enrolment); err != nil {
		return h, err
	}
	h.Report, h.ReceivedAt = json.RawMessage(report), time.UnixMilli(received).UTC()
	return h, errors.Join(json.Unmarshal([]byte(token), &h.Token), json.Unmarshal([]byte(enrolment), &h.Enrolment))
}
