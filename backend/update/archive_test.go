package update

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// entry is one entry of an archive that a test makes.
type entry struct {
	name, content string
	kind          byte
}

func pack(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	files := tar.NewWriter(zipped)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o644, Typeflag: e.kind}
		if e.kind == tar.TypeReg {
			h.Size = int64(len(e.content))
		} else {
			h.Linkname = e.content
		}
		if err := files.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if e.kind == tar.TypeReg {
			if _, err := io.WriteString(files, e.content); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := files.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func program() entry { return entry{ProgramName(), "new", tar.TypeReg} }

func TestUnpack_TakesTheProgramAndTheAgents(t *testing.T) {
	dir := t.TempDir()
	archive := pack(
		t, entry{"./", "", tar.TypeDir}, entry{"./" + ProgramName(), "new", tar.TypeReg}, entry{"LICENSE", "words", tar.TypeReg},
		entry{"agents/", "", tar.TypeDir}, entry{"agents/version", "1.1.0", tar.TypeReg},
	)
	if err := unpack(bytes.NewReader(archive), dir); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, ProgramName()))
	if err != nil || info.Mode().Perm()&0o111 == 0 {
		t.Errorf("program: %v, %v, want it executable", info, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "agents", "version")); err != nil || string(text) != "1.1.0" {
		t.Errorf("agents: %q, %v", text, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "LICENSE")); err == nil {
		t.Error("the licence was unpacked beside the program")
	}
}

func TestUnpack_RefusesWhatIsNoRelease(t *testing.T) {
	many := []entry{program()}
	for range maxEntries {
		many = append(many, entry{"docs", "", tar.TypeReg})
	}
	cases := map[string]struct {
		archive []byte
		want    string
	}{
		"a path upwards":      {pack(t, program(), entry{"../evil", "x", tar.TypeReg}), "leads out"},
		"a path from the top": {pack(t, program(), entry{"/etc/passwd", "x", tar.TypeReg}), "leads out"},
		"a path of Windows":   {pack(t, program(), entry{`agents\..\..\evil`, "x", tar.TypeReg}), "leads out"},
		"a symbolic link":     {pack(t, entry{ProgramName(), "/etc/passwd", tar.TypeSymlink}), "no plain file"},
		"a hard link":         {pack(t, program(), entry{"agents/a", ProgramName(), tar.TypeLink}), "no plain file"},
		"a device":            {pack(t, program(), entry{"agents/tty", "", tar.TypeChar}), "no plain file"},
		"a folder of agents that is a link": {
			pack(t, program(), entry{"agents", "/tmp", tar.TypeSymlink}, entry{"agents/x", "x", tar.TypeReg}), "no plain file",
		},
		"the program twice": {pack(t, program(), program()), "exists"},
		"no program":        {pack(t, entry{"agents/a", "x", tar.TypeReg}), "holds no"},
		"a deep program":    {pack(t, entry{"a/b/" + ProgramName(), "x", tar.TypeReg}), "holds no"},
		"too much":          {pack(t, many...), "larger"},
		"half of it":        {pack(t, program())[:60], "damaged"},
		"no archive":        {[]byte("hello"), "no gzip"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			outside := t.TempDir()
			dir := filepath.Join(outside, "in")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := unpack(bytes.NewReader(c.archive), dir); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if beside, _ := os.ReadDir(outside); len(beside) != 1 {
				t.Errorf("something was written outside: %v", beside)
			}
		})
	}
}

func FuzzUnpack_WritesNothingOutside(f *testing.F) {
	f.Add(pack(f, program(), entry{"agents/a", "x", tar.TypeReg}))
	f.Add(pack(f, program(), entry{"../evil", "x", tar.TypeReg}))
	f.Fuzz(func(t *testing.T, archive []byte) {
		outside := t.TempDir()
		dir := filepath.Join(outside, "in")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		_ = unpack(bytes.NewReader(archive), dir)
		if beside, _ := os.ReadDir(outside); len(beside) != 1 {
			t.Errorf("something was written outside: %v", beside)
		}
	})
}
