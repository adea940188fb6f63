package backend

import (
	"fmt"

	"pulse/backend/notify"
	"pulse/backend/notify/webhook"
	"pulse/backend/source"
	"pulse/backend/source/pbs"
	"pulse/backend/source/pmg"
	"pulse/backend/source/pve"
)

// sourceKinds are the places where this program can look.
func sourceKinds() []source.Kind {
	return []source.Kind{
		pve.Kind(),
		pbs.Kind(),
		pmg.Kind(),
	}
}

// channelKinds are the ways in which this program can tell.
func channelKinds() []notify.Kind {
	return []notify.Kind{
		webhook.Kind(),
	}
}

// open prepares the source of a target.
func (b *Backend) open(t source.Target) (source.Source, error) {
	for _, kind := range sourceKinds() {
		if kind.Name == t.Kind {
			return kind.Open(t, b.sourceEnv())
		}
	}
	return nil, fmt.Errorf("%s: this version cannot watch servers of type %q", t.Name, t.Kind)
}
