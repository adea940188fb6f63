package pmgtest

import (
	"fmt"
	"slices"
)

// onNode changes a node under the lock.
func (g *Gateway) onNode(name string, change func(*node)) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := g.node(name)
	if n == nil {
		return fmt.Errorf("there is no node %q", name)
	}
	change(n)
	return nil
}

// SetQueue sets how many mails of each age wait in a queue of a node, the
// youngest first (up to 5, 10, 20, 40 … 1280 minutes, and older).
func (g *Gateway) SetQueue(name, queue string, byAge ...int) error {
	var s shape
	if copy(s[:], byAge) < len(byAge) {
		return fmt.Errorf("a queue has %d ages", len(s))
	}
	return g.onNode(name, func(n *node) { n.queues[queue] = s })
}

// BreakQueue makes a queue of a node unreadable.
func (g *Gateway) BreakQueue(name, queue string) error {
	return g.onNode(name, func(n *node) { delete(n.queues, queue) })
}

// NodeDown takes a node's power away. The others say so for it; without the
// first one nobody answers.
func (g *Gateway) NodeDown(name string) error {
	return g.onNode(name, func(n *node) { n.down = true })
}

// NodeUp boots a node that is down.
func (g *Gateway) NodeUp(name string) error {
	return g.onNode(name, func(n *node) { n.down, n.booted = false, g.now() })
}

// SetQuarantine sets how much mail is held back for a reason, "spam" or "virus".
func (g *Gateway) SetQuarantine(reason string, count int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.quarantine[reason] = count
}

// SetMailPerDay sets how much mail passes in a day, on the mean.
func (g *Gateway) SetMailPerDay(mails float64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.mailPerDay = mails
}

// SetAccount adds an account or replaces the one with the same ID.
func (g *Gateway) SetAccount(a Account) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.accounts = append(slices.DeleteFunc(slices.Clone(g.accounts), func(old Account) bool { return old.ID == a.ID }), a)
}

// ExpireTickets refuses all tickets that were given out before.
func (g *Gateway) ExpireTickets() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.issued++
}

// Nodes lists the names of the members, the one that is asked first.
func (g *Gateway) Nodes() []string {
	names := make([]string, len(g.opts.Nodes))
	for i, n := range g.opts.Nodes {
		names[i] = n.Name
	}
	return names
}
