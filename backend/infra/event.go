package infra

import "time"

// EventKind is the sort of a change that is remembered.
type EventKind string

// The kinds of changes.
const (
	EventConfig   EventKind = "config"
	EventMoved    EventKind = "moved"
	EventStarted  EventKind = "started"
	EventStopped  EventKind = "stopped"
	EventSnapshot EventKind = "snapshot"
	EventBackup   EventKind = "backup"
	EventVersion  EventKind = "version"
	EventStorage  EventKind = "storage"
	EventTask     EventKind = "task"
)

// Event is something that changed and is remembered. It was either seen as a
// difference between two snapshots, or told by a task of the server, which
// knows who did it. Both may tell of the same change.
type Event struct {
	At       time.Time
	Resource ID
	PublicID string
	Kind     EventKind
	Text     string // one sentence for people, with the name of the resource
	By       string // who did it, where a task tells

	Task       string // the server's own id of the task; empty when seen
	Start, End time.Time
	Status     string            // how the task ended; empty while it runs
	Data       map[string]string // the parts of the sentence for programs
}

// Told tells whether a task told of the change, so that another may have seen it.
func (e Event) Told() bool { return e.Task != "" }

// Merges tells whether the kind is one that can be both seen and told.
func (k EventKind) Merges() bool {
	return k == EventStarted || k == EventStopped || k == EventMoved
}
