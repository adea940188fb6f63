package alert_test

import (
	"fmt"
	"testing"
	"time"

	"pulse/backend/infra"
)

func TestCustomRule_Filters(t *testing.T) {
	busy := guest(101, cpu(60), memory(70), func(g *infra.Guest) {
		g.Disk = infra.Some(usage(40))
		g.DiskRead, g.NetworkIn = infra.Some(5.0*(1<<20)), infra.Some(7.0*(1<<20))
	})
	for _, c := range []struct {
		name, filters, operator string
		matches                 bool
	}{
		{"no filter matches all", ``, "AND", true},
		{"more than", `{"type":"metric","field":"cpu","operator":">","value":59}`, "AND", true},
		{"not more than", `{"type":"metric","field":"cpu","operator":">","value":60}`, "AND", false},
		{"at least", `{"type":"metric","field":"cpu","operator":">=","value":60}`, "AND", true},
		{"less than", `{"type":"metric","field":"memory","operator":"<","value":71}`, "AND", true},
		{"not less than", `{"type":"metric","field":"memory","operator":"<","value":70}`, "AND", false},
		{"at most", `{"type":"metric","field":"memory","operator":"<=","value":70}`, "AND", true},
		{"nearly equal", `{"type":"metric","field":"disk","operator":"=","value":40.4}`, "AND", true},
		{"not nearly equal", `{"type":"metric","field":"disk","operator":"=","value":40.6}`, "AND", false},
		{"a number as text", `{"type":"metric","field":"cpu","operator":">","value":"59"}`, "AND", true},
		{"a rate", `{"type":"metric","field":"diskread","operator":">","value":4}`, "AND", true},
		{"another rate", `{"type":"metric","field":"networkin","operator":">","value":8}`, "AND", false},
		{"a figure that does not exist", `{"type":"metric","field":"swap","operator":">","value":0}`, "AND", false},
		{"a part of the name, any case", `{"type":"text","field":"name","operator":"contains","value":"G1"}`, "AND", true},
		{"another name", `{"type":"text","field":"name","operator":"contains","value":"web"}`, "AND", false},
		{"the node", `{"type":"text","field":"node","operator":"contains","value":"n1"}`, "AND", true},
		{"the number", `{"type":"text","field":"vmid","operator":"contains","value":"101"}`, "AND", true},
		{"raw, in the id", `{"type":"raw","rawText":"lab-n1-101"}`, "AND", true},
		{"raw, in the state", `{"type":"raw","rawText":"RUNNING"}`, "AND", true},
		{"raw, nowhere", `{"type":"raw","rawText":"xyz"}`, "AND", false},
		{"both hold", `{"type":"text","field":"name","value":"g1"},{"type":"metric","field":"cpu","operator":">","value":50}`, "AND", true},
		{"one of both fails", `{"type":"text","field":"name","value":"g1"},{"type":"metric","field":"cpu","operator":">","value":90}`, "AND", false},
		{"one of both is enough", `{"type":"text","field":"name","value":"g1"},{"type":"metric","field":"cpu","operator":">","value":90}`, "OR", true},
		{"no word means one is enough", `{"type":"text","field":"name","value":"g1"},{"type":"metric","field":"cpu","operator":">","value":90}`, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(fmt.Sprintf(`{"customRules":[{"id":"r","name":"r","enabled":true,"priority":1,"thresholds":{"cpu":50},"filterConditions":{"filters":[%s],"logicalOperator":%q}}]}`, c.filters, c.operator))
			for range 2 {
				w.pass(10*time.Second).pulse(node("n1"), busy)
			}
			want := ""
			if c.matches {
				want = cpuID + " critical"
			}
			w.expectLevels(want)
		})
	}
}

func TestCustomRule_Precedence(t *testing.T) {
	rule := func(id string, priority int, enabled bool, thresholds string) string {
		return fmt.Sprintf(`{"id":%q,"name":%q,"priority":%d,"enabled":%t,"thresholds":%s}`, id, id, priority, enabled, thresholds)
	}
	for _, c := range []struct{ name, tune, want string }{
		{"a rule stands above the defaults", `{"customRules":[` + rule("a", 1, true, `{"cpu":50}`) + `]}`, cpuID + " critical"},
		{"a rule that is off does not", `{"customRules":[` + rule("a", 1, false, `{"cpu":50}`) + `]}`, ""},
		{"the higher priority wins", `{"customRules":[` + rule("a", 1, true, `{"cpu":50}`) + `,` + rule("b", 9, true, `{"cpu":95}`) + `]}`, ""},
		{"in any order", `{"customRules":[` + rule("b", 9, true, `{"cpu":95}`) + `,` + rule("a", 1, true, `{"cpu":50}`) + `]}`, ""},
		{"of equal ones the first", `{"customRules":[` + rule("a", 1, true, `{"cpu":50}`) + `,` + rule("b", 1, true, `{"cpu":95}`) + `]}`, cpuID + " critical"},
		{"only one rule counts", `{"customRules":[` + rule("a", 9, true, `{"memory":99}`) + `,` + rule("b", 1, true, `{"cpu":50}`) + `]}`, ""},
		{"an override stands above a rule", `{"overrides":{"lab-n1-101":{"cpu":95}},"customRules":[` + rule("a", 1, true, `{"cpu":50}`) + `]}`, ""},
		{"metric by metric", `{"overrides":{"lab-n1-101":{"memory":99}},"customRules":[` + rule("a", 1, true, `{"cpu":50}`) + `]}`, cpuID + " critical"},
		{"a rule switches a guest off", `{"guestDefaults":{"cpu":10},"customRules":[` + rule("a", 1, true, `{"disabled":true}`) + `]}`, ""},
		{"guests off, no rule switches them on", `{"disableAllGuests":true,"customRules":[` + rule("a", 1, true, `{"disabled":false,"cpu":10}`) + `]}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			for range 2 {
				w.pass(10*time.Second).pulse(node("n1"), guest(101, cpu(60)))
			}
			w.expectLevels(c.want)
		})
	}
}
