package main

import (
	"os/exec"
	"time"

	"github.com/gen2brain/beeep"

	"pulse/app/notice"
	"pulse/app/prefs"
	"pulse/app/tray/face"
	"pulse/app/tray/icons"
)

// obey does what a click asks for.
func (t *tray) obey(c click) {
	var err error
	switch c.action {
	case openAlert:
		err = t.open("--alert=" + c.alert)
	case openWindow:
		err = t.open()
	case quit:
		err = t.open("--quit")
	case pauseHour:
		err = t.pauseUntil(time.Now().Add(time.Hour))
	case pauseNight:
		err = t.pauseUntil(face.Tomorrow(time.Now()))
	case resume:
		err = t.pauseUntil(time.Time{})
	case switchLogin:
		err = t.toggleLogin()
	}
	if err != nil {
		t.log.Warn("a click had no effect", "err", err)
		_ = show(notice.Notice{Title: "Pulse could not do that", Body: err.Error()})
	}
}

// open runs the program with the window. How that ends says nothing: it may
// have handed over to a window that is open.
func (t *tray) open(args ...string) error {
	cmd := exec.Command(t.hello.Open, args...)
	cmd.Env = append(cmd.Environ(), "PULSE_DATA_DIR="+t.hello.DataDir)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // or it would stay as a zombie
	return nil
}

func (t *tray) pauseUntil(at time.Time) error {
	return t.prefs.Update(func(p *prefs.Prefs) { p.PausedUntil = at })
}

func (t *tray) toggleLogin() error {
	on, err := t.login().Enabled()
	if err != nil {
		return err
	}
	return t.login().Set(!on)
}

// appName is what notices are from; on Windows it identifies the program.
const appName = "Pulse"

// show shows a notice by the means of the system.
func show(n notice.Notice) error {
	icon := icons.Warning
	switch {
	case n.Critical:
		icon = icons.Critical
	case n.Alert == "":
		icon = icons.Fine
	}
	return beeep.Notify(n.Title, notice.Plain(n.Body), icons.PNG(icon))
}
