//go:build e2e

package app

import (
	"path/filepath"
	"syscall"
	"testing"

	"pulse/app/desktoptest"
	"pulse/app/prefs"
)

// A dialog waits for a person; a program that is told to end must not.
func TestQuit_EndsAWindowWhoseDialogIsOpen(t *testing.T) {
	dialogs := map[string]func(t *testing.T, w *process){
		"Save a file": func(t *testing.T, w *process) {
			w.evaluate(t, `void window.go.app.Shell.Save("guests.csv", "name")`)
		},
		"Keep watching?": func(t *testing.T, w *process) { w.close(t) },
	}
	ways := map[string]func(t *testing.T, w *process, env []string){
		"with --quit": func(t *testing.T, w *process, env []string) {
			startWith(t, []string{"--quit"}, built(t, "pulse"), w.data, env...).waitForEnd(t)
		},
		"with a signal": func(t *testing.T, w *process, _ []string) { w.signal(t, syscall.SIGTERM) },
	}
	for title, open := range dialogs {
		for way, quit := range ways {
			t.Run(title+" "+way, func(t *testing.T) {
				d := desktoptest.Start(t, false)
				w := openWindow(t, t.TempDir(), d.Env...)
				w.waitForHost(t, "window")
				w.waitFor(t, `typeof window.go?.app?.Shell?.Save`, "function")
				open(t, w)
				w.shownWindow(t, title)
				quit(t, w, d.Env)
				w.waitForEnd(t)
				if code := w.cmd.ProcessState.ExitCode(); code != 0 {
					t.Errorf("it ended with %d, want that the dialog is closed and the window with it", code)
				}
				choices, err := prefs.File(filepath.Join(w.data, "home", "pulse", "desktop.json")).Load()
				if err != nil || choices.WhenClosed != "" {
					t.Errorf("remembered %q, %v, although nobody answered", choices.WhenClosed, err)
				}
			})
		}
	}
}
