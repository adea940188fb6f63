package wire

import (
	"fmt"
	"slices"

	"pulse/backend/infra"
)

// killed is the exit code of a process that the kernel killed, mostly for want
// of memory.
const killed = 137

// stoppedByPerson are the exit codes of an end that was asked for: 0, and those
// of SIGINT and SIGTERM.
var stoppedByPerson = []int{0, 130, 143}

// issuesOf tells what is wrong with a container.
func issuesOf(c *infra.Container) []string {
	var issues []string
	switch {
	case c.State == "restarting":
		issues = append(issues, fmt.Sprintf("%s restarts again and again (%d restarts, exit code %d)", c.Name, c.Restarts, c.ExitCode))
	case c.State != "exited" && c.State != "dead" || slices.Contains(stoppedByPerson, c.ExitCode):
	case c.ExitCode == killed:
		issues = append(issues, fmt.Sprintf("%s was killed (exit code 137), probably out of memory", c.Name))
	default:
		issues = append(issues, fmt.Sprintf("%s ended with exit code %d", c.Name, c.ExitCode))
	}
	if c.HealthState == "unhealthy" && c.State == "running" {
		issues = append(issues, c.Name+" fails its health check")
	}
	return issues
}
