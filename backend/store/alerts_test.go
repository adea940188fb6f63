package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/notify"
	"pulse/backend/settings"
	"pulse/backend/source"
)

// cpuAlert is a firing alert of a guest on a node.
func cpuAlert(vmid int, node string, since time.Time) alert.Alert {
	id := infra.PublicGuestID("lab", node, vmid)
	return alert.Alert{
		Key:      alert.Key{Resource: infra.GuestID("pve-0", vmid), Type: alert.TypeCPU},
		PublicID: id + "-cpu",
		Subject:  infra.Resource{ID: infra.GuestID("pve-0", vmid), PublicID: id, Kind: infra.KindGuest, Name: "web", Node: node},
		Phase:    alert.Firing, Level: alert.Warning, Message: "VM cpu at 81.0%", Value: 81, Threshold: 80, Clear: 75,
		Since: since, FiredAt: since.Add(5 * time.Second), SeenAt: since.Add(5 * time.Second),
		Metadata: map[string]any{"resourceType": "VM", "clearThreshold": 75.0},
	}
}

func raise(t *testing.T, s *Store, alerts ...alert.Alert) alert.Active {
	t.Helper()
	b := alert.Batch{Next: alert.Active{}}
	for _, a := range alerts {
		b.Next[a.Key] = &a
		b.Changes = append(b.Changes, alert.Change{Kind: alert.Raised, Alert: a, At: a.FiredAt, Notify: true})
	}
	check(t, s.Commit(t.Context(), b))
	return b.Next
}

func historyOf(t *testing.T, s *Store, q HistoryQuery) []string {
	t.Helper()
	ids := []string{}
	for _, a := range must(s.AlertHistory(t.Context(), q))(t) {
		ids = append(ids, a.PublicID)
	}
	return ids
}

func TestCommit_KeepsAlertsOverARestart(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	gone, kept := cpuAlert(101, "n1", at(0)), cpuAlert(102, "n1", at(1))
	raise(t, s, gone, kept)
	kept.Acknowledged, kept.AckBy, kept.AckAt = true, "ada", at(20)
	pending := alert.Alert{Key: alert.Key{Resource: "guest:pve-0/103", Type: alert.TypeDisk, Part: "root"}, Phase: alert.Pending, Since: at(21)}
	next := alert.Active{kept.Key: &kept, pending.Key: &pending}
	check(t, s.Commit(t.Context(), alert.Batch{Next: next}))
	check(t, s.Close())

	s = open(t, dir)
	if diff := cmp.Diff(next, must(s.ActiveAlerts(t.Context()))(t), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	check(t, s.Commit(t.Context(), alert.Batch{Next: alert.Active{pending.Key: &pending}}))
	if got := must(s.ActiveAlerts(t.Context()))(t); len(got) != 1 {
		t.Errorf("got %d active alerts, want the pending one", len(got))
	}
	check(t, s.Close())
	if got := must(open(t, dir).ActiveAlerts(t.Context()))(t); len(got) != 1 {
		t.Errorf("got %d active alerts after a restart, want the pending one", len(got))
	}
}

func TestCommit_WritesEverythingOrNothing(t *testing.T) {
	tables := []string{"active_alerts", "alert_history", "outbox", "documents", "guest_metadata", "targets"}
	for _, table := range tables {
		t.Run(table, func(t *testing.T) {
			s := open(t, t.TempDir())
			target := must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "lab"}))(t)
			check(t, s.SaveMetadata(t.Context(), GuestMetadata{ID: "lab-n1-101", Description: "web"}))
			document := settings.DefaultAlerts("UTC")
			document.Overrides = map[string]settings.Thresholds{"lab-n1-101": {}}
			check(t, s.SaveAlerts(t.Context(), document))
			old := cpuAlert(101, "n1", at(0))
			raise(t, s, old)
			before := dump(t, s)

			const fail = `CREATE TRIGGER fail_%[1]s_%[2]s BEFORE %[1]s ON %[2]s BEGIN SELECT RAISE(ABORT, 'no more'); END`
			for _, doing := range []string{"INSERT", "UPDATE", "DELETE"} {
				must(s.db.writer.Exec(fmt.Sprintf(fail, doing, table)))(t)
			}
			next := cpuAlert(102, "n1", at(30))
			err := s.Commit(t.Context(), alert.Batch{
				Next:     alert.Active{next.Key: &next},
				Changes:  []alert.Change{{Kind: alert.Raised, Alert: next, At: at(30), Notify: true}, {Kind: alert.Ended, Alert: old, At: at(30)}},
				Moves:    []alert.Move{{ID: old.Resource, From: "lab-n1-101", To: "lab-n2-101"}},
				Clusters: map[infra.TargetID]infra.Cluster{target.ID: {Name: "changed"}},
			})
			if err == nil {
				t.Fatal("the commit succeeded although a table refused it")
			}
			if diff := cmp.Diff(before, dump(t, s)); diff != "" {
				t.Errorf("(-before +after):\n%s", diff)
			}
			active := must(s.ActiveAlerts(t.Context()))(t)
			if len(active) != 1 || active[old.Key] == nil {
				t.Errorf("active set is %v, want the one from before", active)
			}
		})
	}
}

// dump returns what a commit may touch, as text.
func dump(t *testing.T, s *Store) []string {
	t.Helper()
	const query = `SELECT resource || body FROM active_alerts
		UNION ALL SELECT id || resource_public_id || body || ifnull(ended_at, '') FROM alert_history
		UNION ALL SELECT seq || body FROM outbox
		UNION ALL SELECT name || body FROM documents
		UNION ALL SELECT id || description FROM guest_metadata
		UNION ALL SELECT id || cluster FROM targets ORDER BY 1`
	scan := func(r row) (text string, err error) { return text, r.Scan(&text) }
	return must(list(t.Context(), s.db.reader, scan, query))(t)
}

func TestAlertHistory_FollowsTheLifeOfAnAlert(t *testing.T) {
	s := open(t, t.TempDir())
	a := cpuAlert(101, "n1", at(0))
	raise(t, s, a)
	acknowledged := a
	acknowledged.Acknowledged, acknowledged.AckBy, acknowledged.Level = true, "ada", alert.Critical
	check(t, s.Commit(t.Context(), alert.Batch{Next: alert.Active{a.Key: &acknowledged}}))
	if got := must(s.AlertHistory(t.Context(), HistoryQuery{}))(t); len(got) != 1 || got[0].AckBy != "ada" || got[0].Level != alert.Critical {
		t.Errorf("after the acknowledgement: got %+v", got)
	}
	ended := acknowledged
	ended.Phase, ended.EndedAt = alert.Resolved, at(50)
	check(t, s.Commit(t.Context(), alert.Batch{Next: alert.Active{}, Changes: []alert.Change{{Kind: alert.Ended, Alert: ended, At: at(50)}}}))
	again := cpuAlert(101, "n1", at(55))
	raise(t, s, again)

	got := must(s.AlertHistory(t.Context(), HistoryQuery{}))(t)
	if diff := cmp.Diff([]alert.Alert{again, ended}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAlertHistory_SelectsFirstAndCountsThen(t *testing.T) {
	s := open(t, t.TempDir())
	first, second, third := cpuAlert(101, "n1", at(0)), cpuAlert(102, "n1", at(10)), cpuAlert(103, "n1", at(20))
	second.Level = alert.Critical
	disk := cpuAlert(101, "n1", at(30))
	disk.Type, disk.Part, disk.PublicID = alert.TypeDisk, "root", "lab-n1-101-disk-root-disk"
	raise(t, s, first, second, third, disk)

	tests := map[string]struct {
		query HistoryQuery
		want  []string
	}{
		"all":              {HistoryQuery{}, []string{"lab-n1-101-disk-root-disk", "lab-n1-103-cpu", "lab-n1-102-cpu", "lab-n1-101-cpu"}},
		"a page":           {HistoryQuery{Limit: 2, Offset: 1}, []string{"lab-n1-103-cpu", "lab-n1-102-cpu"}},
		"a level":          {HistoryQuery{Limit: 1, Level: alert.Critical}, []string{"lab-n1-102-cpu"}},
		"a time":           {HistoryQuery{From: at(10), To: at(20)}, []string{"lab-n1-103-cpu", "lab-n1-102-cpu"}},
		"a guest":          {HistoryQuery{ResourcePublicID: "lab-n1-101"}, []string{"lab-n1-101-disk-root-disk", "lab-n1-101-cpu"}},
		"a disk":           {HistoryQuery{ResourcePublicID: "lab-n1-101-disk-root"}, []string{"lab-n1-101-disk-root-disk"}},
		"nothing":          {HistoryQuery{ResourcePublicID: "lab-n1-1"}, []string{}},
		"behind the end":   {HistoryQuery{Offset: 9}, []string{}},
		"a filtered page":  {HistoryQuery{Limit: 1, Offset: 1, Level: alert.Warning}, []string{"lab-n1-103-cpu"}},
		"open at the left": {HistoryQuery{To: at(0)}, []string{"lab-n1-101-cpu"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, historyOf(t, s, test.query)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPruneAlerts_ForgetsWhatEndedLongAgo(t *testing.T) {
	s := open(t, t.TempDir())
	ended, lasting := cpuAlert(101, "n1", at(0)), cpuAlert(102, "n1", at(1))
	raise(t, s, ended, lasting)
	check(t, s.Commit(t.Context(), alert.Batch{
		Next:    alert.Active{lasting.Key: &lasting},
		Changes: []alert.Change{{Kind: alert.Ended, Alert: ended, At: at(10)}},
	}))
	check(t, s.PruneAlerts(t.Context(), at(10).Add(30*24*time.Hour)))
	if got := historyOf(t, s, HistoryQuery{}); len(got) != 2 {
		t.Errorf("after 30 days: got %v, want both", got)
	}
	check(t, s.PruneAlerts(t.Context(), at(10).Add(30*24*time.Hour+time.Second)))
	if diff := cmp.Diff([]string{"lab-n1-102-cpu"}, historyOf(t, s, HistoryQuery{})); diff != "" {
		t.Errorf("later (-want +got):\n%s", diff)
	}
	check(t, s.ClearAlertHistory(t.Context()))
	if got := historyOf(t, s, HistoryQuery{}); len(got) != 0 {
		t.Errorf("after clearing: got %v", got)
	}
	if active := must(s.ActiveAlerts(t.Context()))(t); len(active) != 1 {
		t.Errorf("clearing the history left %d active alerts, want 1", len(active))
	}
}

func TestCommit_TakesWhatIsStoredAlongWithAMovedGuest(t *testing.T) {
	s := open(t, t.TempDir())
	document := settings.DefaultAlerts("UTC")
	off := true
	document.Overrides = map[string]settings.Thresholds{
		"lab-n1-101": {Disabled: &off}, "lab-n2-101": {PoweredOffSeverity: "critical"}, "lab-n1-102": {PoweredOffSeverity: "warning"},
	}
	check(t, s.SaveAlerts(t.Context(), document))
	for _, id := range []string{"lab-n1-101", "lab-n1-102"} {
		check(t, s.SaveMetadata(t.Context(), GuestMetadata{ID: id, Description: "was " + id}))
	}
	moved, other := cpuAlert(101, "n1", at(0)), cpuAlert(102, "n1", at(1))
	raise(t, s, moved, other)

	after := moved
	after.PublicID, after.Subject.PublicID, after.Subject.Node = "lab-n2-101-cpu", "lab-n2-101", "n2"
	check(t, s.Commit(t.Context(), alert.Batch{
		Next:  alert.Active{after.Key: &after, other.Key: &other},
		Moves: []alert.Move{{ID: moved.Resource, From: "lab-n1-101", To: "lab-n2-101"}},
	}))

	document.Overrides = map[string]settings.Thresholds{"lab-n2-101": {Disabled: &off}, "lab-n1-102": {PoweredOffSeverity: "warning"}}
	if diff := cmp.Diff(document, must(s.Alerts(t.Context()))(t), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("overrides (-want +got):\n%s", diff)
	}
	notes := []GuestMetadata{{ID: "lab-n1-102", Description: "was lab-n1-102"}, {ID: "lab-n2-101", Description: "was lab-n1-101"}}
	if diff := cmp.Diff(notes, must(s.AllMetadata(t.Context()))(t)); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"lab-n2-101-cpu"}, historyOf(t, s, HistoryQuery{ResourcePublicID: "lab-n2-101"})); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

func TestCommit_MovesTheHistoryOfEndedAlerts(t *testing.T) {
	s := open(t, t.TempDir())
	off := cpuAlert(101, "n1", at(0))
	off.Type, off.PublicID = alert.TypePoweredOff, "guest-powered-off-lab-n1-101"
	raise(t, s, off)
	check(t, s.Commit(t.Context(), alert.Batch{Next: alert.Active{}, Changes: []alert.Change{{Kind: alert.Ended, Alert: off, At: at(9)}}}))
	check(t, s.Commit(t.Context(), alert.Batch{Moves: []alert.Move{{ID: off.Resource, From: "lab-n1-101", To: "lab-n2-101"}}}))

	got := must(s.AlertHistory(t.Context(), HistoryQuery{ResourcePublicID: "lab-n2-101"}))(t)
	if len(got) != 1 || got[0].PublicID != "guest-powered-off-lab-n2-101" || got[0].Subject.PublicID != "lab-n2-101" || !got[0].EndedAt.Equal(at(9)) {
		t.Errorf("got %+v", got)
	}
}

func TestCommit_MovesGuestsThatChangePlaces(t *testing.T) {
	s := open(t, t.TempDir())
	check(t, s.SaveMetadata(t.Context(), GuestMetadata{ID: "a", Description: "first"}))
	check(t, s.SaveMetadata(t.Context(), GuestMetadata{ID: "b", Description: "second"}))
	check(t, s.Commit(t.Context(), alert.Batch{Moves: []alert.Move{{From: "a", To: "b"}, {From: "b", To: "a"}}}))
	want := []GuestMetadata{{ID: "a", Description: "second"}, {ID: "b", Description: "first"}}
	if diff := cmp.Diff(want, must(s.AllMetadata(t.Context()))(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCommit_StoresLearnedClusters(t *testing.T) {
	s := open(t, t.TempDir())
	target := must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "lab"}))(t)
	check(t, s.Commit(t.Context(), alert.Batch{Clusters: map[infra.TargetID]infra.Cluster{target.ID: {Name: "found"}, "pve-9": {Name: "removed meanwhile"}}}))
	if got := must(s.Target(t.Context(), target.ID))(t); got.Cluster.Name != "found" {
		t.Errorf("got cluster %+v", got.Cluster)
	}
}

// Names of fields are names of stored members: this file was written by the
// first version and must be readable by every later one.
func TestStoredForms_StayReadable(t *testing.T) {
	type stored struct {
		Alert   alert.Alert
		Change  alert.Change
		Channel notify.Channel
		Cluster infra.Cluster
		System  settings.System
	}
	text := must(os.ReadFile("testdata/stored.json"))(t)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var got stored
	if err := decoder.Decode(&got); err != nil {
		t.Errorf("what was stored is lost or renamed, keep its name or write a migration: %v", err)
	}
}

func TestCommit_NotesWhatWasNeverAnActiveAlert(t *testing.T) {
	s := open(t, t.TempDir())
	entry := cpuAlert(101, "n1", at(0))
	entry.Type, entry.PublicID, entry.Phase, entry.EndedAt = alert.TypeAway, "pulse-away", alert.Resolved, at(60)
	check(t, s.Commit(t.Context(), alert.Batch{Next: alert.Active{}, Changes: []alert.Change{{Kind: alert.Noted, Alert: entry, At: at(60)}}}))
	past := must(s.AlertHistory(t.Context(), HistoryQuery{}))(t)
	if len(past) != 1 || past[0].PublicID != "pulse-away" || !past[0].EndedAt.Equal(at(60)) {
		t.Errorf("history: %+v", past)
	}
	if active := must(s.ActiveAlerts(t.Context()))(t); len(active) != 0 {
		t.Errorf("active: %v", active)
	}
	check(t, s.PruneAlerts(t.Context(), at(60).AddDate(0, 2, 0)))
	if left := historyOf(t, s, HistoryQuery{}); len(left) != 0 {
		t.Errorf("an entry of two months ago is kept: %v", left)
	}
}
