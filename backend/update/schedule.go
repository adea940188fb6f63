package update

import (
	"context"
	"time"
)

// idle is as good as never: changed settings end it.
const idle = 100 * 365 * 24 * time.Hour

// next is how long to wait for the next look at the feed, and whether the time
// has come then to update without being asked.
func (s *Service) next(now, looked time.Time) (pause time.Duration, auto bool) {
	system := s.opt.Settings()
	if system.UpdateServer == "" {
		return idle, false
	}
	pause = idle
	if hours := system.AutoUpdateCheckInterval; hours > 0 {
		pause = max(0, time.Duration(hours)*time.Hour-now.Sub(looked))
	}
	if !system.AutoUpdateEnabled {
		return pause, false
	}
	if at := untilTime(now, system.AutoUpdateTime); at <= pause {
		return at, true
	}
	return pause, false
}

// untilTime is how long it is to a time of the day, 03:00 for example; a full
// day when it is that time now.
func untilTime(now time.Time, clock string) time.Duration {
	at, err := time.Parse("15:04", clock)
	if err != nil {
		return idle // settings are checked before they are stored
	}
	next := time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), 0, 0, now.Location())
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	return next.Sub(now)
}

// lookAgain reads the feed in the background. It returns when it is to be
// taken as read: after a failure so that it is tried again within the hour.
func (s *Service) lookAgain(ctx context.Context, now time.Time) time.Time {
	if _, err := s.read(ctx, true); err != nil && ctx.Err() == nil {
		s.opt.Log.Warn("releases not looked up", "err", err)
		return now.Add(time.Hour - time.Duration(s.opt.Settings().AutoUpdateCheckInterval)*time.Hour)
	}
	return now
}

// updateItself installs the newest release, where that is possible.
func (s *Service) updateItself(ctx context.Context) {
	check, err := s.check(ctx, s.channel(""), true)
	if err != nil {
		s.opt.Log.Warn("releases not looked up", "err", err)
		return
	}
	if !check.Available || check.DownloadURL == "" {
		return
	}
	o, err := s.order(ctx, Request{URL: check.DownloadURL, By: "auto", Via: "script"})
	if err != nil {
		s.opt.Log.Warn("no automatic update", "version", check.LatestVersion, "reason", err)
		return
	}
	s.carryOut(ctx, o)
}
