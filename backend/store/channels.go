package store

import (
	"context"
	"encoding/json"
	"fmt"

	"pulse/backend/fault"
	"pulse/backend/notify"
)

const selectChannels = `SELECT id, kind, body FROM channels `

// Channels lists the configured channels in the order in which they were added.
func (s *Store) Channels(ctx context.Context) ([]notify.Channel, error) {
	channels, err := list(ctx, s.db.reader, s.scanChannel, selectChannels+`ORDER BY position`)
	return channels, wrap("list channels", err)
}

// Channel returns one channel, or fault.NotFound.
func (s *Store) Channel(ctx context.Context, id string) (notify.Channel, error) {
	found, err := list(ctx, s.db.reader, s.scanChannel, selectChannels+`WHERE id = ?`, id)
	if err != nil {
		return notify.Channel{}, wrap("read channel "+id, err)
	}
	if len(found) == 0 {
		return notify.Channel{}, noSuchChannel(id)
	}
	return found[0], nil
}

// SaveChannel stores a channel under its ID, which the caller gave, in place
// of what was stored under it.
func (s *Store) SaveChannel(ctx context.Context, c notify.Channel) error {
	body, err := encode(c)
	if err == nil {
		const statement = `INSERT INTO channels (id, kind, body) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, body = excluded.body`
		_, err = s.db.exec(ctx, statement, c.ID, c.Kind, s.seal(body))
	}
	return wrap("save channel "+c.ID, err)
}

// DeleteChannel removes a channel, or fails with fault.NotFound. Its
// deliveries are kept.
func (s *Store) DeleteChannel(ctx context.Context, id string) error {
	removed, err := s.db.exec(ctx, `DELETE FROM channels WHERE id = ?`, id)
	if err == nil && removed == 0 {
		return noSuchChannel(id)
	}
	return wrap("delete channel "+id, err)
}

func (s *Store) scanChannel(r row) (c notify.Channel, err error) {
	var (
		id, kind string
		sealed   []byte
	)
	if err := r.Scan(&id, &kind, &sealed); err != nil {
		return c, err
	}
	body, err := s.unseal(sealed, "channel "+id)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal([]byte(body), &c); err != nil {
		return c, fmt.Errorf("decode channel %s: %w", id, err)
	}
	c.ID, c.Kind = id, kind
	return c, nil
}

func noSuchChannel(id string) error {
	return fault.New(fault.NotFound, "webhook not found: %s", id)
}
