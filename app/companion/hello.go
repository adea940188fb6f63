// Package companion is the tie between a process that watches and the tray
// beside it: the tray is its child and is told over a pipe where the backend
// is. Nothing secret stands in arguments, environment or files.
package companion

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Hello is what the tray is told, first and whenever it changes: one line of JSON.
type Hello struct {
	URL     string `json:"url"`
	Token   string `json:"token"`
	DataDir string `json:"dataDir"`
	Open    string `json:"open"`   // the program with the window; empty = not installed
	Server  string `json:"server"` // the program that watches without a window
	// Elsewhere is the name of the Pulse elsewhere that is followed; empty for that of this computer.
	Elsewhere string `json:"elsewhere,omitempty"`
	// Crashes are the times at which processes before this one crashed, in milliseconds.
	Crashes []int64 `json:"crashes,omitempty"`
}

// QuitCode is the exit code of a tray that heard that a person ended Pulse.
const QuitCode = 10

// bye is the line that precedes a clean end.
const bye = "bye"

// End says how the process that watches went away.
type End bool

// Crashed is an end without a word.
const (
	Clean   End = false
	Crashed End = true
)

// Listen passes on what the process that watches says until it is gone, closes
// hellos, and returns how that went.
func Listen(r io.Reader, hellos chan<- Hello) End {
	defer close(hellos)
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if lines.Text() == bye {
			return Clean
		}
		var h Hello
		if json.Unmarshal(lines.Bytes(), &h) == nil && h.URL != "" {
			hellos <- h
		}
	}
	return Crashed
}

// Join writes crashes as they stand in the environment of the next process.
func Join(crashes []int64) string {
	words := make([]string, 0, len(crashes))
	for _, at := range crashes {
		words = append(words, strconv.FormatInt(at, 10))
	}
	return strings.Join(words, ",")
}

// Split reads what Join wrote. What is not a time is left out.
func Split(text string) (crashes []int64) {
	for word := range strings.SplitSeq(text, ",") {
		if at, err := strconv.ParseInt(word, 10, 64); err == nil {
			crashes = append(crashes, at)
		}
	}
	return crashes
}

// How often a process that crashed is started again.
const (
	revivals     = 3
	revivalsWide = 10 * time.Minute
)

// Revive returns the crashes to tell the next process, and whether it may be
// started: three times in ten minutes.
func Revive(crashes []int64, now time.Time) (next []int64, ok bool) {
	recent := slices.DeleteFunc(slices.Clone(crashes), func(at int64) bool {
		return now.Sub(time.UnixMilli(at)) >= revivalsWide
	})
	return append(recent, now.UnixMilli()), len(recent) < revivals
}
