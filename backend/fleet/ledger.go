package fleet

import (
	"context"
	"time"

	"pulse/backend/store"
)

// Ledger is where hosts are kept; *store.Store is one.
type Ledger interface {
	DockerHosts(context.Context) ([]store.DockerHost, error)
	SaveDockerHost(context.Context, store.DockerHost) error
	RemoveDockerHost(ctx context.Context, key string, at time.Time) error
	DockerBlocks(context.Context) (map[string]time.Time, error)
	LiftDockerBlock(ctx context.Context, key string) error
}

// Unkept is a Ledger that begins with some hosts and keeps nothing, for hosts
// that are made up.
type Unkept []store.DockerHost

// DockerHosts lists the hosts of the beginning.
func (u Unkept) DockerHosts(context.Context) ([]store.DockerHost, error) { return u, nil }

// SaveDockerHost does nothing.
func (Unkept) SaveDockerHost(context.Context, store.DockerHost) error { return nil }

// RemoveDockerHost does nothing.
func (Unkept) RemoveDockerHost(context.Context, string, time.Time) error { return nil }

// DockerBlocks lists none.
func (Unkept) DockerBlocks(context.Context) (map[string]time.Time, error) {
	return map[string]time.Time{}, nil
}

// LiftDockerBlock does nothing.
func (Unkept) LiftDockerBlock(context.Context, string) error { return nil }
