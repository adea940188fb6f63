package app

import (
	"github.com/godbus/dbus/v5"

	"pulse/app/frame"
)

// invisible reports whether this desktop has no place for an icon, as plain
// GNOME has none.
func (p *program) invisible() bool { return !hasPanel() && !frame.HasTray() }

// hasPanel reports whether a panel takes icons by the session's bus.
func hasPanel() bool {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return false
	}
	defer conn.Close()
	var panel bool
	const name = "org.kde.StatusNotifierWatcher"
	err = conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, name).Store(&panel)
	return err == nil && panel
}
