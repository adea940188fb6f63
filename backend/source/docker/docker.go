// Package docker translates what the agent of a Docker host reports into the
// words of the program. Nothing here connects to anything: the agent reads the
// engine and brings its report to us.
package docker

import (
	"cmp"
	"strings"
	"time"

	"pulse/backend/infra"
	"pulse/backend/wire"
)

// Kind is the kind of the targets that are Docker hosts.
const Kind = "docker"

// Key is what identifies the host of a report: the agent's id, else the
// machine's, else the host name. It is empty for a report with none of them.
func Key(r *wire.DockerReport) string {
	return cmp.Or(strings.TrimSpace(r.Agent.ID), strings.TrimSpace(r.Host.MachineID), strings.TrimSpace(r.Host.Hostname))
}

// Target is the target that a host is.
func Target(key string) infra.TargetID { return infra.TargetID(Kind + "-" + key) }

// Name is what people call the host of a report.
func Name(r *wire.DockerReport) string {
	return cmp.Or(strings.TrimSpace(r.Host.Name), strings.TrimSpace(r.Host.Hostname))
}

// The silence after which a host counts as offline.
const (
	shortestWindow  = 30 * time.Second
	longestWindow   = 10 * time.Minute
	usualInterval   = 30 * time.Second
	missedIntervals = 4
)

// Window is how long a host may be silent that reports at an interval.
func Window(intervalSeconds int) time.Duration {
	interval := usualInterval
	if intervalSeconds > 0 {
		interval = time.Duration(min(intervalSeconds, int(longestWindow/time.Second))) * time.Second
	}
	return min(max(missedIntervals*interval, shortestWindow), longestWindow)
}
