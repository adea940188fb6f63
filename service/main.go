// Command pulse-server is Pulse without a window: it watches, records, alerts
// and serves the dashboard and the API. Without an argument it runs in the
// foreground; its other commands register it with the system's service manager.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"pulse/backend/handover"
)

// version is set when the program is linked.
var version = "dev"

// gcPercent trades a little processor time, of which Pulse uses hardly any, for
// memory. GOGC in the environment wins.
const gcPercent = 50

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(execute(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// execute runs the command line and returns the exit code. A failure is told in
// one line.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return executeWith(ctx, serving{args: args, stdout: stdout, stderr: stderr})
}

// executeWith is execute for a server that is run in a special way.
func executeWith(ctx context.Context, s serving) int {
	args, stdout, stderr := s.args, s.stdout, s.stderr
	root := newRootCommand(s)
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(stderr, "pulse-server: "+oneLine(err.Error()))
		return exitCode(err)
	}
	return 0
}

// exitNotHere tells a service manager not to start the program again: the data
// is, or has to be brought, elsewhere. The units know it.
const exitNotHere = 78

func exitCode(err error) int {
	if errors.Is(err, handover.ErrNotHere) {
		return exitNotHere
	}
	return 1
}

// oneLine joins the lines of a message, so that a log or a terminal shows it as one.
func oneLine(message string) string {
	return strings.Join(strings.Fields(message), " ")
}
