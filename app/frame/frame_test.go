package frame_test

import (
	"testing"

	"pulse/app/frame"
	"pulse/app/prefs"
)

func TestWithin_LeavesNoWindowOutOfReach(t *testing.T) {
	left, right := frame.Area{Width: 1920, Height: 1050}, frame.Area{X: 1920, Y: 200, Width: 1280, Height: 1000}
	both, one, small := []frame.Area{left, right}, []frame.Area{left}, []frame.Area{{Y: 30, Width: 1024, Height: 540}}
	border := frame.Border{Width: 4, Height: 27}
	for name, c := range map[string]struct {
		was     prefs.Window
		screens []frame.Area
		want    prefs.Window
	}{
		"never open": {
			prefs.Window{Zoom: 110},
			one,
			prefs.Window{X: 318, Y: 101, Width: frame.FirstWidth, Height: frame.FirstHeight, Zoom: 110},
		},
		"never open, on a small screen with a panel": {
			prefs.Window{},
			small,
			prefs.Window{Y: 30, Width: 1020, Height: 513},
		},
		"it stood on a larger screen": {
			prefs.Window{X: 60, Y: 100, Width: 900, Height: 700},
			small,
			prefs.Window{X: 60, Y: 30, Width: 900, Height: 513},
		},
		"as it was": {
			prefs.Window{X: 100, Y: 50, Width: 1000, Height: 700},
			one,
			prefs.Window{X: 100, Y: 50, Width: 1000, Height: 700},
		},
		"as it was on the second screen": {
			prefs.Window{X: 2000, Y: 210, Width: 1000, Height: 700, Maximised: true},
			both,
			prefs.Window{X: 2000, Y: 210, Width: 1000, Height: 700, Maximised: true},
		},
		"its screen is gone": {
			prefs.Window{X: 2000, Y: 210, Width: 1000, Height: 700, Maximised: true},
			one,
			prefs.Window{X: 458, Y: 161, Width: 1000, Height: 700, Maximised: true},
		},
		"its title is above the screen": {
			prefs.Window{X: 100, Y: -40, Width: 1000, Height: 700},
			one,
			prefs.Window{X: 458, Y: 161, Width: 1000, Height: 700},
		},
		"only an edge is left of it": {
			prefs.Window{X: -960, Y: 0, Width: 1000, Height: 700},
			one,
			prefs.Window{X: 458, Y: 161, Width: 1000, Height: 700},
		},
		"half beside the screen, as people put it": {
			prefs.Window{X: -500, Y: 0, Width: 1000, Height: 700},
			one,
			prefs.Window{X: -500, Y: 0, Width: 1000, Height: 700},
		},
		"larger than the screen": {
			prefs.Window{X: 0, Y: 0, Width: 3840, Height: 2160},
			one,
			prefs.Window{X: 0, Y: 0, Width: 1916, Height: 1023},
		},
		"too small to be used": {
			prefs.Window{X: 10, Y: 10, Width: 1, Height: 1},
			one,
			prefs.Window{X: 10, Y: 10, Width: frame.LeastWidth, Height: frame.LeastHeight},
		},
		"no screen is known": {
			prefs.Window{X: -9000, Y: 0, Width: 1000, Height: 700},
			nil,
			prefs.Window{X: -9000, Y: 0, Width: 1000, Height: 700},
		},
	} {
		if got := frame.Within(c.was, c.screens, border); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

func TestStep_GoesThroughTheSizesOfBrowsersAndStopsAtTheirEnds(t *testing.T) {
	for _, c := range []struct{ from, by, want int }{
		{100, 1, 110}, {100, -1, 90}, {110, -1, 100}, {300, 1, 300}, {50, -1, 50}, {137, 1, 150}, {137, -1, 125}, {175, 0, 100},
	} {
		if got := frame.Step(c.from, c.by); got != c.want {
			t.Errorf("from %d by %d: got %d, want %d", c.from, c.by, got, c.want)
		}
	}
}
