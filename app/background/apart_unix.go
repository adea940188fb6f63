//go:build !windows

package background

import "syscall"

// apart gives the process a session of its own, so that it does not end with
// the terminal or the window that started it.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
