package pve

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

// processorChips begin the names of the chips that tell of the processor.
var processorChips = []string{"coretemp", "k10temp", "zenpower", "k8temp", "acpitz", "it87"}

// notANumber is what some drivers print where JSON has no such thing.
var notANumber = regexp.MustCompile(`(?i)(:\s*)-?(?:nan|inf)\b`)

// temperaturesOf reads the output of "sensors -j"; nil when it tells no
// temperature.
func temperaturesOf(output []byte, at time.Time) *infra.Temperature {
	var chips dict[map[string]json.RawMessage]
	if json.Unmarshal(notANumber.ReplaceAll(output, []byte("${1}null")), &chips) != nil {
		return nil
	}
	t := &infra.Temperature{At: at}
	for chip, labels := range chips {
		switch {
		case strings.HasPrefix(chip, "nvme"):
			t.NVMe = append(t.NVMe, diskTemperature(chip, labels)...)
		case slices.ContainsFunc(processorChips, func(p string) bool { return strings.HasPrefix(chip, p) }):
			addProcessor(t, labels)
		}
	}
	if !t.CPUPackage.Known && len(t.Cores) == 0 && len(t.NVMe) == 0 {
		return nil
	}
	slices.SortFunc(t.Cores, func(a, b infra.CoreTemperature) int {
		return cmp.Or(cmp.Compare(a.Core, b.Core), cmp.Compare(a.Value, b.Value))
	})
	slices.SortFunc(t.NVMe, func(a, b infra.DiskTemperature) int { return strings.Compare(a.Device, b.Device) })
	return t
}

// addProcessor takes over the labels of a processor's chip. Of several
// packages the hottest counts. AMD's newer processors tell only Tctl.
func addProcessor(t *infra.Temperature, labels map[string]json.RawMessage) {
	control := infra.None[float64]()
	told := false
	for label, raw := range labels {
		value := sensorInput(raw)
		if !value.Known {
			continue
		}
		core, isCore := strings.CutPrefix(label, "Core ")
		switch {
		case strings.HasPrefix(label, "Package id"), label == "Tdie":
			told = true
			t.CPUPackage = hotter(t.CPUPackage, value)
		case isCore && proxmox.ParseNumber(text(core)).Known:
			t.Cores = append(t.Cores, infra.CoreTemperature{Core: int(proxmox.ParseNumber(text(core)).Whole()), Value: value.Value})
			t.CPUMax = hotter(t.CPUMax, value)
		case label == "Tctl":
			control = value
		}
	}
	if !told {
		t.CPUPackage = hotter(t.CPUPackage, control)
	}
}

func hotter(a, b infra.Opt[float64]) infra.Opt[float64] {
	if !a.Known || b.Known && b.Value > a.Value {
		return b
	}
	return a
}

// diskTemperature reads an NVMe disk's chip: "nvme-pci-0400" is the disk nvme0400.
func diskTemperature(chip string, labels map[string]json.RawMessage) []infra.DiskTemperature {
	for _, label := range []string{"Composite", "Sensor 1"} {
		if value := sensorInput(labels[label]); value.Known {
			suffix := chip[strings.LastIndexByte(chip, '-')+1:]
			return []infra.DiskTemperature{{Device: "nvme" + suffix, Value: value.Value}}
		}
	}
	return nil
}

// sensorInput is the measured value of a label, beside its limits.
func sensorInput(raw json.RawMessage) infra.Opt[float64] {
	var values map[string]number
	if len(raw) == 0 || raw[0] != '{' || json.Unmarshal(raw, &values) != nil {
		return infra.None[float64]()
	}
	for name, value := range values {
		if strings.HasPrefix(name, "temp") && strings.HasSuffix(name, "_input") && value.Known {
			return infra.Some(value.Value)
		}
	}
	return infra.None[float64]()
}
