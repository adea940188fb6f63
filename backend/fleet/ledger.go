package fleet

import (
	"context"

	"pulse/backend/store"
)

// Ledger is where hosts are kept; *store.Store is one.
type Ledger interface {
	DockerHosts(context.Context) ([]store.DockerHost, error)
	SaveDockerHost(context.Context, store.DockerHost) error
	RemoveDockerHost(context.Context, store.DockerBlock) error
	DockerBlocks(context.Context) ([]store.DockerBlock, error)
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
func (Unkept) RemoveDockerHost(context.Context, store.DockerBlock) error { return nil }

// DockerBlocks lists none.
func (Unkept) DockerBlocks(context.Context) ([]store.DockerBlock, error) { return nil, nil }

// LiftDockerBlock does nothing.
func (Unkept) LiftDockerBlock(context.Context, string) error { return nil }
