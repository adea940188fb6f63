package background

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// apart keeps the process, which is a console program, from opening a console.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW | windows.CREATE_NEW_PROCESS_GROUP}
}
