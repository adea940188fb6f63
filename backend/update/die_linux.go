package update

import (
	"os/exec"
	"syscall"
)

// dieWithParent lets the kernel end the child when the thread that starts it
// is gone, even when the child no longer listens to anybody.
func dieWithParent(child *exec.Cmd) {
	child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
