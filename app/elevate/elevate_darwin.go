package elevate

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
)

// cancelled is the number by which AppleScript says that the person refused.
const cancelled = "(-128)"

// Run runs a program with the rights of an administrator and waits for it. The
// error wraps ErrRefused or ErrAbsent where it did not run.
func Run(ctx context.Context, program string, args ...string) error {
	osascript, err := exec.LookPath("osascript")
	if err != nil {
		return ErrAbsent
	}
	command := exec.CommandContext(ctx, osascript, "-e", script(program, args))
	var said bytes.Buffer
	command.Stderr = &said
	err = command.Run()
	if err != nil && strings.Contains(said.String(), cancelled) {
		return ErrRefused
	}
	if err != nil {
		return ended(program, err)
	}
	return nil
}

// script is the AppleScript that asks for the rights and runs the program.
func script(program string, args []string) string {
	line := strings.TrimPrefix(Typed(program, args...), prefix)
	line = strings.ReplaceAll(strings.ReplaceAll(line, `\`, `\\`), `"`, `\"`)
	return `do shell script "` + line + `" with prompt "Pulse changes its service." with administrator privileges`
}
