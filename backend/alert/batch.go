package alert

import "pulse/backend/infra"

// Batch is what one step of the loop writes in one transaction: the next set
// of active alerts, what changed, and what else the step learned that other
// stored things hang on.
type Batch struct {
	Next    Active
	Changes []Change
	Moves   []Move
	// Clusters are memberships that were learned or changed.
	Clusters map[infra.TargetID]infra.Cluster
	// Events are what else changed out there and is remembered.
	Events []infra.Event
}

// Move is a guest whose published id changed because it runs elsewhere now.
// Whatever is keyed by that id follows it: overrides, metadata, alerts.
type Move struct {
	ID       infra.ID
	From, To string // published ids
}
