package reference_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// step is something that happens after a while.
type step struct {
	pass   time.Duration
	kind   string // report, storage, tick, tune, restart, or a command
	alert  string // the alert that a command is about
	node   string // status
	load   int    // of the node, in 64ths
	guests []guestStep
	space  int // used of the storage, in 64ths
	conf   *conf
}

type guestStep struct {
	status      string
	cpu, memory int // in 64ths; negative = unknown
}

// dice makes up steps. What is told wanders, so that thresholds are crossed
// often and in both directions.
type dice struct {
	*rand.Rand
	zones  []*time.Location
	conf   conf
	status []string
	figure []int
}

func newDice(seed uint64, zones []*time.Location) *dice {
	d := &dice{Rand: rand.New(rand.NewPCG(seed, 7)), zones: zones, conf: usualConf()}
	for range guests {
		d.status, d.figure = append(d.status, "running"), append(d.figure, 45, 45)
	}
	d.figure = append(d.figure, 45, 45)
	return d
}

func pick[T any](d *dice, all ...T) T { return all[d.IntN(len(all))] }

// story is a start and a number of steps. It starts shortly before a change to
// or from daylight saving time, or on any day.
func (d *dice) story(n int) (time.Time, []step) {
	start := pick(d,
		time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC), time.Date(2026, 3, 28, 21, 30, 0, 0, time.UTC),
		time.Date(2026, 3, 29, 0, 40, 0, 0, time.UTC), time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC),
		time.Date(2026, 11, 1, 4, 30, 0, 0, time.UTC), time.Date(2026, 3, 8, 6, 30, 0, 0, time.UTC))
	steps := make([]step, n)
	for i := range steps {
		steps[i] = d.step()
	}
	return start, steps
}

func (d *dice) step() step {
	s := step{pass: time.Duration(pick(d, 10, 10, 10, 10, 10, 1, 5, 20, 60, 290, 1200)) * time.Second}
	switch n := d.IntN(400); {
	case n < 260:
		return d.report(s)
	case n < 290:
		s.kind, s.space = "storage", d.wander(len(d.figure)-2)
	case n < 330:
		s.kind = "tick"
		s.pass = pick(d, s.pass, s.pass, time.Hour, 3*time.Hour, -time.Minute)
	case n < 360:
		d.tune()
		c := d.conf
		s.kind, s.conf = "tune", &c
	case n < 361:
		s.kind = "restart"
	default:
		s.pass /= 4
		s.kind, s.alert = pick(d, "acknowledge", "acknowledge", "unacknowledge", "clear", "snooze", "snooze to its end", "wake"), d.alertID()
	}
	return s
}

func (d *dice) alertID() string {
	vmid := pick(d, guests...)
	return pick(d, guestID(vmid)+"-cpu", guestID(vmid)+"-memory", "guest-powered-off-"+guestID(vmid), "node-offline-"+nodeID, nodeID+"-cpu", storageID+"-usage")
}

func (d *dice) report(s step) step {
	s.kind, s.node = "report", "online"
	if d.IntN(15) == 0 {
		s.node = pick(d, "offline", "offline", "offline", "unknown")
	}
	s.load = d.wander(len(d.figure) - 1)
	for i := range guests {
		if d.IntN(12) == 0 {
			d.status[i] = pick(d, "running", "running", "running", "stopped", "paused", "unknown")
		}
		g := guestStep{d.status[i], d.wander(2 * i), d.wander(2*i + 1)}
		if d.IntN(25) == 0 {
			g.cpu = -1
		}
		s.guests = append(s.guests, g)
	}
	return s
}

func (d *dice) wander(i int) int {
	d.figure[i] = min(max(d.figure[i]+d.IntN(13)-6, 38), 64)
	return d.figure[i]
}

// sixtyFourths are thresholds that figures meet exactly.
func (d *dice) sixtyFourths() float64 { return float64(46+d.IntN(12)) * 100 / 64 }

// tune changes one thing.
func (d *dice) tune() {
	c := &d.conf
	flip := func(b *bool) { *b = !*b }
	rare := func(b *bool) { *b = d.IntN(3) == 0 }
	switch d.IntN(22) {
	case 0:
		c.guestCPU = pick(d, d.sixtyFourths(), d.sixtyFourths(), d.sixtyFourths(), 0)
	case 1:
		c.guestMemory = pick(d, d.sixtyFourths(), d.sixtyFourths(), d.sixtyFourths(), 0)
	case 2:
		c.nodeCPU = pick(d, d.sixtyFourths(), d.sixtyFourths(), 0)
	case 3:
		c.storage = d.sixtyFourths()
	case 4:
		c.override = override{disabled: d.IntN(4) == 0, noState: d.IntN(4) == 0, cpu: pick(d, 0, -1, d.sixtyFourths()), severity: pick(d, "", "critical", "warning")}
	case 5:
		rare(pick(d, &c.guestsOff, &c.poweredOff, &c.nodesOff, &c.nodesOffline, &c.storageOff))
	case 6:
		c.enabled = d.IntN(5) > 0
	case 7:
		c.delay = time.Duration(pick(d, 0, 5, 25, 60)) * time.Second
	case 8:
		c.memoryDelay = time.Duration(pick(d, 0, 5, 25, 60)) * time.Second
	case 9:
		c.delta = pick(d, 0, 2, 3.125, 10)
	case 10:
		c.suppression = time.Duration(pick(d, 0, 1, 5, 20)) * time.Minute
	case 11, 12:
		c.cooldown = time.Duration(pick(d, 0, 1, 5, 30)) * time.Minute
	case 13:
		c.perHour = pick(d, 0, 1, 2, 10)
	case 14:
		flip(&c.escalates)
	case 15, 16:
		flip(&c.quiet)
	case 17:
		c.from, c.to = d.IntN(24*60), d.IntN(24*60)
		if c.from == c.to {
			c.to = (c.to + 1) % (24 * 60)
		}
	case 18:
		c.zone = pick(d, d.zones...)
	case 19:
		for i := range c.days {
			c.days[i] = d.IntN(3) > 0
		}
	default:
		flip(pick(d, &c.quietLoad, &c.quietStorage, &c.quietReach))
	}
}

// words tells a step to a person.
func (s step) words() string {
	switch s.kind {
	case "report":
		text := fmt.Sprintf("report: node %s at %s", s.node, percent(s.load))
		for i, g := range s.guests {
			text += fmt.Sprintf(", %d %s cpu %s memory %s", guests[i], g.status, percent(g.cpu), percent(g.memory))
		}
		return text
	case "storage":
		return "report: storage at " + percent(s.space)
	case "tick":
		return "nothing but time"
	case "tune":
		return "configuration " + strings.Join(strings.Fields(s.conf.document()), " ")
	case "restart":
		return "restart"
	default:
		return s.kind + " " + s.alert
	}
}

func percent(n int) string {
	if n < 0 {
		return "?"
	}
	return fmt.Sprintf("%g", float64(n)*100/64)
}

func zones(t testing.TB) []*time.Location {
	t.Helper()
	var all []*time.Location
	for _, name := range []string{"UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, zone)
	}
	return all
}
