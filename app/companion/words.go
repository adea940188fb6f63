package companion

import (
	"fmt"
	"strings"
)

// mostWords bounds what is kept of what a tray says.
const mostWords = 512

// lastWords keeps the end of what a program writes to its standard error. It is
// read once the program has ended.
type lastWords struct{ text string }

// Write takes everything and keeps the end.
func (w *lastWords) Write(p []byte) (int, error) {
	w.text += string(p)
	w.text = w.text[max(0, len(w.text)-mostWords):]
	return len(p), nil
}

// explain adds the last line to the error with which the program ended.
func (w *lastWords) explain(err error) error {
	lines := strings.Split(strings.TrimSpace(w.text), "\n")
	if last := lines[len(lines)-1]; err != nil && last != "" {
		return fmt.Errorf("%w: %s", err, last)
	}
	return err
}
