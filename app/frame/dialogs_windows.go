package frame

const (
	dialogClass  = "#32770" // of all dialogs of the system
	closeMessage = 0x0010   // WM_CLOSE
)

// Dismiss ends the dialogs that are open, as if a person had closed them.
func Dismiss() {
	for _, dialog := range findAll(dialogClass) {
		user32("PostMessageW", uintptr(dialog), closeMessage, 0, 0)
	}
}
