package app

import (
	"context"
	"runtime"
	"strings"

	wails "github.com/wailsapp/wails/v2/pkg/runtime"
)

// ask shows a dialog and returns which of its buttons was pressed. Who is
// leaving is asked nothing.
func (w *window) ask(o wails.MessageDialogOptions) (button string) {
	o.Message = literal(o.Message)
	w.do(func(handle context.Context) {
		if !w.leaving() {
			button, _ = wails.MessageDialog(handle, o) // no button was pressed in one that cannot be shown
		}
	})
	return button
}

// about says which program this is.
func (w *window) about(version string) {
	w.ask(wails.MessageDialogOptions{Type: wails.InfoDialog, Title: "Pulse", Message: "Version " + version})
}

// warn tells a person what went wrong, and returns when they have read it.
func (w *window) warn(title, message string) {
	w.ask(wails.MessageDialogOptions{Type: wails.WarningDialog, Title: title, Message: message})
}

// askToKeepWatching asks whether Pulse goes on where nothing of it is seen.
func (w *window) askToKeepWatching(context.Context) (keep bool) {
	return w.ask(wails.MessageDialogOptions{
		Type: wails.QuestionDialog, Title: "Keep watching?",
		Message: "This desktop has no place for the icon of Pulse. It can go on watching and show notices without one; " +
			"start Pulse again to see it.\n\nKeep watching when the window is closed? Settings, This computer, changes the answer later.",
		Buttons: []string{"Yes", "No"}, DefaultButton: "Yes", CancelButton: "No",
	}) == "Yes"
}

// literal is a text as dialogs show it as it stands: on Linux the library takes
// it for a pattern of printf.
func literal(text string) string {
	if runtime.GOOS != "linux" {
		return text
	}
	return strings.ReplaceAll(text, "%", "%%")
}

// explain tells a person what a change of the service came to. The window does
// not wait for them.
func (w *window) explain(o ServiceOutcome) {
	kind, title, message := wails.InfoDialog, "Pulse is set up anew", strings.Join(o.Notes, "\n\n")
	if message == "" {
		message = "The change is made. Settings, This computer, shows what runs now."
	}
	if o.Problem != "" {
		kind, title, message = wails.WarningDialog, "The service was not changed", o.Problem
		if o.Command != "" {
			message += "\n\nTo do it in a terminal instead, end Pulse and type:\n" + o.Command
		}
	}
	go w.ask(wails.MessageDialogOptions{Type: kind, Title: title, Message: message})
}
