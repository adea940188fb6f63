package update

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"time"

	"pulse/backend/fault"
	"pulse/backend/pause"
	"pulse/backend/store"
)

// Pace is how long a supervisor waits for what. Zero values mean the usual times.
type Pace struct {
	Ask    time.Duration // between two looks at the new version, 500 ms
	Steady time.Duration // how long it has to be well without a break, 15 s
	Limit  time.Duration // until when it has to have proven itself, 45 s
	Grace  time.Duration // how long it may take to end, 10 s
}

func (p Pace) complete() Pace {
	return Pace{
		Ask: cmp.Or(p.Ask, 500*time.Millisecond), Steady: cmp.Or(p.Steady, 15*time.Second),
		Limit: cmp.Or(p.Limit, 45*time.Second), Grace: cmp.Or(p.Grace, 10*time.Second),
	}
}

// Supervisor starts a new version that Service has unpacked, watches whether
// it is well, and then either puts it into place or goes back. The old version
// is the one that runs the supervisor: it has closed its data before.
type Supervisor struct {
	DataDir        string
	Args           []string // for the new version
	Stdout, Stderr io.Writer
	Log            *slog.Logger
	Pace           Pace
}

// Run tries the unpacked version. It returns the program to start when that
// has proven itself and is in place, and nothing when the old version goes on
// with its data. An error means that neither can be done.
func (s *Supervisor) Run(ctx context.Context) (program string, err error) {
	runtime.LockOSThread() // the child dies with the thread that started it
	defer runtime.UnlockOSThread()
	s.Pace = s.Pace.complete()
	j, found, err := readJournal(s.DataDir)
	if err != nil || !found || j.State != staged {
		return "", errors.Join(errors.New("no new version is ready to be tried"), err)
	}
	s.step("copying", j)
	if err := s.copyData(ctx, &j); err != nil {
		s.Log.Error("new version not tried", "version", j.To, "err", err)
		return "", s.goBack(ctx, j, codeOf(err), err)
	}
	s.step("trying", j)
	if err := s.try(ctx, j); err != nil {
		s.Log.Error("new version failed, going back", "version", j.To, "to", j.From, "err", err)
		return "", s.goBack(ctx, j, codeOf(err), err)
	}
	s.Log.Info("new version is in place", "version", j.To)
	return j.Program, nil
}

// step tells how far it got.
func (s *Supervisor) step(name string, j journal) {
	s.Log.Info("update", "step", name, "version", j.To)
}

// copyData keeps the data as it is, before anything else touches it.
func (s *Supervisor) copyData(ctx context.Context, j *journal) error {
	lock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer lock.Release() //nolint:errcheck // nothing was written through it
	if err := store.CopyData(ctx, s.DataDir, copies(s.DataDir)); err != nil {
		return coded("copy_failed", err)
	}
	s.step("copied", *j)
	next := *j
	next.State = trying
	if err := next.write(s.DataDir); err != nil {
		return coded("copy_failed", err)
	}
	*j = next
	return nil
}

// try runs the new version until it has proven itself, and then puts it into place.
func (s *Supervisor) try(ctx context.Context, j journal) error {
	c, err := s.start(j)
	if err != nil {
		return coded("start_failed", err)
	}
	defer s.end(c)
	if err := s.watch(ctx, c, j); err != nil {
		return err
	}
	s.step("proven", j)
	if err := j.finish(s.DataDir); err != nil {
		if !j.placed() {
			return coded("apply_failed", err)
		}
		s.Log.Warn("the new version is in place, what is left is done at its start", "err", err)
	}
	s.step("placed", j)
	return nil
}

// watch returns when the new version was well for long enough, or why it was not.
func (s *Supervisor) watch(ctx context.Context, c *child, j journal) error {
	var well time.Time // since when
	health := newHealth(s.DataDir, c.process.Process.Pid, j.To)
	defer health.close()
	limit := time.NewTimer(s.Pace.Limit)
	defer limit.Stop()
	look := time.NewTicker(s.Pace.Ask)
	defer look.Stop()
	last := errors.New("it has not answered")
	for {
		select {
		case <-ctx.Done():
			return coded("interrupted", errors.New("the program was told to end during the update"))
		case <-c.ended:
			return coded("crashed", fmt.Errorf("version %s ended by itself: %s", j.To, c.words()))
		case <-limit.C:
			return coded("unhealthy", fmt.Errorf("version %s was not well within %v: %w", j.To, s.Pace.Limit, last))
		case now := <-look.C:
			if last = health.ask(ctx); codeOf(last) == wrongVersion {
				return last
			}
			if last != nil {
				well = time.Time{}
				continue
			}
			if well.IsZero() {
				well = now
				s.step("answers", j)
			}
			if now.Sub(well) >= s.Pace.Steady {
				return nil
			}
		}
	}
}

// goBack puts the data back for the old version; also when the program is
// being told to end.
func (s *Supervisor) goBack(ctx context.Context, j journal, code string, why error) error {
	ctx = context.WithoutCancel(ctx)
	lock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer lock.Release() //nolint:errcheck // nothing was written through it
	return j.goBack(ctx, s.DataDir, s.Log, code, why.Error())
}

// lock takes the data folder, which a program that has just ended may hold for
// a moment more.
func (s *Supervisor) lock(ctx context.Context) (*store.FolderLock, error) {
	ctx, cancel := context.WithTimeout(ctx, s.Pace.Grace)
	defer cancel()
	for {
		lock, err := store.Lock(s.DataDir)
		if err == nil || !fault.Is(err, fault.Taken) {
			return lock, err
		}
		if pause.For(ctx, 100*time.Millisecond) != nil {
			return nil, err
		}
	}
}
