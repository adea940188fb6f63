package settings

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"pulse/backend/fault"
)

// Validate reports the first thing that is wrong with the configuration, as a
// *fault.Error that names the member and what is allowed.
func (a Alerts) Validate() error {
	for _, check := range []func(Alerts) error{
		Alerts.checkNumbers, Alerts.checkThresholds, Alerts.checkOverrides, Alerts.checkDelays, Alerts.checkRules,
	} {
		if err := check(a); err != nil {
			return err
		}
	}
	return a.Schedule.check()
}

func (a Alerts) checkNumbers() error {
	for _, n := range []struct {
		name  string
		value float64
	}{
		{"minimumDelta", a.MinimumDelta},
		{"suppressionWindow", float64(a.SuppressionWindow)},
		{"hysteresisMargin", a.HysteresisMargin},
		{"timeThreshold", float64(a.TimeThreshold)},
		{"backupDefaults.ageHoursWarning", float64(a.BackupDefaults.AgeHoursWarning)},
		{"backupDefaults.ageHoursCritical", float64(a.BackupDefaults.AgeHoursCritical)},
		{"snapshotDefaults.ageDaysWarning", float64(a.SnapshotDefaults.AgeDaysWarning)},
	} {
		if err := notNegative(n.name, n.value); err != nil {
			return err
		}
	}
	return nil
}

func (a Alerts) checkThresholds() error {
	if err := a.GuestDefaults.check("guestDefaults"); err != nil {
		return err
	}
	if err := a.NodeDefaults.check("nodeDefaults"); err != nil {
		return err
	}
	if err := a.StorageDefault.check("storageDefault"); err != nil {
		return err
	}
	if err := a.DockerDefaults.CPU.check("dockerDefaults.cpu"); err != nil {
		return err
	}
	return a.DockerDefaults.Memory.check("dockerDefaults.memory")
}

func (a Alerts) checkOverrides() error {
	for _, id := range slices.Sorted(maps.Keys(a.Overrides)) {
		t := a.Overrides[id]
		if id == "" {
			return fault.New(fault.Invalid, "overrides: a resource id is empty").In("overrides")
		}
		if err := t.check("overrides." + id); err != nil {
			return err
		}
	}
	return nil
}

func (a Alerts) checkDelays() error {
	for _, kind := range slices.Sorted(maps.Keys(a.TimeThresholds)) {
		if err := notNegative("timeThresholds."+kind, float64(a.TimeThresholds[kind])); err != nil {
			return err
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(a.MetricTimeThresholds)) {
		for _, metric := range slices.Sorted(maps.Keys(a.MetricTimeThresholds[kind])) {
			if err := notNegative("metricTimeThresholds."+kind+"."+metric, float64(a.MetricTimeThresholds[kind][metric])); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *Thresholds) check(where string) (err error) {
	t.each(func(name string, h *Hysteresis) {
		if err == nil {
			err = h.check(where + "." + name)
		}
	})
	return err
}

func (h *Hysteresis) check(where string) error {
	switch {
	case !finite(h.Trigger) || !finite(h.Clear):
		return fault.New(fault.Invalid, "%s: trigger and clear must be numbers", where).In(where)
	case h.Trigger > highestTrigger:
		return fault.New(fault.Invalid, "%s: trigger must be at most %g", where, highestTrigger).In(where)
	case h.Trigger > 0 && h.Clear > h.Trigger:
		return fault.New(fault.Invalid, "%s: clear (%g) must not be above trigger (%g)", where, h.Clear, h.Trigger).In(where)
	}
	return nil
}

func (s *Schedule) check() error {
	for _, n := range []struct {
		name  string
		value int
	}{
		{"schedule.cooldown", s.Cooldown},
		{"schedule.groupingWindow", s.GroupingWindow},
		{"schedule.maxAlertsHour", s.MaxAlertsHour},
		{"schedule.grouping.window", s.Grouping.Window},
	} {
		if err := notNegative(n.name, float64(n.value)); err != nil {
			return err
		}
	}
	for i, level := range s.Escalation.Levels {
		where := fmt.Sprintf("schedule.escalation.levels[%d]", i)
		if err := notNegative(where+".after", float64(level.After)); err != nil {
			return err
		}
		if !slices.Contains([]string{"email", "webhook", "all"}, level.Notify) {
			return fault.New(fault.Invalid, "%s.notify must be email, webhook or all", where).In(where + ".notify")
		}
	}
	return s.QuietHours.check()
}

// ZoneField is the member that an unknown time zone is refused at.
const ZoneField = quietField + ".timezone"

const quietField = "schedule.quietHours"

func (q *QuietHours) check() error {
	const where = quietField
	for _, at := range []struct{ name, value string }{{"start", q.Start}, {"end", q.End}} {
		if _, ok := Minutes(at.value); !ok {
			return fault.New(fault.Invalid, "%s.%s must be a time of day like 22:00", where, at.name).In(where + "." + at.name)
		}
	}
	if _, err := time.LoadLocation(q.Timezone); err != nil {
		return fault.New(fault.Invalid, "%s.timezone: %q is not a time zone; use a name like Europe/London", where, q.Timezone).
			In(ZoneField)
	}
	for _, day := range slices.Sorted(maps.Keys(q.Days)) {
		if !slices.ContainsFunc(week[:], func(d time.Weekday) bool { return DayName(d) == day }) {
			return fault.New(fault.Invalid, "%s.days: %q is no day; use monday to sunday", where, day).In(where + ".days")
		}
	}
	return nil
}

var week = [...]time.Weekday{
	time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
}

// The largest numbers: as hours the one is still a length of time, and no
// figure of a machine comes near the other.
const (
	mostOfAnything = 1_000_000
	highestTrigger = 1e12
)

func notNegative(name string, value float64) error {
	switch {
	case !finite(value) || value < 0:
		return fault.New(fault.Invalid, "%s must be 0 or more", name).In(name)
	case value > mostOfAnything:
		return fault.New(fault.Invalid, "%s must be at most %d", name, mostOfAnything).In(name)
	}
	return nil
}
