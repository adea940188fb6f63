package main

import (
	"context"

	"github.com/getlantern/systray"

	"pulse/app/tray/face"
	"pulse/app/tray/icons"
)

// action is what a click asks for.
type action int

const (
	openAlert action = iota // in the window
	openWindow
	pauseHour
	pauseNight
	resume
	switchLogin
	quit
)

// click is a click on the menu.
type click struct {
	action action
	alert  string // of openAlert
}

// menu is the icon with its menu. Its methods belong to one goroutine.
type menu struct {
	clicks chan click
	shown  face.Face
	drawn  bool
	// pictures are kept because the library reads them after it was told to show one.
	pictures map[string][]byte

	status  *systray.MenuItem
	alerts  [face.Listed]*systray.MenuItem
	open    *systray.MenuItem
	hour    *systray.MenuItem
	night   *systray.MenuItem
	resume  *systray.MenuItem
	login   *systray.MenuItem
	opened  chan int // the number of an alert that was clicked
	current [face.Listed]string
}

// newMenu builds the menu. Clicks are passed on until ctx ends.
func newMenu(ctx context.Context) *menu {
	m := &menu{clicks: make(chan click), opened: make(chan int), pictures: map[string][]byte{}}
	m.setIcon(icons.Unseen)
	m.status = systray.AddMenuItem("Pulse", "")
	m.status.Disable()
	for i := range m.alerts {
		m.alerts[i] = systray.AddMenuItem("", "Open this alert")
		m.alerts[i].Hide()
		go forward(ctx, m.alerts[i], m.opened, i)
	}
	systray.AddSeparator()
	m.open = m.item(ctx, "Open Pulse", openWindow)
	m.hour = m.item(ctx, "Pause notices for 1 hour", pauseHour)
	m.night = m.item(ctx, "Pause notices until tomorrow", pauseNight)
	m.resume = m.item(ctx, "Resume notices", resume)
	m.login = systray.AddMenuItemCheckbox("Start at login", "", false)
	go forward(ctx, m.login, m.clicks, click{action: switchLogin})
	systray.AddSeparator()
	m.item(ctx, "Quit Pulse", quit)
	return m
}

func (m *menu) item(ctx context.Context, title string, a action) *systray.MenuItem {
	item := systray.AddMenuItem(title, "")
	go forward(ctx, item, m.clicks, click{action: a})
	return item
}

// forward passes clicks on an item on until ctx ends. The library drops clicks
// for which nobody waits.
func forward[T any](ctx context.Context, item *systray.MenuItem, to chan<- T, what T) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-item.ClickedCh:
		}
		select {
		case <-ctx.Done():
			return
		case to <- what:
		}
	}
}

// alertClick is the click on an alert by its number.
func (m *menu) alertClick(number int) click {
	return click{action: openAlert, alert: m.current[number]}
}

// show puts a face on icon and menu. What stays the same is not touched.
func (m *menu) show(f face.Face, login, canOpen bool) {
	if !m.drawn || f.Icon != m.shown.Icon {
		m.setIcon(f.Icon)
	}
	if f.Label != m.shown.Label { // there is none at first
		systray.SetTitle(f.Label)
	}
	if !m.drawn || f.Tooltip != m.shown.Tooltip {
		systray.SetTooltip(f.Tooltip)
		m.status.SetTitle(f.Status)
	}
	m.list(f.Alerts)
	visible(m.open, canOpen)
	visible(m.hour, !f.Paused)
	visible(m.night, !f.Paused)
	visible(m.resume, f.Paused)
	if login != m.login.Checked() {
		check(m.login, login)
	}
	m.shown, m.drawn = f, true
}

func (m *menu) setIcon(state string) {
	if m.pictures[state] == nil {
		m.pictures[state] = icons.Tray(state)
	}
	systray.SetIcon(m.pictures[state])
}

func (m *menu) list(alerts []face.Line) {
	for i, item := range m.alerts {
		if i >= len(alerts) {
			m.current[i] = ""
			item.Hide()
			continue
		}
		m.current[i] = alerts[i].ID
		if i >= len(m.shown.Alerts) || m.shown.Alerts[i] != alerts[i] {
			item.SetTitle(alerts[i].Title)
		}
		item.Show()
	}
}

func visible(item *systray.MenuItem, yes bool) {
	if yes {
		item.Show()
	} else {
		item.Hide()
	}
}

func check(item *systray.MenuItem, yes bool) {
	if yes {
		item.Check()
	} else {
		item.Uncheck()
	}
}
