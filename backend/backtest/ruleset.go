package backtest

import (
	"strings"

	"pulse/backend/alert"
	"pulse/backend/settings"
)

// ruleset is a configuration as it is tried.
type ruleset struct {
	alert.Rules
	// uneven says that thresholds depend on figures, so that a higher figure may
	// raise less.
	uneven bool
}

// rulesetOf takes everything out of a configuration that only decides about
// notices: what fires does not depend on it.
func rulesetOf(a settings.Alerts) ruleset {
	a.Schedule.QuietHours.Enabled = false
	a.Schedule.Escalation.Enabled = false
	a.Schedule.Cooldown, a.Schedule.MaxAlertsHour = 0, 0
	a.Flapping.Enabled = false
	rules := ruleset{Rules: alert.Compile(a)}
	custom, err := a.CustomRules()
	for _, r := range custom {
		for _, f := range r.Conditions.Filters {
			rules.uneven = rules.uneven || r.Enabled && strings.EqualFold(f.Type, "metric")
		}
	}
	rules.uneven = rules.uneven || err != nil
	return rules
}
