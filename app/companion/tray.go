package companion

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"time"
)

const (
	restarts  = 3               // of a tray that ends on its own
	farewell  = 3 * time.Second // for the tray to end
	settledIn = time.Minute     // a tray that ran for so long has not failed to start
	pause     = time.Second     // before it is started again
)

// Tray is the tray as the process that watches sees it.
type Tray struct {
	Program string // empty = not installed
	Log     *slog.Logger
}

// Run keeps the tray beside this process and tells it every hello until ctx
// ends. A tray that ends on its own is started again, three times at most; then
// the process goes on without one. It reports whether the tray heard that a
// person ended Pulse.
func (t *Tray) Run(ctx context.Context, hellos <-chan Hello) (quit bool) {
	var last *Hello
	for left := restarts; ; left-- {
		if last == nil {
			if last = next(ctx, hellos); last == nil {
				return false
			}
		}
		started := time.Now()
		err := t.accompany(ctx, last, hellos)
		if ctx.Err() != nil {
			return false
		}
		if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == QuitCode {
			return true
		}
		if time.Since(started) > settledIn {
			left = restarts
		}
		t.Log.Warn("the tray ended", "err", err, "attempts left", left)
		if left == 0 {
			break
		}
		wait(ctx, pause)
	}
	for next(ctx, hellos) != nil { // nobody is there to be told
		continue
	}
	return false
}

// next waits for a hello; nil when ctx has ended.
func next(ctx context.Context, hellos <-chan Hello) *Hello {
	select {
	case <-ctx.Done():
		return nil
	case h := <-hellos:
		return &h
	}
}

// frugal keeps GTK, which the tray uses on Linux, from preparing to draw in three
// dimensions: that takes 50 MiB and a menu needs none of it.
const frugal = "GDK_GL=disable"

// accompany runs the tray once. It returns when the tray has ended.
func (t *Tray) accompany(ctx context.Context, last *Hello, hellos <-chan Hello) error {
	if t.Program == "" {
		return errors.New("the program pulse-tray is not installed beside this one")
	}
	cmd := exec.Command(t.Program) // ended by a word, see below
	said := newLastWords()
	cmd.Stderr, cmd.WaitDelay = said, farewell // a window that the tray has opened may hold its error output
	cmd.Env = append(os.Environ(), frugal)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if err := tell(stdin, *last); err != nil {
		t.Log.Debug("the tray does not listen", "err", err) // it is about to end
	}
	for {
		select {
		case err := <-ended:
			return said.explain(err)
		case <-said.noIcon:
			return errors.Join(errNoIcon, dismiss(stdin, cmd.Process, ended))
		case h := <-hellos:
			*last = h
			if err := tell(stdin, h); err != nil {
				t.Log.Debug("the tray does not listen", "err", err)
			}
		case <-ctx.Done():
			return dismiss(stdin, cmd.Process, ended)
		}
	}
}

func tell(w io.Writer, h Hello) error {
	line, err := json.Marshal(h)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// dismiss ends the tray in order; one that hangs is ended the hard way.
func dismiss(stdin io.WriteCloser, process *os.Process, ended <-chan error) error {
	_, _ = io.WriteString(stdin, bye+"\n") // it may be gone
	_ = stdin.Close()
	select {
	case err := <-ended:
		return err
	case <-time.After(farewell):
		_ = process.Kill()
		return <-ended
	}
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
