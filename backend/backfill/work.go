package backfill

import (
	"context"
	"time"

	"pulse/backend/history"
	"pulse/backend/infra"
	"pulse/backend/pause"
	"pulse/backend/source"
)

// piece is a part of the past with the finest records that reach back so far.
type piece struct {
	from, to time.Duration // ago
	frame    source.Frame
	cell     time.Duration // how closely is looked for gaps
	shortest time.Duration // a shorter gap falls between two records
}

const day = 24 * time.Hour

// pieces are the parts of the past, the newest first. The records of an hour
// are a minute apart; those of a day are, up to version 8, half an hour.
var pieces = []piece{
	{time.Hour, 0, source.FrameHour, time.Minute, 5 * time.Minute},
	{day, time.Hour, source.FrameDay, time.Minute, 5 * time.Minute},
	{7 * day, day, source.FrameWeek, 10 * time.Minute, 30 * time.Minute},
	{30 * day, 7 * day, source.FrameMonth, time.Hour, 3 * time.Hour},
	{365 * day, 30 * day, source.FrameYear, 6 * time.Hour, day},
}

// reach is how many of the pieces are of use: storages fill slowly, and what
// they held a year ago tells when they will be full.
func reach(k infra.Kind) []piece {
	if k == infra.KindStorage || k == infra.KindDatastore {
		return pieces
	}
	return pieces[:4]
}

// work fills one resource after the other. When the target no longer answers
// the rest waits for better times.
func (f *Filler) work(ctx context.Context, target infra.TargetID, keeper source.Backfiller, ids []infra.ID) {
	filled, complaint := 0, error(nil)
	for i, id := range ids {
		n, err := f.resource(ctx, target, keeper, id)
		filled += n
		if ctx.Err() != nil || err != nil && temporary(err) {
			f.put(target, ids[i:])
			return
		}
		if err != nil {
			complaint = err
		}
	}
	f.put(target, nil)
	if complaint != nil {
		f.opt.Log.Warn("a gap in the history was not filled from the server's own records", "target", target, "err", complaint)
	}
	if filled > 0 {
		f.opt.Log.Info("gaps in the history were filled from the server's own records", "target", target, "samples", filled)
	}
}

// temporary tells whether it is worth asking again.
func temporary(err error) bool {
	switch source.Failure(err).Kind {
	case infra.FailUnreachable, infra.FailTimeout:
		return true
	}
	return false
}

// resource fills the gaps of one resource with one question for each part of
// the past that has any.
func (f *Filler) resource(ctx context.Context, target infra.TargetID, keeper source.Backfiller, id infra.ID) (int, error) {
	now, filled := time.Now(), 0
	for _, p := range reach(id.Kind()) {
		// What is not told yet may still be on its way.
		to := min(now.Add(-p.to).UnixMilli(), now.Add(-time.Minute).UnixMilli())
		missing, err := f.opt.History.Missing(ctx, id, now.Add(-p.from), time.UnixMilli(to), p.cell, p.shortest)
		if err != nil {
			return filled, err
		}
		if len(missing) == 0 {
			continue
		}
		n, err := f.ask(ctx, target, keeper, id, p, missing)
		filled += n
		if err != nil {
			return filled, err
		}
	}
	return filled, nil
}

func (f *Filler) ask(ctx context.Context, target infra.TargetID, keeper source.Backfiller, id infra.ID, p piece, missing []history.Span) (int, error) {
	if err := pause.For(ctx, f.opt.Pause); err != nil {
		return 0, err
	}
	f.count(target)
	past, err := keeper.Past(ctx, id, p.frame)
	if err != nil {
		return 0, err
	}
	filled := 0
	for _, s := range missing {
		n, err := f.opt.History.Backfill(ctx, history.Filled{
			Target: target, Resource: id, From: time.UnixMilli(s.From), To: time.UnixMilli(s.To),
			Step: past.Step, Readings: past.Readings,
		})
		filled += n
		if err != nil {
			return filled, err
		}
	}
	return filled, nil
}
