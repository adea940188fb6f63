package pmg

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"pulse/backend/infra"
	"pulse/backend/source"
)

// runMail tells what passed in the last 24 hours: sums, sums per hour and the
// spread of spam scores. One that cannot be read takes away only itself.
func (r *reader) runMail(ctx context.Context, a *asker) (infra.Report, error) {
	row, now := r.row(), time.Now()
	calls := []struct {
		what string
		read func() error
	}{
		{"mail statistics", func() error {
			answer, err := a.mailStatistics(ctx, now)
			if err == nil {
				row.Mail = mailOf(answer, now)
			}
			return err
		}},
		{"hourly mail counts", func() error {
			answer, err := a.mailHours(ctx, now)
			row.Hours = hoursOf(answer)
			return err
		}},
		{"spam scores", func() error {
			answer, err := a.spamScores(ctx, now)
			row.Scores = scoresOf(answer)
			return err
		}},
	}
	errs := make([]error, len(calls))
	var asked errgroup.Group
	for i, call := range calls {
		asked.Go(func() error {
			errs[i] = call.read()
			return nil
		})
	}
	_ = asked.Wait() // each tells its failure itself
	var failures []infra.Failure
	for i, err := range errs {
		if err != nil {
			failure := source.Failure(err)
			failure.Scope = calls[i].what
			failures = append(failures, failure)
		}
	}
	if len(failures) == len(calls) {
		return infra.Report{}, errs[0]
	}
	return reportOf(row, failures), nil
}

func mailOf(m mailFigures, now time.Time) *infra.MailStatistics {
	return &infra.MailStatistics{
		Total: m.total(), In: m.CountIn.Sum(), Out: m.CountOut.Sum(),
		SpamIn: m.SpamIn.Sum(), SpamOut: m.SpamOut.Sum(),
		VirusIn: m.VirusIn.Sum(), VirusOut: m.VirusOut.Sum(),
		BouncesIn: m.BouncesIn.Sum(), BouncesOut: m.BouncesOut.Sum(),
		BytesIn: m.BytesIn.Sum(), BytesOut: m.BytesOut.Sum(),
		Greylisted: m.Greylisted.Sum(), JunkIn: m.JunkIn.Sum(),
		RBLRejects: m.RBL.Sum(), Pregreeted: m.Pregreet.Sum(),
		ProcessingTime: m.AvgTime.Duration().Value, At: now,
	}
}

// hoursOf leaves out rows that do not say which hour they are about. No rows
// at all stay nil, which is unknown; an empty table is known.
func hoursOf(rows []hourRow) []infra.MailHour {
	if rows == nil {
		return nil
	}
	hours := make([]infra.MailHour, 0, len(rows))
	for _, row := range rows {
		start := row.Time.Time()
		if start.IsZero() {
			continue
		}
		hours = append(hours, infra.MailHour{
			Start: start, End: start.Add(time.Hour), Index: row.Index.Count(),
			Total: row.total(), In: row.CountIn.Sum(), Out: row.CountOut.Sum(),
			SpamIn: row.SpamIn.Sum(), SpamOut: row.SpamOut.Sum(),
			VirusIn: row.VirusIn.Sum(), VirusOut: row.VirusOut.Sum(),
			BouncesIn: row.BouncesIn.Sum(), BouncesOut: row.BouncesOut.Sum(),
			RBLRejects: row.RBL.Sum(), Pregreeted: row.Pregreet.Sum(), Greylisted: row.Greylisted.Sum(),
		})
	}
	return hours
}

func scoresOf(rows []scoreRow) []infra.SpamScore {
	if rows == nil {
		return nil
	}
	scores := make([]infra.SpamScore, 0, len(rows))
	for _, row := range rows {
		if row.Level != "" {
			scores = append(scores, infra.SpamScore{Score: string(row.Level), Count: row.Count.Sum()})
		}
	}
	return scores
}
