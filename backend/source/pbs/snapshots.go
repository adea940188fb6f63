package pbs

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"pulse/backend/infra"
	"pulse/backend/source/proxmox"
)

// snapshotRow is a row of /admin/datastore/{store}/snapshots.
type snapshotRow struct {
	Type         text         `json:"backup-type"`
	ID           text         `json:"backup-id"`
	Time         number       `json:"backup-time"`
	Size         number       `json:"size"`
	Owner        text         `json:"owner"`
	Comment      text         `json:"comment"`
	Protected    number       `json:"protected"`
	Verification verification `json:"verification"`
	Files        []file       `json:"files"`
}

// verification is the result of the last verification: an object with a
// state, or the state alone.
type verification string

// UnmarshalJSON accepts an object, a text and null.
func (v *verification) UnmarshalJSON(b []byte) error {
	if !bytes.HasPrefix(b, []byte("{")) {
		return (*text)(v).UnmarshalJSON(b)
	}
	var result struct {
		State text `json:"state"`
	}
	err := json.Unmarshal(b, &result)
	*v = verification(result.State)
	return err
}

// file is the name of an archive file: a text, or an object that holds it.
type file string

// UnmarshalJSON accepts an object and a text.
func (f *file) UnmarshalJSON(b []byte) error {
	if !bytes.HasPrefix(b, []byte("{")) {
		return (*text)(f).UnmarshalJSON(b)
	}
	var entry struct {
		Name text `json:"filename"`
	}
	err := json.Unmarshal(b, &entry)
	*f = file(entry.Name)
	return err
}

// snapshots lists the backups of a namespace, newest first. The answer may be
// long: it is decoded row by row while it arrives.
func (r *reader) snapshots(ctx context.Context, a *asker, store, space string) ([]infra.Archive, error) {
	q := storeQuery(store, "snapshots", 0)
	q.params, q.max = inSpace(space), maxList
	var archives []infra.Archive
	err := a.ask(ctx, q, func(body io.Reader) error {
		archives = nil // of an attempt before
		words := words{}
		return eachRow(body, func(row *snapshotRow) {
			if archive, ok := words.archive(row); ok {
				archive.Target, archive.Datastore, archive.Namespace = r.target.ID, store, space
				archives = append(archives, archive)
			}
		})
	})
	slices.SortFunc(archives, newestFirst)
	return slices.Clip(archives), err
}

func newestFirst(a, b infra.Archive) int {
	return cmp.Or(b.Time.Compare(a.Time), cmp.Compare(a.Datastore, b.Datastore), cmp.Compare(a.Namespace, b.Namespace),
		cmp.Compare(a.Type, b.Type), cmp.Compare(a.BackupID, b.BackupID))
}

// eachRow calls use for each row of the data in an answer. The row is reused.
func eachRow(body io.Reader, use func(*snapshotRow)) error {
	d := json.NewDecoder(body)
	if err := expect(d, '{'); err != nil {
		return err
	}
	found := false
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		if key != "data" {
			var ignored json.RawMessage
			if err := d.Decode(&ignored); err != nil {
				return err
			}
			continue
		}
		found = true
		if err := eachIn(d, use); err != nil {
			return err
		}
	}
	if err := expect(d, '}'); err != nil {
		return err
	}
	if !found {
		return proxmox.ErrNoData
	}
	return nil
}

func eachIn(d *json.Decoder, use func(*snapshotRow)) error {
	if err := expect(d, '['); err != nil {
		return err
	}
	for d.More() {
		var row snapshotRow
		if err := d.Decode(&row); err != nil {
			return err
		}
		use(&row)
	}
	return expect(d, ']')
}

func expect(d *json.Decoder, want json.Delim) error {
	got, err := d.Token()
	if err == nil && got != want {
		err = fmt.Errorf("%v where %v belongs", got, want)
	}
	return err
}

// words keeps one copy of every text, because many backups share theirs.
type words struct {
	texts map[string]string
	files map[string][]string
}

func (w *words) one(s string) string {
	if w.texts == nil {
		w.texts, w.files = map[string]string{}, map[string][]string{}
	}
	if kept, ok := w.texts[s]; ok {
		return kept
	}
	kept := strings.Clone(s)
	w.texts[kept] = kept
	return kept
}

// archive is a row as a backup; one without a time or a name is none.
func (w *words) archive(row *snapshotRow) (infra.Archive, bool) {
	at := moment(row.Time)
	if at.IsZero() || row.Type == "" || row.ID == "" {
		return infra.Archive{}, false
	}
	return infra.Archive{
		Type: w.one(string(row.Type)), BackupID: w.one(string(row.ID)), Time: at, Size: row.Size.Whole(),
		Protected: row.Protected.Value != 0, Verified: w.one(string(row.Verification)),
		Comment: w.one(string(row.Comment)), Owner: w.one(string(row.Owner)), Files: w.list(row.Files),
	}, true
}

func (w *words) list(files []file) []string {
	names := make([]string, 0, len(files))
	for _, f := range files {
		if f != "" {
			names = append(names, w.one(string(f)))
		}
	}
	if len(names) == 0 {
		return nil
	}
	key := strings.Join(names, "\x00")
	if kept, ok := w.files[key]; ok {
		return kept
	}
	w.files[key] = names
	return names
}
