package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pulse/backend/fault"
	"pulse/backend/secret"
	"pulse/backend/source"
)

// open opens a store on a folder and closes it at the end of the test.
func open(t *testing.T, dir string) *Store {
	t.Helper()
	check(t, prepareFolder(dir))
	key, err := secret.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{Dir: dir, Key: key, Zone: "Europe/Berlin", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeStore(t, s) })
	return s
}

func closeStore(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

// must returns a value that could not be had with an error.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// at is a time of these tests, as exact as it is stored.
func at(seconds int) time.Time {
	return time.Date(2025, 10, 14, 12, 0, seconds, 123e6, time.UTC)
}

func TestOpen_ClosesTheFolderToOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("access is by lists, not by modes")
	}
	dir := filepath.Join(t.TempDir(), "below", "data")
	check(t, os.MkdirAll(dir, 0o755))
	check(t, os.WriteFile(filepath.Join(dir, "pulse.db"), nil, 0o644))
	s := open(t, dir)
	must(Lock(dir))(t)
	check(t, WriteHost(dir, HostInfo{PID: 1}))
	check(t, s.db.backup(t.Context(), filepath.Join(dir, backupFolder), 1))

	check(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if info := must(d.Info())(t); info.Mode().Perm() != want {
			t.Errorf("%s has mode %04o, want %04o", path, info.Mode().Perm(), want)
		}
		return nil
	}))
	for _, name := range []string{"pulse.db-wal", "pulse.db-shm", "history.db-wal", "run.json", "pulse.lock"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("%s was not looked at: %v", name, err)
		}
	}
}

func TestOpen_FindsWhatWasStored(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "100% new? #1")
	first := open(t, dir)
	added := must(first.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "lab", Password: "secret"}))(t)
	check(t, first.Close())

	if got := must(open(t, dir).Target(t.Context(), added.ID))(t); got.Password != "secret" {
		t.Errorf("got %+v", got)
	}
}

func TestOpen_RefusesAFolderThatItCannotUse(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	check(t, os.WriteFile(file, nil, 0o600))
	_, err := Open(t.Context(), Options{Dir: file, Key: new(secret.Box), Log: slog.New(slog.DiscardHandler)})
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || !strings.Contains(f.Message, file) || !strings.Contains(f.Message, "PULSE_DATA_DIR") {
		t.Errorf("got %v, want the folder and the variable named", err)
	}
}

func TestOpen_NamesADamagedDatabase(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "pulse.db")
	check(t, os.WriteFile(path, []byte(strings.Repeat("this is no database. ", 500)), 0o600))
	key := must(secret.Open(dir))(t)
	_, err := Open(t.Context(), Options{Dir: dir, Key: key, Log: slog.New(slog.DiscardHandler)})
	if !fault.Is(err, fault.Damaged) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want the damaged file named", err)
	}
}

// schema is the newest schema that this program knows.
func schema(t *testing.T) int {
	t.Helper()
	files := must(fs.Glob(migrationFiles, "migrations/pulse/*.sql"))(t)
	number, _, _ := strings.Cut(filepath.Base(files[len(files)-1]), "_")
	return must(strconv.Atoi(number))(t)
}

// later returns the migrations of a future version.
func later(t *testing.T, statements string) fs.FS {
	t.Helper()
	files := fstest.MapFS{fmt.Sprintf("%04d_later.sql", schema(t)+1): {Data: []byte("-- +goose Up\n" + statements)}}
	for _, path := range must(fs.Glob(migrationFiles, "migrations/pulse/*.sql"))(t) {
		files[filepath.Base(path)] = &fstest.MapFile{Data: must(migrationFiles.ReadFile(path))(t)}
	}
	return files
}

func TestMigrate_CopiesTheDatabaseBefore(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "lab"}))(t)
	backups := filepath.Join(dir, backupFolder)
	copyIt := func(version int64) error { return s.db.backup(t.Context(), backups, version) }

	check(t, s.db.migrateTo(t.Context(), later(t, "ALTER TABLE targets ADD COLUMN note TEXT; UPDATE targets SET name = 'changed';"), copyIt))
	if got := must(s.Targets(t.Context()))(t); got[0].Name != "changed" {
		t.Errorf("got name %q, want the migrated one", got[0].Name)
	}
	copies := must(filepath.Glob(filepath.Join(backups, "*")))(t)
	if len(copies) != 1 || !strings.HasSuffix(copies[0], fmt.Sprintf("-schema%d.db", schema(t))) {
		t.Fatalf("got copies %q, want one of schema %d", copies, schema(t))
	}
	old := must(openDatabase(copies[0], ""))(t)
	defer old.close()
	var name string
	check(t, old.reader.QueryRow(`SELECT name FROM targets`).Scan(&name))
	if name != "lab" {
		t.Errorf("the copy has name %q, want the one from before", name)
	}
}

func TestMigrate_LeavesTheDatabaseWhenItCannotBeCopied(t *testing.T) {
	s := open(t, t.TempDir())
	noSpace := errors.New("no space left")
	err := s.db.migrateTo(t.Context(), later(t, "CREATE TABLE later (id INTEGER);"), func(int64) error { return noSpace })
	if !errors.Is(err, noSpace) {
		t.Errorf("got %v, want %v", err, noSpace)
	}
	var tables int
	check(t, s.db.reader.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE name = 'later'`).Scan(&tables))
	if tables != 0 {
		t.Error("the migration ran without a copy")
	}
}

func TestBackup_KeepsThree(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	folder := filepath.Join(dir, backupFolder)
	for version := range int64(5) {
		check(t, s.db.backup(t.Context(), folder, version))
	}
	if got := must(filepath.Glob(filepath.Join(folder, "*")))(t); len(got) != 3 || !strings.HasSuffix(got[2], "-schema4.db") {
		t.Errorf("got %q, want the newest three", got)
	}
}

func TestOpen_RefusesANewerDatabaseUnlessItIsCompatible(t *testing.T) {
	noCopy := func(int64) error { return nil }
	tests := map[string]struct {
		statements string
		refused    bool
	}{
		"only adds":          {"CREATE TABLE later (id INTEGER);", false},
		"no longer readable": {fmt.Sprintf("UPDATE compatibility SET oldest_schema = %d;", schema(t)+1), true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			newer := open(t, dir)
			check(t, newer.db.migrateTo(t.Context(), later(t, test.statements), noCopy))
			check(t, newer.Close())

			s, err := Open(t.Context(), Options{Dir: dir, Key: newer.key, Log: slog.New(slog.DiscardHandler)})
			if err == nil {
				closeStore(t, s)
			}
			if refused := fault.Is(err, fault.Conflict); refused != test.refused {
				t.Errorf("got %v, want refused %v", err, test.refused)
			}
		})
	}
}

func TestHistory_BeginsAnewWhenDamaged(t *testing.T) {
	for _, name := range []string{"while closed", "while in use"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "history.db")
			s := open(t, dir)
			check(t, s.history.AppendSlabs(t.Context(), SampleNames{Targets: []SampleName{{Number: 1, Name: "old"}}}, nil))
			must(s.AddTarget(t.Context(), source.Target{Kind: "pve", Name: "lab"}))(t)
			if name == "while closed" {
				check(t, s.Close())
				spoil(t, path)
				s = open(t, dir)
			} else {
				must(s.history.writer.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`))(t)
				spoil(t, path)
				s.history.reader.SetMaxIdleConns(0) // forget what is cached
				if _, err := s.history.SampleNames(t.Context()); !isDamaged(err) {
					t.Fatalf("reading a damaged history: got %v", err)
				}
			}
			names := must(s.history.SampleNames(t.Context()))(t)
			if len(names.Targets) != 0 {
				t.Errorf("got names %v, want an empty history", names.Targets)
			}
			check(t, s.history.AppendSlabs(t.Context(), SampleNames{Targets: []SampleName{{Number: 1, Name: "new"}}}, nil))
			if aside := must(filepath.Glob(path + ".damaged-*"))(t); len(aside) != 1 {
				t.Errorf("set aside: %q, want one file", aside)
			}
			if targets := must(s.Targets(t.Context()))(t); len(targets) != 1 {
				t.Errorf("got targets %v, want them untouched", targets)
			}
		})
	}
}

func spoil(t *testing.T, path string) {
	t.Helper()
	f := must(os.OpenFile(path, os.O_RDWR, 0))(t)
	defer f.Close()
	_, err := f.WriteAt([]byte(strings.Repeat("spoilt! ", 2048)), 0)
	check(t, err)
}

func TestHistory_GivesFreedPagesBack(t *testing.T) {
	s := open(t, t.TempDir())
	var mode int
	check(t, s.history.reader.QueryRow(`PRAGMA auto_vacuum`).Scan(&mode))
	const incremental = 2
	if mode != incremental {
		t.Errorf("auto_vacuum is %d, want %d", mode, incremental)
	}
}

func TestStore_ReadsWholeTransactionsWhileItWrites(t *testing.T) {
	s := open(t, t.TempDir())
	pairs := [][]Token{{token("a"), token("b")}, {token("c"), token("d"), token("e"), token("f")}}
	check(t, s.ReplaceTokens(t.Context(), pairs[0]))
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for range 2 * readers {
		group.Go(func() {
			for ctx.Err() == nil {
				tokens, err := s.Tokens(t.Context())
				if err != nil || len(tokens)%2 != 0 || len(tokens) == 0 {
					t.Errorf("saw %d tokens (%v), want what one transaction wrote", len(tokens), err)
					return
				}
			}
		})
	}
	for i := range 50 {
		check(t, s.ReplaceTokens(t.Context(), pairs[i%2]))
	}
	stop()
	group.Wait()
}
