package alert

import (
	"strconv"

	"pulse/backend/infra"
)

// figureMessage says what a figure is, "VM memory at 87.2%".
func figureMessage(o *observation) string {
	what := o.label + " " + o.name
	if o.disk != nil {
		what += " " + o.disk.label()
	}
	return what + " at " + decimal(o.value.Value) + suffix(o.typ)
}

func figureMetadata(o *observation) map[string]any {
	m := map[string]any{"resourceType": o.label, "clearThreshold": o.limit.clear}
	if unit := Unit(o.typ); unit != "%" {
		m["unit"] = unit
	}
	if o.disk != nil {
		o.disk.describe(m)
	}
	if o.describe != nil {
		o.describe(m)
	}
	return m
}

func suffix(t Type) string {
	unit := Unit(t)
	if unit == "MB/s" {
		return " " + unit
	}
	return unit
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func whole(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// stateMessage says what a state is.
func stateMessage(c *condition) string {
	text := c.text
	switch {
	case c.words != nil:
		text = c.words()
	case text != "":
	case c.typ == TypePoweredOff:
		text = c.label + " " + c.row.Name + " is powered off"
	case c.row.Kind == infra.KindTarget:
		text = "No member of cluster " + c.row.Name + " can be reached"
	default:
		text = c.label + " " + c.row.Name + " is offline"
	}
	if c.reason != "" {
		text += ": " + c.reason
	}
	return text
}

func stateMetadata(c *condition) map[string]any {
	m := map[string]any{"resourceType": c.label}
	if c.graded && c.clear > 0 {
		m["clearThreshold"] = c.clear
	}
	if c.describe != nil {
		c.describe(m)
	}
	return m
}
