package pmg

import (
	"context"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// held is what the quarantine job read last.
type held struct{ spam, virus infra.Opt[int] }

// runQuarantine tells how much mail is held back. A count that cannot be read
// stays as it was; before it was ever read, nothing is told.
func (r *reader) runQuarantine(ctx context.Context, a *asker) (infra.Report, error) {
	var failures []infra.Failure
	var first error
	for _, reason := range []struct {
		name  string
		count *infra.Opt[int]
	}{{"spam", &r.held.spam}, {"virus", &r.held.virus}} {
		answer, err := a.quarantine(ctx, reason.name)
		if err == nil {
			*reason.count = infra.Some(answer.Count.Count())
			continue
		}
		failure := source.Failure(err)
		failure.Scope = reason.name + " quarantine"
		failures, first = append(failures, failure), err
	}
	if len(failures) == 2 {
		return infra.Report{}, first
	}
	row := r.row()
	if r.held.spam.Known && r.held.virus.Known {
		row.Quarantine = &infra.Quarantine{Spam: r.held.spam.Value, Virus: r.held.virus.Value}
	}
	return reportOf(row, failures), nil
}
