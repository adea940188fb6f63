// Package frame places the window on the desktop, tells how it stands, enlarges
// its page and ends its dialogs. It knows the systems' own means, because the
// library that opens the window knows neither where screens are nor how large a
// page is, and no way to end a dialog.
package frame

import "pulse/app/prefs"

// The smallest window in which a page can be used, and the one that a person
// sees first.
const (
	LeastWidth  = 360
	LeastHeight = 480
	FirstWidth  = 1280
	FirstHeight = 820
)

// Area is the part of a screen that windows may cover.
type Area struct{ X, Y, Width, Height int }

// grip is how much of a window must be on a screen, at its upper edge, so that
// a person can move it.
const grip = 80

// Border is how much larger a window with its frame is than its page.
type Border struct{ Width, Height int }

// Within returns w as it can stand on the given screens: one that was never open,
// or would be out of reach because its screen is gone, stands in the middle of
// the first; none is larger than its screen. Where no screen is known it stays
// as it is.
func Within(w prefs.Window, screens []Area, border Border) prefs.Window {
	isNew := w.Width == 0
	if isNew {
		w.Width, w.Height = FirstWidth, FirstHeight
	}
	w.Width, w.Height = max(w.Width, LeastWidth), max(w.Height, LeastHeight)
	if len(screens) == 0 {
		return w
	}
	on, reached := screens[0], false
	for _, s := range screens {
		if !isNew && reaches(w, s) {
			on, reached = s, true
			break
		}
	}
	if most := on.Width - border.Width; w.Width > most {
		w.X, w.Width = on.X, most
	}
	if most := on.Height - border.Height; w.Height > most {
		w.Y, w.Height = on.Y, most
	}
	if !reached {
		w.X, w.Y = on.X+(on.Width-w.Width-border.Width)/2, on.Y+(on.Height-w.Height-border.Height)/2
	}
	return w
}

// reaches tells whether a person who sees s can take hold of the window.
func reaches(w prefs.Window, s Area) bool {
	across := min(w.X+w.Width, s.X+s.Width) - max(w.X, s.X)
	return across >= grip && w.Y >= s.Y && w.Y <= s.Y+s.Height-grip
}

// steps are the sizes of a page in percent, as browsers have them.
var steps = [...]int{50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300}

// Step returns the size after percent, in the direction of by; 0 is the actual
// size.
func Step(percent, by int) int {
	switch {
	case by > 0:
		for _, s := range steps {
			if s > percent {
				return s
			}
		}
		return steps[len(steps)-1]
	case by < 0:
		for i := len(steps) - 1; i >= 0; i-- {
			if steps[i] < percent {
				return steps[i]
			}
		}
		return steps[0]
	}
	return 100
}
