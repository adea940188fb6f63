package pve

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

// Nodes look for updates once a day themselves, and listing them costs a node
// some seconds of a processor: each is asked seldom, and again soon only when it
// could not be reached.
const (
	updatesEvery = 2 * time.Minute // ask some of the nodes that are due
	updatesFor   = 6 * time.Hour   // how long an answer is good, a refusal as well
	updatesLimit = 2 * time.Minute
	fewestNodes  = 4  // of a run
	updatesRuns  = 30 // it takes at most to ask all nodes
)

// nodeUpdates is what the updates job keeps of a node.
type nodeUpdates struct {
	told  infra.Opt[infra.Updates]
	asked time.Time
	err   error // why it does not tell
}

// runUpdates asks the nodes that are due what can be updated, and reports all
// that is known.
func (r *reader) runUpdates(ctx context.Context, a *asker) (infra.Report, error) {
	l, err := r.inventory(ctx, a)
	if err != nil {
		return infra.Report{}, err
	}
	r.keepUpdates(l)
	work, cancel := withReserve(ctx)
	defer cancel()
	all := r.onNodes(work, r.dueUpdates(l), func(ctx context.Context, node string) error {
		return r.updates[node].ask(ctx, a, node)
	})
	if ctx.Err() != nil {
		return infra.Report{}, context.Cause(ctx)
	}
	var report infra.Report
	for _, n := range l.nodes {
		if err := r.updates[n.Name].err; err != nil && !all.failed(n.Name) {
			all.fail(n.Name, err)
		}
		report.Nodes = append(report.Nodes, infra.Node{Resource: n.Resource, Updates: r.updates[n.Name].told})
	}
	report.Failures = all.failures
	return report, nil
}

// dueUpdates picks the nodes to be asked now.
func (r *reader) dueUpdates(l listing) []infra.Node {
	due := slices.DeleteFunc(slices.Clone(l.nodes), func(n infra.Node) bool {
		return r.outOfReach(n) != nil || time.Since(r.updates[n.Name].asked) < updatesFor
	})
	return due[:min(len(due), max(fewestNodes, len(l.nodes)/updatesRuns))]
}

// keepUpdates begins with nodes that are new and forgets those that are gone.
func (r *reader) keepUpdates(l listing) {
	kept := make(map[string]*nodeUpdates, len(l.nodes))
	for _, n := range l.nodes {
		if kept[n.Name] = r.updates[n.Name]; kept[n.Name] == nil {
			kept[n.Name] = &nodeUpdates{}
		}
	}
	r.updates = kept
}

// ask reads a node. One that cannot be reached stays due; one that refuses, for
// want of a privilege or because it is too old, is left alone for a while.
func (u *nodeUpdates) ask(ctx context.Context, a *asker, node string) error {
	rows, err := a.updates(ctx, node)
	if err == nil || proxmox.StatusOf(err) == http.StatusForbidden || unknownPath(err) {
		u.asked, u.err = time.Now(), err
	}
	switch {
	case err == nil:
		u.told = infra.Some(updatesOf(rows))
	case proxmox.StatusOf(err) == http.StatusForbidden:
		u.told = infra.None[infra.Updates]()
	}
	return err
}

// stableUpdate is in the version of a package that Debian changed in a stable
// release.
var stableUpdate = regexp.MustCompile(`[+~]deb\d+u\d+`)

// updatesOf counts the packages. The server does not tell the archive that a
// package comes from; Debian changes a stable release for security holes and
// grave faults only, so that those count.
func updatesOf(rows []packageRow) infra.Updates {
	var u infra.Updates
	for _, row := range rows {
		if row.Package == "" {
			continue
		}
		u.Pending++
		debian := strings.HasPrefix(strings.ToLower(string(row.Origin)), "debian")
		if debian && (stableUpdate.MatchString(string(row.Version)) || strings.Contains(strings.ToLower(string(row.Origin)), "security")) {
			u.Security++
		}
	}
	return u
}
