package alert

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pulse/backend/infra"
	"pulse/backend/settings"
)

// customRule is a rule that gives the guests that it matches limits of their own.
type customRule struct {
	id, name   string
	thresholds settings.Thresholds
	every      bool // all filters must match; else one of them
	filters    []settings.Filter
}

// compileCustom lists the enabled rules, the most important first. Rules that
// cannot be read are left out; they were refused when they were entered.
func compileCustom(a *settings.Alerts) []customRule {
	rules, err := a.CustomRules()
	if err != nil {
		return nil
	}
	rules = slices.DeleteFunc(rules, func(r settings.CustomRule) bool { return !r.Enabled })
	slices.SortStableFunc(rules, func(x, y settings.CustomRule) int { return cmp.Compare(y.Priority, x.Priority) })
	compiled := make([]customRule, 0, len(rules))
	for _, r := range rules {
		compiled = append(compiled, customRule{
			id: cmp.Or(r.ID, r.Name), name: cmp.Or(r.Name, r.ID), thresholds: r.Thresholds,
			every: r.Conditions.Operator == "AND", filters: r.Conditions.Filters,
		})
	}
	return compiled
}

// customFor returns the rule that holds for a guest; nil when none does.
func (r *Rules) customFor(g *infra.Guest) *customRule {
	for i := range r.custom {
		if r.custom[i].matches(g) {
			return &r.custom[i]
		}
	}
	return nil
}

func (c *customRule) matches(g *infra.Guest) bool {
	if len(c.filters) == 0 {
		return true
	}
	fits := func(f settings.Filter) bool { return matchesFilter(f, g) }
	if c.every {
		return !slices.ContainsFunc(c.filters, func(f settings.Filter) bool { return !fits(f) })
	}
	return slices.ContainsFunc(c.filters, fits)
}

func matchesFilter(f settings.Filter, g *infra.Guest) bool {
	switch strings.ToLower(f.Type) {
	case "metric":
		value, want := guestFigure(g, strings.ToLower(f.Field)), infra.None[float64]()
		want.Value, want.Known = f.Value.Number()
		return value.Known && want.Known && compares(value.Value, f.Operator, want.Value)
	case "text":
		return contains(guestText(g, strings.ToLower(f.Field)), string(f.Value))
	default:
		term := cmp.Or(f.RawText, string(f.Value))
		return contains(g.Name, term) || contains(g.PublicID, term) || contains(g.Node, term) || contains(string(g.Status), term)
	}
}

// guestFigure returns a figure of a guest by the name that rules have for it.
func guestFigure(g *infra.Guest, field string) infra.Opt[float64] {
	for i := range guestFigures {
		if f := &guestFigures[i]; strings.EqualFold(string(metricTypes[f.metric]), field) {
			return f.value(g)
		}
	}
	return infra.None[float64]()
}

func guestText(g *infra.Guest, field string) string {
	switch field {
	case "name":
		return g.Name
	case "node":
		return g.Node
	case "vmid":
		return strconv.Itoa(g.VMID)
	default:
		return ""
	}
}

func contains(text, term string) bool {
	return term != "" && strings.Contains(strings.ToLower(text), strings.ToLower(term))
}

// compares holds two numbers against each other. Equal means nearly so:
// figures are measured.
func compares(value float64, operator string, want float64) bool {
	const near = 0.5
	switch operator {
	case ">":
		return value > want
	case "<":
		return value < want
	case ">=":
		return value >= want
	case "<=":
		return value <= want
	default:
		return value >= want-near && value <= want+near
	}
}
