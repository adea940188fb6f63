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
	return what + " at " + strconv.FormatFloat(o.value.Value, 'f', 1, 64) + suffix(o.typ)
}

func figureMetadata(o *observation) map[string]any {
	m := map[string]any{"resourceType": o.label, "clearThreshold": o.limit.clear}
	if unit := Unit(o.typ); unit != "%" {
		m["unit"] = unit
	}
	if o.disk != nil {
		o.disk.describe(m)
	}
	return m
}

// Unit returns the unit of the values of a type of alert; a state has none.
func Unit(t Type) string {
	switch t {
	case TypeDiskRead, TypeDiskWrite, TypeNetworkIn, TypeNetworkOut:
		return "MB/s"
	case TypeTemperature:
		return "°C"
	case TypeConnection, TypeOffline, TypePoweredOff:
		return ""
	default:
		return "%"
	}
}

func suffix(t Type) string {
	unit := Unit(t)
	if unit == "MB/s" {
		return " " + unit
	}
	return unit
}

// stateMessage says what a state is.
func stateMessage(c *condition) string {
	var text string
	switch {
	case c.typ == TypePoweredOff:
		text = c.label + " " + c.row.Name + " is powered off"
	case c.typ == TypeOffline:
		text = "Storage " + c.row.Name + " is inactive"
		if c.row.Node != "" {
			text += " on " + c.row.Node
		}
	case c.row.Kind == infra.KindTarget:
		text = "No member of cluster " + c.row.Name + " can be reached"
	default:
		text = "Node " + c.row.Name + " is offline"
	}
	if c.reason != "" {
		text += ": " + c.reason
	}
	return text
}
