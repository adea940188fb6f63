//go:build e2e

package desktoptest

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

const itemInterface = "org.kde.StatusNotifierItem"

// Item is an icon in the panel.
type Item struct {
	conn *dbus.Conn
	at   itemAddress
}

// Entry is a visible line of a menu.
type Entry struct {
	ID      int32
	Label   string
	Enabled bool
	Checked bool
}

// Items is how many icons are in the panel now.
func (d *Desktop) Items() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, at := range d.items {
		if d.lives(at) {
			n++
		}
	}
	return n
}

func (d *Desktop) lives(at itemAddress) bool {
	var owned bool
	err := d.conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, at.owner).Store(&owned)
	return err == nil && owned
}

// Item waits for the icon in the panel.
func (d *Desktop) Item(t *testing.T) *Item {
	t.Helper()
	var item *Item
	Until(t, "an icon in the panel", func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		for _, at := range d.items {
			if d.lives(at) {
				item = &Item{conn: d.conn, at: at}
			}
		}
		return item != nil
	})
	return item
}

func (i *Item) property(name string) (any, error) {
	v, err := i.conn.Object(i.at.owner, dbus.ObjectPath(i.at.path)).GetProperty(itemInterface + "." + name)
	return v.Value(), err
}

// Label is the text beside the icon.
func (i *Item) Label() string {
	label, err := i.property("XAyatanaLabel")
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(label)
}

// Picture is the content of the icon's file.
func (i *Item) Picture() []byte {
	name, err := i.property("IconName")
	if err != nil {
		return nil
	}
	content, err := os.ReadFile(fmt.Sprint(name))
	if err != nil {
		content, _ = os.ReadFile(fmt.Sprint(name) + ".png")
	}
	return content
}

// layout is a node of the menu as it is on the bus.
type layout struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

func (i *Item) menu() dbus.BusObject {
	path, err := i.property("Menu")
	if err != nil {
		return nil
	}
	return i.conn.Object(i.at.owner, path.(dbus.ObjectPath))
}

// Menu lists the visible lines of the menu.
func (i *Item) Menu() []Entry {
	menu := i.menu()
	if menu == nil {
		return nil
	}
	var revision uint32
	var root layout
	if menu.Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root) != nil {
		return nil
	}
	var entries []Entry
	for _, child := range root.Children {
		var node layout
		if dbus.Store([]any{child.Value()}, &node) != nil {
			continue
		}
		if e, visible := entryOf(node); visible {
			entries = append(entries, e)
		}
	}
	return entries
}

func entryOf(node layout) (e Entry, visible bool) {
	e = Entry{ID: node.ID, Enabled: true}
	if label, ok := node.Properties["label"].Value().(string); ok {
		e.Label = strings.ReplaceAll(label, "__", "_")
	}
	if enabled, ok := node.Properties["enabled"].Value().(bool); ok {
		e.Enabled = enabled
	}
	if state, ok := node.Properties["toggle-state"].Value().(int32); ok {
		e.Checked = state == 1
	}
	shown, ok := node.Properties["visible"].Value().(bool)
	return e, (shown || !ok) && e.Label != ""
}

// Entry is the line of the menu that begins with a text.
func (i *Item) Entry(text string) (Entry, bool) {
	for _, e := range i.Menu() {
		if strings.HasPrefix(e.Label, text) {
			return e, true
		}
	}
	return Entry{}, false
}

// WaitFor waits until a line of the menu begins with a text.
func (i *Item) WaitFor(t *testing.T, text string) (e Entry) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("the menu holds %+v", i.Menu())
		}
	}()
	Until(t, "a line of the menu: "+text, func() (found bool) {
		e, found = i.Entry(text)
		return found
	})
	return e
}

// Click clicks on the line of the menu that begins with a text.
func (i *Item) Click(t *testing.T, text string) {
	t.Helper()
	e := i.WaitFor(t, text)
	must(t, i.menu().Call("com.canonical.dbusmenu.Event", 0, e.ID, "clicked", dbus.MakeVariant(""), uint32(0)).Err)
}
