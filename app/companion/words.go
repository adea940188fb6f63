package companion

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

// mostWords bounds what is kept of what a tray says.
const mostWords = 512

// unregistered is what the library of the icon says on Linux when it has found
// the panel before it has the bus, both of which it asks for at once
// (libayatana-appindicator 0.5.92). Then it never tells the panel of the icon.
const unregistered = "g_dbus_proxy_new: assertion 'G_IS_DBUS_CONNECTION (connection)' failed"

var errNoIcon = errors.New("the panel has not heard of the icon")

// HasNoIcon reports whether a tray runs without its icon, by what it says on its
// standard error. Only another start helps.
func HasNoIcon(words string) bool { return strings.Contains(words, unregistered) }

// lastWords keeps the end of what a tray writes to its standard error. It is
// read once the tray has ended.
type lastWords struct {
	text   string
	noIcon chan struct{} // closed when the tray has no icon
	once   sync.Once
}

func newLastWords() *lastWords { return &lastWords{noIcon: make(chan struct{})} }

// Write takes everything and keeps the end.
func (w *lastWords) Write(p []byte) (int, error) {
	w.text += string(p)
	if HasNoIcon(w.text) {
		w.once.Do(func() { close(w.noIcon) })
	}
	w.text = w.text[max(0, len(w.text)-mostWords):]
	return len(p), nil
}

// explain adds the last line to the error with which the tray ended.
func (w *lastWords) explain(err error) error {
	lines := strings.Split(strings.TrimSpace(w.text), "\n")
	if last := lines[len(lines)-1]; err != nil && last != "" {
		return fmt.Errorf("%w: %s", err, last)
	}
	return err
}
