package update

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"pulse/backend/settings"
)

// known is an installation whose owner is known without asking.
func known(i Installation, owner Kind) *Installation {
	i.owner = func() Kind { return owner }
	return &i
}

func release(suffixes ...string) Release {
	r := Release{Version: "v1.1.0"}
	for _, suffix := range suffixes {
		name := "pulse-v1.1.0-" + platform() + suffix
		r.Assets = append(r.Assets, Asset{Name: name, URL: "https://releases.example/it's/" + name, SHA256: strings.Repeat("ab", 32)})
	}
	return r
}

func TestInstallation_CommandOfEachKind(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("commands of Linux")
	}
	full := release(".tar.gz", ".deb", ".rpm")
	fetched := func(suffix string) string {
		name := "pulse-v1.1.0-" + platform() + suffix
		return `curl -fL -o ` + name + ` 'https://releases.example/it'\''s/` + name + `' && echo '` + strings.Repeat("ab", 32) + `  ` + name + `' | sha256sum -c`
	}
	cases := []struct {
		name string
		in   *Installation
		r    Release
		want string
	}{
		{"docker", known(Installation{Docker: true}, ""), full, "docker compose pull && docker compose up -d"},
		{"deb", known(Installation{}, Deb), full, fetched(".deb") + " && sudo apt install './pulse-v1.1.0-" + platform() + ".deb'"},
		{"deb of a repository", known(Installation{}, Deb), release(), "sudo apt update && sudo apt install --only-upgrade pulse"},
		{"rpm", known(Installation{}, RPM), full, fetched(".rpm") + " && sudo dnf install './pulse-v1.1.0-" + platform() + ".rpm'"},
		{"rpm of a repository", known(Installation{}, RPM), release(), "sudo dnf upgrade pulse"},
		{"aur", known(Installation{}, AUR), full, "yay -S pulse"},
		{
			"archive", known(Installation{Program: "/opt/my pulse/pulse-server", Service: true}, ""), full,
			fetched(".tar.gz") + " && sudo tar -xzf pulse-v1.1.0-" + platform() + ".tar.gz -C '/opt/my pulse' && sudo '/opt/my pulse/pulse-server' restart",
		},
		{
			"desktop", known(Installation{Program: "/opt/pulse/pulse", Desktop: true}, ""), full,
			fetched(".tar.gz") + " && sudo tar -xzf pulse-v1.1.0-" + platform() + ".tar.gz -C '/opt/pulse'",
		},
		{"nothing for this machine", known(Installation{}, ""), release(), ""},
	}
	for _, c := range cases {
		if got := c.in.Command(c.r); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestInstallation_ReplacesItselfOnlyWhereItMay(t *testing.T) {
	place := filepath.Join(t.TempDir(), ProgramName())
	for name, c := range map[string]struct {
		in  *Installation
		may bool
	}{
		"a service in a folder of its own": {known(Installation{Service: true, Program: place}, ""), true},
		"started by hand":                  {known(Installation{Program: place}, ""), false},
		"a package":                        {known(Installation{Service: true, Program: place}, Deb), false},
		"a container":                      {known(Installation{Service: true, Docker: true, Program: place}, ""), false},
		"the window":                       {known(Installation{Desktop: true, Program: place}, ""), false},
		"a folder that is not there":       {known(Installation{Service: true, Program: filepath.Join(place, "no", "pulse-server")}, ""), false},
	} {
		if got := c.in.Obstacle(); (got == "") != c.may {
			t.Errorf("%s: %q", name, got)
		}
	}
	if left, _ := os.ReadDir(filepath.Dir(place)); len(left) != 0 {
		t.Errorf("the question left something behind: %v", left)
	}
}

func TestReplace_BothWaysKeepTheOldProgram(t *testing.T) {
	for name, replace := range map[string]func(fresh, program string) error{"link": replaceByLink, "rename": replaceByRename} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			program, fresh := filepath.Join(dir, "pulse-server"), filepath.Join(dir, "fresh")
			for round, content := range []string{"one", "two", "three"} {
				if err := os.WriteFile(fresh, []byte(content), 0o755); err != nil {
					t.Fatal(err)
				}
				if round == 0 {
					if err := os.Rename(fresh, program); err != nil {
						t.Fatal(err)
					}
					continue
				}
				if err := replace(fresh, program); err != nil {
					t.Fatal(err)
				}
			}
			now, _ := os.ReadFile(program)
			before, _ := os.ReadFile(previous(program))
			if string(now) != "three" || string(before) != "two" {
				t.Errorf("program %q, before %q", now, before)
			}
			if err := replace(fresh, program); err == nil {
				t.Error("a program that is not there replaces one")
			}
			if now, _ := os.ReadFile(program); string(now) != "three" {
				t.Errorf("after a failure the program is %q", now)
			}
		})
	}
}

func TestSchedule_LooksInItsRhythmAndUpdatesAtTheTimeOfDay(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	set := settings.DefaultSystem()
	s := &Service{opt: Options{Settings: func() settings.System { return set }}}
	expect := func(name string, looked time.Time, pause time.Duration, auto bool) {
		t.Helper()
		if gotPause, gotAuto := s.next(now, looked); gotPause != pause || gotAuto != auto {
			t.Errorf("%s: got %v, %v, want %v, %v", name, gotPause, gotAuto, pause, auto)
		}
	}
	expect("no feed", time.Time{}, idle, false)
	set.UpdateServer = "https://releases.example"
	expect("never looked", time.Time{}, 0, false)
	expect("looked before", now.Add(-time.Hour), 23*time.Hour, false)
	set.AutoUpdateEnabled = true
	expect("by itself at 03:00", now, 15*time.Hour, true)
	set.AutoUpdateTime = "12:00"
	expect("not twice at the same time", now, 24*time.Hour, true)
	set.AutoUpdateCheckInterval, set.AutoUpdateEnabled = 0, false
	expect("no looking", time.Time{}, idle, false)
}
