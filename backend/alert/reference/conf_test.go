package reference_test

import (
	"fmt"
	"strings"
	"time"
)

// The estate: a host with three containers and a storage. The second one has
// the tag that keeps its alerts from being sent, the third one the tag that
// relaxes its limits.
const (
	nodeID     = "lab-n1"
	storageID  = "lab-n1-local"
	muted      = 102
	relaxed    = 103
	escalateBy = 15 * time.Minute
)

var guests = []int{101, muted, relaxed}

var escalation = []struct {
	after time.Duration
	to    string
}{{escalateBy, "email"}, {2 * escalateBy, "webhook"}}

func guestID(vmid int) string { return fmt.Sprintf("lab-n1-%d", vmid) }

func silent(id string) bool { return strings.Contains(id, guestID(muted)) }

// limit is a threshold that holds for a figure.
type limit struct {
	trigger, clear float64
	delay          time.Duration
	off            bool
}

// override is what is set for one guest.
type override struct {
	disabled, noState bool
	cpu               float64 // 0 = not set, -1 = off
	severity          string  // empty = not set
}

// conf is the part of the configuration that the model knows.
type conf struct {
	enabled                                       bool
	guestCPU, guestMemory                         float64
	nodeCPU                                       float64
	storage                                       float64
	override                                      override // of guest 101
	guestsOff, poweredOff, nodesOff, nodesOffline bool
	storageOff                                    bool
	delay                                         time.Duration // of guests' processors
	memoryDelay                                   time.Duration
	delta                                         float64
	suppression                                   time.Duration
	cooldown                                      time.Duration
	perHour                                       int
	escalates                                     bool
	quiet                                         bool
	from, to                                      int // minutes of the day
	zone                                          *time.Location
	days                                          [7]bool // from Sunday
	quietLoad, quietStorage, quietReach           bool
}

func usualConf() conf {
	return conf{
		enabled: true, guestCPU: 80, guestMemory: 85, nodeCPU: 80, storage: 85, delay: 5 * time.Second, memoryDelay: 5 * time.Second,
		delta: 2, suppression: 5 * time.Minute, cooldown: 5 * time.Minute, perHour: 10,
		from: 22 * 60, to: 8 * 60, zone: time.UTC, days: [7]bool{false, true, true, true, true, true, false},
	}
}

func (c conf) guest(vmid int) override {
	o := override{severity: "warning"}
	if vmid == 101 {
		severity := c.override.severity
		if o = c.override; severity == "" {
			o.severity = "warning"
		}
	}
	return o
}

func (c conf) guestLimit(vmid int, metric string) limit {
	l := limit{trigger: c.guestCPU, delay: c.delay}
	if metric == "memory" {
		l = limit{trigger: c.guestMemory, delay: c.memoryDelay}
	}
	o := c.guest(vmid)
	switch {
	case vmid == relaxed && l.trigger > 0: // what is off stays off
		l.trigger = 95
	case metric == "cpu" && o.cpu != 0:
		l.trigger = o.cpu
	}
	if l.clear = below(l.trigger); vmid == relaxed {
		l.clear = 90
	}
	l.off = l.trigger <= 0 || c.guestsOff || o.disabled
	return l
}

func (c conf) nodeLimit() limit {
	return limit{trigger: c.nodeCPU, clear: below(c.nodeCPU), delay: 5 * time.Second, off: c.nodeCPU <= 0 || c.nodesOff}
}

func (c conf) storageLimit() limit {
	return limit{trigger: c.storage, clear: below(c.storage), delay: 5 * time.Second, off: c.storageOff}
}

// below is where an alert of a trigger ends.
func below(trigger float64) float64 { return max(0, trigger-6.25) }

// silences tells whether quiet hours hold back an alert of a level.
func (c conf) silences(id, level string, now time.Time) bool {
	if !c.quiet || !c.inQuiet(now) {
		return false
	}
	if level != "critical" {
		return true
	}
	switch {
	case strings.HasPrefix(id, "node-offline"), strings.HasPrefix(id, "guest-powered-off"):
		return c.quietReach
	case strings.HasSuffix(id, "-usage"):
		return c.quietStorage
	default:
		return c.quietLoad
	}
}

// inQuiet tells whether a moment is in the quiet hours. What is after midnight
// belongs to the day before.
func (c conf) inQuiet(now time.Time) bool {
	local := now.In(c.zone)
	minute, today := local.Hour()*60+local.Minute(), int(local.Weekday())
	if c.from < c.to {
		return minute >= c.from && minute < c.to && c.days[today]
	}
	return minute >= c.from && c.days[today] || minute < c.to && c.days[(today+6)%7]
}

// document is the configuration in its published form.
func (c conf) document() string {
	var days []string
	for i, name := range []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"} {
		days = append(days, fmt.Sprintf("%q:%t", name, c.days[i]))
	}
	override := fmt.Sprintf(`"disabled":%t,"disableConnectivity":%t`, c.override.disabled, c.override.noState)
	if c.override.cpu != 0 {
		override += fmt.Sprintf(`,"cpu":{"trigger":%g,"clear":%g}`, c.override.cpu, below(c.override.cpu))
	}
	if c.override.severity != "" {
		override += fmt.Sprintf(`,"poweredOffSeverity":%q`, c.override.severity)
	}
	return fmt.Sprintf(`{"enabled":%t,"guestDefaults":{"cpu":{"trigger":%g,"clear":%g},"memory":{"trigger":%g,"clear":%g}},
		"nodeDefaults":{"cpu":{"trigger":%g,"clear":%g}},"storageDefault":{"trigger":%g,"clear":%g},
		"overrides":{"lab-n1-101":{%s}},"disableAllGuests":%t,"disableAllGuestsOffline":%t,"disableAllNodes":%t,
		"disableAllNodesOffline":%t,"disableAllStorage":%t,"metricTimeThresholds":{"guest":{"cpu":%d,"memory":%d}},
		"minimumDelta":%g,"suppressionWindow":%d,"schedule":{"cooldown":%d,"maxAlertsHour":%d,
		"escalation":{"enabled":%t,"levels":[{"after":15,"notify":"email"},{"after":30,"notify":"webhook"}]},
		"quietHours":{"enabled":%t,"start":"%02d:%02d","end":"%02d:%02d","timezone":%q,"days":{%s},
		"suppress":{"performance":%t,"storage":%t,"offline":%t}}}}`,
		c.enabled, c.guestCPU, below(c.guestCPU), c.guestMemory, below(c.guestMemory),
		c.nodeCPU, below(c.nodeCPU), c.storage, below(c.storage), override, c.guestsOff, c.poweredOff, c.nodesOff,
		c.nodesOffline, c.storageOff, int(c.delay.Seconds()), int(c.memoryDelay.Seconds()), c.delta, int(c.suppression.Minutes()),
		int(c.cooldown.Minutes()), c.perHour, c.escalates, c.quiet, c.from/60, c.from%60, c.to/60, c.to%60, c.zone.String(), strings.Join(days, ","),
		c.quietLoad, c.quietStorage, c.quietReach)
}
