package alert

import (
	"strings"
	"time"

	"pulse/backend/infra"
)

// backups watches the age of backups and snapshots of guests and the tasks
// that make them. All of it is off unless somebody asks for it.
func (e *evaluation) backups(s *site) {
	age, snapshots := e.rules.applies(TypeBackupAge), e.rules.applies(TypeSnapshotAge)
	tasks := e.rules.applies(TypeBackupFailed)
	if !age && !snapshots && !tasks && !e.keeps {
		return
	}
	var oldest map[infra.ID]*infra.GuestSnapshot
	if snapshots {
		oldest = oldestSnapshots(s)
	}
	last, backedUp := lastDumps(s, tasks), lastBackups(e.snap, s, age)
	for i := range s.Guests {
		g := &s.Guests[i]
		l, silent := e.rules.guest(g)
		if l.off {
			continue
		}
		_, busy := e.rows[g.ID]
		sub := subject{row: &g.Resource, label: guestLabel(g.Type), silent: silent, busy: busy}
		e.backupAge(s, sub, g, backedUp[g.ID])
		e.backupFailed(s, sub, last[g.VMID])
		e.snapshotAge(s, sub, oldest[g.ID])
	}
}

// backupAge watches how long ago a guest was backed up. A guest without any
// backup counts only where every place for backups was read.
func (e *evaluation) backupAge(s *site, sub subject, g *infra.Guest, newest time.Time) {
	warn, crit := time.Duration(e.rules.backups.AgeHoursWarning)*time.Hour, time.Duration(e.rules.backups.AgeHoursCritical)*time.Hour
	limit := warn
	if limit == 0 {
		limit = crit
	}
	age := e.now.Sub(newest)
	c := condition{
		subject: sub, typ: TypeBackupAge, off: limit == 0, at: s.goodPart(infra.PartBackups), polls: 1, graded: true, level: Warning,
		threshold: limit.Hours(), known: !newest.IsZero(), bad: age >= limit,
	}
	if crit > 0 && age >= crit && (!newest.IsZero() || warn == 0) {
		c.level, c.threshold = Critical, crit.Hours()
	}
	if newest.IsZero() {
		c.known = !c.off && backupsKnown(e.snap)
		c.words = func() string { return c.label + " " + g.Name + " has no backup" }
	} else {
		c.value = float64(int(age.Hours()))
		c.words = func() string {
			return "The newest backup of " + c.label + " " + g.Name + " is " + whole(c.value) + " hours old"
		}
	}
	if c.at.IsZero() {
		c.at = s.pulseAt
	}
	e.state(&c)
}

// lastBackups tells of every guest of a target when it was backed up last
// anywhere. Only the whole snapshot knows.
func lastBackups(snap *infra.Snapshot, s *site, wanted bool) map[infra.ID]time.Time {
	if !wanted {
		return nil
	}
	last := map[infra.ID]time.Time{}
	for i := range snap.Guests {
		if g := &snap.Guests[i]; g.Target == s.ID {
			last[g.ID] = g.LastBackup
		}
	}
	return last
}

// backupsKnown reports whether every target that holds backups was read
// without a failure.
func backupsKnown(s *infra.Snapshot) bool {
	for _, t := range s.Targets {
		part, ok := t.Parts[infra.PartBackups]
		if t.Kind != "pve" && t.Kind != "pbs" && t.Kind != "" {
			continue
		}
		if !ok || part.Good == nil || part.Failure != nil || len(part.Scopes) > 0 {
			return false
		}
		for i := range t.Storages {
			if t.Storages[i].BackupsHidden {
				return false
			}
		}
	}
	return true
}

// lastDumps finds the newest backup task of every guest that has ended.
func lastDumps(s *site, wanted bool) map[int]*infra.Task {
	if !wanted {
		return nil
	}
	last := map[int]*infra.Task{}
	for i := range s.Tasks { // newest first
		t := &s.Tasks[i]
		if t.Type == "vzdump" && t.VMID > 0 && !t.Running() && last[t.VMID] == nil {
			last[t.VMID] = t
		}
	}
	return last
}

func (e *evaluation) backupFailed(s *site, sub subject, t *infra.Task) {
	c := condition{
		subject: sub, typ: TypeBackupFailed, off: !e.rules.backups.FailedWarning, at: s.goodPart(infra.PartTasks),
		polls: 1, level: Warning, known: t != nil, bad: t != nil && failedTask(t.Status),
	}
	if t != nil {
		c.reason = t.Status
		c.words = func() string { return "The backup of " + c.label + " " + c.row.Name + " failed" }
		c.describe = func(m map[string]any) { m["task"] = t.ID }
	}
	e.state(&c)
}

// failedTask reports whether the status of a task that ended says that it
// failed. Warnings are no failure.
func failedTask(status string) bool {
	status = strings.TrimSpace(status)
	return status != "" && !strings.EqualFold(status, "OK") && !isRunning(status) && !strings.HasPrefix(strings.ToUpper(status), "WARNING")
}

func isRunning(status string) bool { return strings.EqualFold(status, "running") }

func oldestSnapshots(s *site) map[infra.ID]*infra.GuestSnapshot {
	oldest := map[infra.ID]*infra.GuestSnapshot{}
	for i := range s.Snapshots { // newest first
		one := &s.Snapshots[i]
		if !one.Time.IsZero() {
			oldest[infra.GuestID(one.Target, one.VMID)] = one
		}
	}
	return oldest
}

func (e *evaluation) snapshotAge(s *site, sub subject, oldest *infra.GuestSnapshot) {
	days := e.rules.snapshots.AgeDaysWarning
	part := s.Parts[infra.PartSnapshots]
	c := condition{
		subject: sub, typ: TypeSnapshotAge, off: days == 0, known: part.Good != nil && part.Failure == nil, at: lastGood(part),
		polls: 1, level: Warning, graded: true, threshold: float64(days),
	}
	if oldest != nil {
		age := e.now.Sub(oldest.Time)
		c.known = c.known && oldest.Stale == nil
		c.bad, c.value = age >= time.Duration(days)*24*time.Hour, float64(int(age.Hours()/24))
		c.words = func() string {
			return "Snapshot " + oldest.Name + " of " + c.label + " " + c.row.Name + " is " + whole(c.value) + " days old"
		}
		c.describe = func(m map[string]any) { m["snapshot"] = oldest.Name }
	}
	e.state(&c)
}
