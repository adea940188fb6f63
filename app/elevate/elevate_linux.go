package elevate

import (
	"context"
	"errors"
	"os"
	"os/exec"
)

// The exit codes by which pkexec says that the program did not run.
const (
	dismissed     = 126 // by the person
	notAuthorized = 127 // or nobody there to ask
)

// Run runs a program with the rights of an administrator and waits for it. The
// error wraps ErrRefused or ErrAbsent where it did not run.
func Run(ctx context.Context, program string, args ...string) error {
	command := exec.CommandContext(ctx, program, args...)
	if os.Geteuid() != 0 {
		pkexec, err := exec.LookPath("pkexec")
		if err != nil {
			return ErrAbsent
		}
		command = exec.CommandContext(ctx, pkexec, append([]string{"--disable-internal-agent", program}, args...)...)
	}
	err := command.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && os.Geteuid() != 0 {
		switch exit.ExitCode() {
		case dismissed, notAuthorized:
			return ErrRefused
		}
	}
	if err != nil {
		return ended(program, err)
	}
	return nil
}
