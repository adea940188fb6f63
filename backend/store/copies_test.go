package store

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// copied is a folder with data that was copied, and the folder of the copy.
func copied(t *testing.T) (dir, into string) {
	t.Helper()
	dir = t.TempDir()
	s := open(t, dir)
	check(t, s.SaveMetadata(t.Context(), GuestMetadata{ID: "a", Description: "before"}))
	check(t, s.Close())
	into = filepath.Join(dir, "copy")
	check(t, CopyData(t.Context(), dir, into))
	return dir, into
}

func TestRestoreData_KeepsWhatWasStoredSinceWhereTheSchemaIsTheSame(t *testing.T) {
	dir, into := copied(t)
	s := open(t, dir)
	check(t, s.SaveMetadata(t.Context(), GuestMetadata{ID: "a", Description: "after"}))
	check(t, s.Close())
	if restored := must(RestoreData(t.Context(), into, dir))(t); len(restored) != 0 {
		t.Errorf("restored %q", restored)
	}
	m, _, err := open(t, dir).Metadata(t.Context(), "a")
	if err != nil || m.Description != "after" {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestRestoreData_PutsBackWhatWasMigratedOrDamaged(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, dir string){
		"migrated": func(t *testing.T, dir string) {
			db := must(openDatabase(filepath.Join(dir, pulseFile), ""))(t)
			must(db.writer.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`))(t)
			must(db.writer.Exec(`DROP TABLE guest_metadata`))(t)
			check(t, db.close())
		},
		"damaged": func(t *testing.T, dir string) {
			check(t, os.WriteFile(filepath.Join(dir, pulseFile), []byte("not a database, and long enough to be looked at"), 0o600))
		},
		"removed": func(t *testing.T, dir string) { check(t, os.Remove(filepath.Join(dir, pulseFile))) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, into := copied(t)
			spoil(t, dir)
			if restored := must(RestoreData(t.Context(), into, dir))(t); !slices.Equal(restored, []string{pulseFile}) {
				t.Errorf("restored %q, want %s", restored, pulseFile)
			}
			if again := must(RestoreData(t.Context(), into, dir))(t); len(again) != 0 {
				t.Errorf("restored once more: %q", again)
			}
			m, _, err := open(t, dir).Metadata(t.Context(), "a")
			if err != nil || m.Description != "before" {
				t.Errorf("got %+v, %v", m, err)
			}
		})
	}
}

func TestCopyData_HoldsWhatIsStillInTheLog(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir) // stays open: what it wrote is in the write-ahead log
	check(t, s.SaveMetadata(t.Context(), GuestMetadata{ID: "a", Description: "logged"}))
	into := filepath.Join(t.TempDir(), "copy")
	check(t, CopyData(t.Context(), dir, into))
	if left := must(filepath.Glob(filepath.Join(into, "*-*")))(t); len(left) != 0 {
		t.Errorf("the copy has %q beside it", left)
	}
	db := must(openDatabase(filepath.Join(into, pulseFile), ""))(t)
	defer db.close()
	var description string
	check(t, db.reader.QueryRow(`SELECT description FROM guest_metadata WHERE id = 'a'`).Scan(&description))
	if description != "logged" {
		t.Errorf("got %q", description)
	}
}

func TestSaveUpdate_KeepsTheNewest(t *testing.T) {
	s := open(t, t.TempDir())
	for n := range updatesKept + 5 {
		u := Update{ID: string(rune('A'+n/26)) + string(rune('a'+n%26)), Status: UpdateRunning}
		check(t, s.SaveUpdate(t.Context(), u))
		u.Status = UpdateFailed
		check(t, s.SaveUpdate(t.Context(), u))
	}
	all := must(s.Updates(t.Context(), 2*updatesKept, ""))(t)
	if len(all) != updatesKept || all[0].ID != "Ea" || all[0].Status != UpdateFailed {
		t.Errorf("got %d, first %+v", len(all), all[0])
	}
	if running := must(s.Updates(t.Context(), 10, UpdateRunning))(t); len(running) != 0 {
		t.Errorf("still running: %v", running)
	}
}
