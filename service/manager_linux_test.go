package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/kardianos/service"
)

var rewrite = flag.Bool("update", false, "rewrite the golden files")

// systemNamed finds a service manager of the library, present or not.
func systemNamed(t *testing.T, name string) service.System {
	t.Helper()
	for _, s := range service.AvailableSystems() {
		if s.String() == name {
			return s
		}
	}
	t.Fatalf("no service manager called %s", name)
	return nil
}

// stubSystemctl puts a systemctl on PATH that notes its arguments, and answers
// with the exit code in the file "code" beside the notes.
func stubSystemctl(t *testing.T, script string) (notes string) {
	t.Helper()
	dir := t.TempDir()
	notes = filepath.Join(dir, "notes")
	t.Setenv("NOTES", notes)
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	body := "#!/bin/sh\necho \"$@\" >>\"$NOTES\"\n" + script + "\n"
	if err := os.WriteFile(filepath.Join(dir, "systemctl"), []byte(body), 0o700); err != nil {
		t.Fatal(err)
	}
	return notes
}

// userManager is a manager for systemd that installs below a home of its own.
func userManager(t *testing.T) (m *manager, unit string) {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	m, err := newManager(systemNamed(t, systemd), "/usr/bin/true", true)
	if err != nil {
		t.Fatal(err)
	}
	return m, filepath.Join(home, ".config/systemd/user/pulse.service")
}

func TestManager_InstallsControlsAndRemovesAUserService(t *testing.T) {
	notes := stubSystemctl(t, `[ "$1" = is-active ] && echo active; exit 0`)
	m, unit := userManager(t)
	if _, err := m.status(); !errors.Is(err, service.ErrNotInstalled) {
		t.Errorf("status before installation = %v, want ErrNotInstalled", err)
	}
	if err := m.install(); err != nil {
		t.Fatal(err)
	}
	if got, err := m.status(); got != service.StatusRunning || err != nil {
		t.Errorf("status = %v, %v, want running", got, err)
	}
	if err := m.install(); err == nil || !strings.Contains(err.Error(), unit) {
		t.Errorf("second installation = %v, want a refusal that names %s", err, unit)
	}
	if err := m.control("restart", service.Service.Restart); err != nil {
		t.Error(err)
	}
	if err := m.uninstall(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(unit); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there", unit)
	}
	got, err := os.ReadFile(notes)
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []string{
		"enable --user pulse.service", "restart --user pulse.service",
		"stop --user pulse.service", "disable --user pulse.service",
	} {
		if !strings.Contains(string(got), call+"\n") {
			t.Errorf("systemctl was not called with %q; calls:\n%s", call, got)
		}
	}
}

func TestManager_FailedInstallationLeavesNoUnit(t *testing.T) {
	stubSystemctl(t, `[ "$1" = enable ] && exit 1; exit 0`)
	m, unit := userManager(t)
	if err := m.install(); err == nil {
		t.Error("install = nil, want the failure of systemctl")
	}
	if _, err := os.Stat(unit); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s was left behind", unit)
	}
}

// renderUnit installs a template through the library, because only that knows
// the language of its templates, and returns the text.
func renderUnit(t *testing.T, template string) string {
	t.Helper()
	stubSystemctl(t, "exit 0")
	home := t.TempDir()
	t.Setenv("HOME", home)
	s, err := systemNamed(t, systemd).New(nil, &service.Config{
		Name:        serviceName,
		Description: "Pulse, the monitor for Proxmox and Docker",
		Executable:  "/usr/bin/true",
		Arguments:   []string{"--service"},
		EnvVars:     map[string]string{"PULSE_DATA_DIR": "/var/lib/pulse"},
		Option:      service.KeyValue{"UserService": true, "SystemdScript": template},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Install(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(home, ".config/systemd/user/pulse.service"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSystemdUnits_RenderAsExpected(t *testing.T) {
	for name, template := range map[string]string{
		"pulse.service":      systemdUnit,
		"pulse-user.service": systemdUserUnit,
	} {
		t.Run(name, func(t *testing.T) {
			got := renderUnit(t, template)
			golden := filepath.Join("testdata", name)
			if *rewrite {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("unit differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

func TestSystemdUnits_AreAcceptedBySystemd(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	for name, template := range map[string]string{"system": systemdUnit, "user": systemdUserUnit} {
		t.Run(name, func(t *testing.T) {
			unit := filepath.Join(t.TempDir(), "pulse.service")
			if err := os.WriteFile(unit, []byte(renderUnit(t, template)), 0o600); err != nil {
				t.Fatal(err)
			}
			// It exits with 0 even for unknown keys, but then it says so.
			out, err := verify(t, name, unit)
			if err != nil || len(out) > 0 {
				t.Errorf("systemd-analyze verify: %v\n%s", err, out)
			}
		})
	}
}

// verify has systemd check a unit for its system or user manager.
func verify(t *testing.T, manager, unit string) ([]byte, error) {
	cmd := exec.CommandContext(t.Context(), "systemd-analyze", "verify", "--"+manager, unit)
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+t.TempDir())
	return cmd.CombinedOutput()
}

func TestNewManager_RefusesWhatTheSystemCannotDo(t *testing.T) {
	for name, c := range map[string]struct {
		system string
		user   bool
		want   string
	}{
		"user service on System V": {sysv, true, "--user"},
		"upstart":                  {"linux-upstart", false, "not supported"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newManager(systemNamed(t, c.system), "/usr/bin/true", c.user)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("newManager = %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestReachable_RefusesAProgramThatTheServiceCannotSee(t *testing.T) {
	for program, ok := range map[string]bool{
		"/usr/local/bin/pulse-server":    true,
		"/opt/pulse/pulse-server":        true,
		"/homes/x/pulse-server":          true,
		"/home/ana/pulse/pulse-server":   false,
		"/root/pulse-server":             false,
		os.TempDir() + "/x/pulse-server": false,
	} {
		if err := reachable(program); (err == nil) != ok {
			t.Errorf("reachable(%s) = %v, want ok = %v", program, err, ok)
		}
	}
}
