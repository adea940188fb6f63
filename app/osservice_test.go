package app

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pulse/app/elevate"
	"pulse/app/elsewhere"
	"pulse/app/prefs"
	"pulse/backend"
	reply "pulse/service/answer"
	serviceplace "pulse/service/place"
)

// servicing is a window on a data folder of its own, with a stand-in for what
// runs as administrator.
func servicing(t *testing.T, elevated func(args []string) error) *program {
	t.Helper()
	dir := t.TempDir()
	file := prefs.File(filepath.Join(dir, "desktop.json"))
	return &program{
		options: Options{Backend: backend.Options{DataDir: filepath.Join(dir, "data")}}, window: newWindow(), prefs: file,
		book: elsewhere.Open(file, filepath.Join(dir, "data")),
		services: servicePrograms{
			server: "/usr/lib/pulse/pulse-server", place: filepath.Join(dir, "service.json"),
			elevated: func(_ context.Context, _ string, args ...string) error { return elevated(args) },
		},
	}
}

func TestAsAdministrator_SaysWhatHappenedAndTheWayAround(t *testing.T) {
	answering := func(a reply.Answer, err error) func([]string) error {
		return func(args []string) error {
			return errors.Join(reply.Write(args[slices.Index(args, "--answer")+1], a), err)
		}
	}
	for name, c := range map[string]struct {
		elevated func([]string) error
		says     string
	}{
		"done":        {answering(reply.Answer{Notes: []string{"the old folder stays"}}, nil), ""},
		"refused":     {func([]string) error { return elevate.ErrRefused }, "Nothing has changed: the rights"},
		"no polkit":   {func([]string) error { return elevate.ErrAbsent }, "polkit"},
		"failed":      {answering(reply.Answer{Problem: "port 7655 is in use"}, errors.New("exit status 1")), "Nothing has changed: port 7655 is in use."},
		"crashed":     {func([]string) error { return errors.New("signal: killed") }, "not certain"},
		"said nought": {func([]string) error { return nil }, "not certain"},
	} {
		t.Run(name, func(t *testing.T) {
			_, outcome := servicing(t, c.elevated).asAdministrator(t.Context(), "restart")
			if c.says == "" {
				if outcome.Problem != "" || len(outcome.Notes) != 1 {
					t.Errorf("outcome = %+v, want success with a note", outcome)
				}
				return
			}
			if !strings.Contains(outcome.Problem, c.says) || !strings.HasSuffix(outcome.Command, "/usr/lib/pulse/pulse-server restart") {
				t.Errorf("outcome = %+v, want %q and the command to type", outcome, c.says)
			}
		})
	}
}

func TestControl_RunsNothingThatItDoesNotKnow(t *testing.T) {
	p := servicing(t, func([]string) error { t.Error("something was run"); return nil })
	if o := (&OSService{closing: t.Context(), program: p}).Control("uninstall"); o.Problem == "" {
		t.Errorf("outcome = %+v, want a refusal", o)
	}
}

func TestState_TellsASilentServiceFromNone(t *testing.T) {
	p := servicing(t, nil)
	s := &OSService{closing: t.Context(), program: p}
	if got := s.State(); got.State != serviceNone || !strings.HasSuffix(got.Command, "install --now") {
		t.Errorf("without a service: %+v", got)
	}
	if err := serviceplace.Write(p.services.place, serviceplace.Service{URL: "http://127.0.0.1:9"}); err != nil {
		t.Fatal(err)
	}
	if got := s.State(); got.State != serviceSilent || got.URL != "http://127.0.0.1:9" {
		t.Errorf("with one that does not answer: %+v", got)
	}
}
