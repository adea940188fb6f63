package main

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"pulse/app/autostart"
	"pulse/app/background"
	"pulse/app/companion"
	"pulse/app/feed"
	"pulse/app/notice"
	"pulse/app/prefs"
	"pulse/app/tray/face"
)

const (
	lockPause = 500 * time.Millisecond
	// look is how often choices and the start at login are read, which other
	// programs may change.
	look = 5 * time.Second
)

// tray is what the icon knows. It belongs to the loop in run.
type tray struct {
	log   *slog.Logger
	prefs prefs.File
	hello companion.Hello
	state feed.State

	updates chan feed.Update
	events  chan []feed.Event
	leave   context.CancelFunc // ends the feed that is followed
	parts   sync.WaitGroup
}

func newTray(first companion.Hello, log *slog.Logger) (*tray, error) {
	file, err := prefs.UserFile()
	if err != nil {
		return nil, err
	}
	return &tray{
		log: log, prefs: file, hello: first, leave: func() {},
		updates: make(chan feed.Update), events: make(chan []feed.Event),
	}, nil
}

// run keeps icon and menu up to date until the process that watches is gone. It
// returns the exit code.
func (t *tray) run(ctx context.Context, m *menu, hellos <-chan companion.Hello, ended <-chan companion.End) int {
	own, stop := context.WithCancel(ctx)
	defer t.parts.Wait()
	defer stop()
	t.follow(own)
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for {
		t.show(m)
		select {
		case end := <-ended:
			if end == companion.Crashed {
				t.revive()
			}
			return 0
		case h, ok := <-hellos:
			if !ok {
				hellos = nil
				continue
			}
			t.hello = h
			t.follow(own)
		case u := <-t.updates:
			t.state = u.State
			if u.Quit {
				return companion.QuitCode
			}
			t.pass(own, u.Notices)
		case c := <-m.clicks:
			t.obey(c)
		case number := <-m.opened:
			t.obey(m.alertClick(number))
		case <-ticker.C:
		}
	}
}

// follow follows the backend of the newest hello instead of the one before.
func (t *tray) follow(ctx context.Context) {
	t.leave()
	t.parts.Wait()
	ctx, t.leave = context.WithCancel(ctx)
	f := feed.New(feed.Options{URL: t.hello.URL, Token: t.hello.Token, Name: feed.Name(), Rank: feed.RankTray, Log: t.log})
	collector := notice.Collector{Prefs: t.choices, Show: show, Told: f.Told, Log: t.log}
	t.parts.Go(func() { collector.Run(ctx, t.events) })
	t.parts.Go(func() {
		f.Run(ctx, func(u feed.Update) {
			select {
			case t.updates <- u:
			case <-ctx.Done():
			}
		})
	})
}

func (t *tray) pass(ctx context.Context, events []feed.Event) {
	select {
	case t.events <- events:
	case <-ctx.Done():
	}
}

func (t *tray) choices() prefs.Prefs {
	p, err := t.prefs.Load()
	if err != nil {
		t.log.Warn("choices for this computer not read, the usual ones hold", "err", err)
	}
	return p
}

// show puts everything that is known on icon and menu.
func (t *tray) show(m *menu) {
	login, err := t.login().Enabled()
	if err != nil {
		t.log.Warn("start at login not known", "err", err)
	}
	m.show(face.Of(t.state, t.choices(), time.Now()).At(t.hello.Elsewhere), login, t.hello.Open != "")
}

// login is what is started at login: on Windows by way of the window's program,
// because the one that watches would open a console.
func (t *tray) login() autostart.Entry {
	if runtime.GOOS == "windows" {
		return autostart.Entry{Program: t.hello.Open, Args: []string{"--background"}}
	}
	return autostart.Entry{Program: t.hello.Server, Args: []string{"--desktop"}}
}

// revive starts the process that watches again after a crash, and says so.
func (t *tray) revive() {
	crashes, ok := companion.Revive(t.hello.Crashes, time.Now())
	if !ok {
		_ = show(notice.Notice{Title: "Pulse has stopped", Body: "It crashed several times in a row and is not started again. Its log is desktop.log in " + t.hello.DataDir, Critical: true})
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), background.StartLimit)
	defer cancel()
	err := background.Start(ctx, background.Options{
		Server: t.hello.Server, DataDir: t.hello.DataDir, Env: []string{background.CrashesEnv + "=" + companion.Join(crashes)},
	})
	if err != nil {
		_ = show(notice.Notice{Title: "Pulse has stopped", Body: "It crashed and could not be started again: " + err.Error(), Critical: true})
		return
	}
	_ = show(notice.Notice{Title: "Pulse was started again", Body: "It had stopped unexpectedly. Nothing that was recorded is lost."})
}
