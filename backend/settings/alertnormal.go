package settings

import (
	"strings"
)

// normalize brings the document into the form in which it is answered and
// evaluated: nothing absent that has a default, names spelt alike.
func (a *Alerts) normalize() {
	a.GuestDefaults.normalize(a.HysteresisMargin)
	a.NodeDefaults.normalize(a.HysteresisMargin)
	if a.GuestDefaults.PoweredOffSeverity == "" {
		a.GuestDefaults.PoweredOffSeverity = "warning"
	}
	if a.NodeDefaults.PoweredOffSeverity == "" {
		a.NodeDefaults.PoweredOffSeverity = "warning"
	}
	if a.StorageDefault.Trigger <= 0 {
		a.StorageDefault = defaultStorage()
	}
	a.StorageDefault.normalize(a.HysteresisMargin)
	a.DockerDefaults.normalize(a.HysteresisMargin)
	a.DockerIgnoredPrefixes = distinct(a.DockerIgnoredPrefixes)
	a.PMGDefaults.normalize()
	a.normalizeOverrides()
	a.normalizeDelays()
	a.Flapping.normalize()
	if a.Schedule.Escalation.Levels == nil {
		a.Schedule.Escalation.Levels = []EscalationLevel{}
	}
}

func (a *Alerts) normalizeOverrides() {
	if a.Overrides == nil {
		a.Overrides = map[string]Thresholds{}
	}
	for id, t := range a.Overrides {
		t.normalize(a.HysteresisMargin)
		a.Overrides[id] = t
	}
}

func (a *Alerts) normalizeDelays() {
	if a.TimeThresholds == nil {
		a.TimeThresholds = map[string]int{}
	}
	for kind, s := range defaultDelays() {
		if a.TimeThresholds[kind] <= 0 {
			a.TimeThresholds[kind] = s
		}
	}
	var delays MetricDelays
	for kind, metrics := range a.MetricTimeThresholds {
		for metric, s := range metrics {
			if s < 0 {
				continue
			}
			if delays == nil {
				delays = MetricDelays{}
			}
			name := plainName(kind)
			if delays[name] == nil {
				delays[name] = map[string]int{}
			}
			delays[name][plainName(metric)] = s
		}
	}
	a.MetricTimeThresholds = delays
}

func plainName(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func (d *DockerThresholds) normalize(margin float64) {
	standard := defaultDocker()
	if d.CPU.Trigger <= 0 {
		d.CPU = standard.CPU
	}
	if d.Memory.Trigger <= 0 {
		d.Memory = standard.Memory
	}
	d.CPU.normalize(margin)
	d.Memory.normalize(margin)
	orDefault(&d.RestartCount, standard.RestartCount)
	orDefault(&d.RestartWindow, standard.RestartWindow)
	orDefault(&d.MemoryWarnPct, standard.MemoryWarnPct)
	orDefault(&d.MemoryCriticalPct, standard.MemoryCriticalPct)
}

func (m *MailThresholds) normalize() {
	standard := defaultMail()
	orDefault(&m.QueueTotalWarning, standard.QueueTotalWarning)
	orDefault(&m.QueueTotalCritical, standard.QueueTotalCritical)
	orDefault(&m.OldestMessageWarnMins, standard.OldestMessageWarnMins)
	orDefault(&m.OldestMessageCritMins, standard.OldestMessageCritMins)
	orDefault(&m.DeferredQueueWarn, standard.DeferredQueueWarn)
	orDefault(&m.DeferredQueueCritical, standard.DeferredQueueCritical)
	orDefault(&m.HoldQueueWarn, standard.HoldQueueWarn)
	orDefault(&m.HoldQueueCritical, standard.HoldQueueCritical)
	orDefault(&m.QuarantineSpamWarn, standard.QuarantineSpamWarn)
	orDefault(&m.QuarantineSpamCritical, standard.QuarantineSpamCritical)
	orDefault(&m.QuarantineVirusWarn, standard.QuarantineVirusWarn)
	orDefault(&m.QuarantineVirusCritical, standard.QuarantineVirusCritical)
	orDefault(&m.QuarantineGrowthWarnPct, standard.QuarantineGrowthWarnPct)
	orDefault(&m.QuarantineGrowthWarnMin, standard.QuarantineGrowthWarnMin)
	orDefault(&m.QuarantineGrowthCritPct, standard.QuarantineGrowthCritPct)
	orDefault(&m.QuarantineGrowthCritMin, standard.QuarantineGrowthCritMin)
}

func orDefault(v *int, standard int) {
	if *v <= 0 {
		*v = standard
	}
}

// distinct trims texts and removes empty ones and repetitions that differ in
// case only; the first spelling stays.
func distinct(texts []string) []string {
	seen := map[string]bool{}
	var kept []string
	for _, text := range texts {
		text = strings.TrimSpace(text)
		if key := strings.ToLower(text); key != "" && !seen[key] {
			seen[key] = true
			kept = append(kept, text)
		}
	}
	return kept
}
