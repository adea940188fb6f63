package settings

import (
	"bytes"
	"encoding/json"
	"math"
)

// absent marks a clear value that was not given. It is replaced when the
// margin of the document is known.
const absent = -1

// UnmarshalJSON reads a threshold: an object, or a bare number, which is the
// trigger alone.
func (h *Hysteresis) UnmarshalJSON(text []byte) error {
	text = bytes.TrimSpace(text)
	if len(text) > 0 && text[0] != '{' {
		*h = Hysteresis{Clear: absent}
		return json.Unmarshal(text, &h.Trigger)
	}
	type plain Hysteresis
	fresh := plain{Clear: absent}
	if err := json.Unmarshal(text, &fresh); err != nil {
		return err
	}
	*h = Hysteresis(fresh)
	return nil
}

// normalize fills in a missing clear value.
func (h *Hysteresis) normalize(margin float64) {
	if h.Clear < 0 {
		h.Clear = max(0, h.Trigger-margin)
	}
}

// UnmarshalJSON reads thresholds, also with the single numbers of old clients.
func (t *Thresholds) UnmarshalJSON(text []byte) error {
	type plain Thresholds
	if err := json.Unmarshal(text, (*plain)(t)); err != nil {
		return err
	}
	var old struct {
		CPU        *float64 `json:"cpuLegacy"`
		Memory     *float64 `json:"memoryLegacy"`
		Disk       *float64 `json:"diskLegacy"`
		DiskRead   *float64 `json:"diskReadLegacy"`
		DiskWrite  *float64 `json:"diskWriteLegacy"`
		NetworkIn  *float64 `json:"networkInLegacy"`
		NetworkOut *float64 `json:"networkOutLegacy"`
	}
	if err := json.Unmarshal(text, &old); err != nil {
		return err
	}
	var given struct {
		CPU, Memory, Disk, DiskRead, DiskWrite, NetworkIn, NetworkOut json.RawMessage
	}
	if err := json.Unmarshal(text, &given); err != nil {
		return err
	}
	for _, one := range []struct {
		number *float64
		given  json.RawMessage
		into   **Hysteresis
	}{
		{old.CPU, given.CPU, &t.CPU},
		{old.Memory, given.Memory, &t.Memory},
		{old.Disk, given.Disk, &t.Disk},
		{old.DiskRead, given.DiskRead, &t.DiskRead},
		{old.DiskWrite, given.DiskWrite, &t.DiskWrite},
		{old.NetworkIn, given.NetworkIn, &t.NetworkIn},
		{old.NetworkOut, given.NetworkOut, &t.NetworkOut},
	} {
		if one.number != nil && one.given == nil {
			*one.into = &Hysteresis{Trigger: *one.number, Clear: absent}
		}
	}
	return nil
}

// each calls f with the published name and the value of every threshold that
// is set.
func (t *Thresholds) each(f func(name string, h *Hysteresis)) {
	for _, one := range []struct {
		name string
		h    *Hysteresis
	}{
		{"cpu", t.CPU},
		{"memory", t.Memory},
		{"disk", t.Disk},
		{"diskRead", t.DiskRead},
		{"diskWrite", t.DiskWrite},
		{"networkIn", t.NetworkIn},
		{"networkOut", t.NetworkOut},
		{"usage", t.Usage},
		{"temperature", t.Temperature},
	} {
		if one.h != nil {
			f(one.name, one.h)
		}
	}
}

func (t *Thresholds) normalize(margin float64) {
	t.each(func(_ string, h *Hysteresis) { h.normalize(margin) })
	if t.PoweredOffSeverity != "" && t.PoweredOffSeverity != "critical" {
		t.PoweredOffSeverity = "warning"
	}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
