package alert_test

import (
	"testing"
	"time"

	"pulse/backend/infra"
)

func TestBackup_AgeAndAbsence(t *testing.T) {
	const id, on = "lab-n1-101-backup-age", `{"backupDefaults":{"ageHoursWarning":24,"ageHoursCritical":48}}`
	for _, c := range []struct {
		name, tune string
		hours      int // age of the newest backup; 0 = there is none
		want       string
	}{
		{"off unless asked for", `{}`, 500, ""},
		{"off also where there is none", `{}`, 0, ""},
		{"fresh", on, 23, ""},
		{"a day old", on, 24, id + " warning"},
		{"two days old", on, 48, id + " critical"},
		{"none at all", on, 0, id + " warning"},
		{"only critical asked for, younger", `{"backupDefaults":{"ageHoursCritical":48}}`, 30, ""},
		{"only critical asked for, older", `{"backupDefaults":{"ageHoursCritical":48}}`, 50, id + " critical"},
		{"only a warning asked for", `{"backupDefaults":{"ageHoursWarning":24}}`, 500, id + " warning"},
		{"guests off", `{"disableAllGuests":true,"backupDefaults":{"ageHoursWarning":24}}`, 500, ""},
		{"this guest off", `{"overrides":{"lab-n1-101":{"disabled":true}},"backupDefaults":{"ageHoursWarning":24}}`, 500, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			var x infra.Extras
			if c.hours > 0 {
				x.Backups = []infra.Backup{{Target: target, VMID: 101, Node: "n1", VolID: "v", Time: noon.Add(-time.Duration(c.hours) * time.Hour)}}
			}
			w.tell(infra.PartBackups, x)
			w.pass(10*time.Second).pulse(node("n1"), guest(101))
			w.expectLevels(c.want)
		})
	}
	t.Run("none known while backups cannot be read", func(t *testing.T) {
		w := newWorld(t)
		w.tune(on)
		w.pass(10 * time.Second).fail(infra.PartBackups)
		w.pass(10*time.Second).pulse(node("n1"), guest(101))
		w.expectLevels("")
	})
	t.Run("none known while they are hidden from us", func(t *testing.T) {
		w := newWorld(t)
		w.tune(on)
		w.tell(infra.PartBackups, infra.Extras{})
		w.pass(10 * time.Second).storages(storage("local", 1, func(s *infra.Storage) { s.BackupsHidden = true }))
		w.pass(10*time.Second).pulse(node("n1"), guest(101))
		w.expectLevels("")
	})
	t.Run("switched off again it goes", func(t *testing.T) {
		w := newWorld(t)
		w.tune(on)
		w.tell(infra.PartBackups, infra.Extras{})
		w.pass(10*time.Second).pulse(node("n1"), guest(101))
		w.expectFiring(id)
		w.tune(`{"backupDefaults":{"ageHoursWarning":0,"ageHoursCritical":0}}`)
		w.expectFiring()
	})
}

func TestBackup_Failures(t *testing.T) {
	const id, on = "lab-n1-101-backup-failed", `{"backupDefaults":{"failedWarning":true}}`
	done := func(vmid int, ago time.Duration, status string) infra.Task {
		return infra.Task{ID: "u" + status + ago.String(), Target: target, Node: "n1", Type: "vzdump", VMID: vmid, Start: noon.Add(-ago), End: noon.Add(time.Minute - ago), Status: status}
	}
	for _, c := range []struct {
		name, tune string
		tasks      []infra.Task
		want       string
	}{
		{"off unless asked for", `{}`, []infra.Task{done(101, time.Hour, "job errors")}, ""},
		{"a backup that failed", on, []infra.Task{done(101, time.Hour, "job errors")}, id + " warning"},
		{"a backup that went well", on, []infra.Task{done(101, time.Hour, "OK")}, ""},
		{"a backup with warnings", on, []infra.Task{done(101, time.Hour, "WARNINGS: 1")}, ""},
		{"the newest counts, well", on, []infra.Task{done(101, 2*time.Hour, "job errors"), done(101, time.Hour, "OK")}, ""},
		{"the newest counts, failed", on, []infra.Task{done(101, 2*time.Hour, "OK"), done(101, time.Hour, "job errors")}, id + " warning"},
		{"that of another guest", on, []infra.Task{done(102, time.Hour, "job errors")}, ""},
		{"one that runs does not count", on, []infra.Task{{ID: "r", Target: target, Node: "n1", Type: "vzdump", VMID: 101, Start: noon}}, ""},
		{"no task at all", on, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			w.tell(infra.PartTasks, infra.Extras{Tasks: c.tasks})
			w.pass(10*time.Second).pulse(node("n1"), guest(101))
			w.expectLevels(c.want)
		})
	}
}

func TestSnapshot_Age(t *testing.T) {
	const id, on = "lab-n1-101-snapshot-age", `{"snapshotDefaults":{"ageDaysWarning":7}}`
	for _, c := range []struct {
		name, tune string
		days       []int
		want       string
	}{
		{"off unless asked for", `{}`, []int{100}, ""},
		{"a young one", on, []int{6}, ""},
		{"an old one", on, []int{7}, id + " warning"},
		{"an old one among young ones", on, []int{1, 30}, id + " warning"},
		{"none", on, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.tune(c.tune)
			var x infra.Extras
			for _, days := range c.days {
				at := noon.Add(-time.Duration(days) * 24 * time.Hour)
				x.Snapshots = append(x.Snapshots, infra.GuestSnapshot{Target: target, Node: "n1", VMID: 101, Name: at.Format("s0102"), Time: at})
			}
			w.tell(infra.PartSnapshots, x)
			w.pass(10*time.Second).pulse(node("n1"), guest(101))
			w.expectLevels(c.want)
		})
	}
	t.Run("removed it ends", func(t *testing.T) {
		w := newWorld(t)
		w.tune(on)
		w.pass(10*time.Second).pulse(node("n1"), guest(101))
		w.tell(infra.PartSnapshots, infra.Extras{Snapshots: []infra.GuestSnapshot{{Target: target, Node: "n1", VMID: 101, Name: "old", Time: noon.AddDate(0, -1, 0)}}})
		w.expectFiring(id)
		w.tell(infra.PartSnapshots, infra.Extras{})
		w.expectFiring()
	})
}
