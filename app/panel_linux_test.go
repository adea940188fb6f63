//go:build e2e

package app

import (
	"os"
	"strings"
	"testing"

	"pulse/app/desktoptest"
)

func TestInvisible_IsTheIconOnlyWhereNoPanelTakesIt(t *testing.T) {
	for name, c := range map[string]struct {
		bus, old, wayland, want bool
	}{
		"nobody takes icons":                         {want: true},
		"a panel on the bus":                         {bus: true},
		"a panel that knows X alone":                 {old: true},
		"such a panel, which Wayland has no use for": {old: true, wayland: true, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			for _, e := range desktoptest.Start(t, c.bus).Env {
				key, value, _ := strings.Cut(e, "=")
				t.Setenv(key, value)
			}
			t.Setenv("WAYLAND_DISPLAY", map[bool]string{true: "wayland-0"}[c.wayland])
			if c.old {
				desktoptest.OldPanel(t)
			}
			if got := new(program).invisible(); got != c.want {
				t.Errorf("invisible = %v, want %v; DISPLAY is %q", got, c.want, os.Getenv("DISPLAY"))
			}
		})
	}
}
