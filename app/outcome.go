package app

import (
	"strings"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// explain tells a person what a change of the service came to. The window does
// not wait for them.
func (w *window) explain(o ServiceOutcome) {
	kind, title, message := runtime.InfoDialog, "Pulse is set up anew", strings.Join(o.Notes, "\n\n")
	if message == "" {
		message = "The change is made. Settings, This computer, shows what runs now."
	}
	if o.Problem != "" {
		kind, title, message = runtime.WarningDialog, "The service was not changed", o.Problem
		if o.Command != "" {
			message += "\n\nTo do it in a terminal instead, end Pulse and type:\n" + o.Command
		}
	}
	go w.ask(runtime.MessageDialogOptions{Type: kind, Title: title, Message: message})
}
