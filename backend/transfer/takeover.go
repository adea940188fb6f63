package transfer

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"pulse/backend/fault"
	"pulse/backend/settings"
)

// reportDocument is the name under which the report of a take-over is stored.
const reportDocument = "takeover"

// Takeover tells what was taken over from another installation and what not.
type Takeover struct {
	From  string    `json:"from,omitempty" doc:"the folder; absent when nothing was ever taken over"`
	At    time.Time `json:"at"`
	Taken []Finding `json:"taken"`
	Left  []Finding `json:"left" doc:"what was not taken, and why"`
	Copy  string    `json:"copy,omitempty" doc:"where the database was copied before"`
}

// Finding is one line of a report.
type Finding struct {
	What   string `json:"what"`
	Detail string `json:"detail"`
}

// Lines are the report for a terminal or a log, one line for each item.
func (r Takeover) Lines() []string {
	var lines []string
	for _, i := range r.Taken {
		lines = append(lines, "taken: "+i.What+": "+i.Detail)
	}
	for _, i := range r.Left {
		lines = append(lines, "not taken: "+i.What+": "+i.Detail)
	}
	return lines
}

// Report returns the report of the last take-over. It is empty where there was none.
func (s *Service) Report(ctx context.Context) (Takeover, error) {
	r := Takeover{Taken: []Finding{}, Left: []Finding{}}
	_, err := s.Store.Document(ctx, reportDocument, &r)
	return r, err
}

// TakeOver replaces the stored configuration by that of an installation that
// keeps it in files of a folder, which are only read. What cannot be used is
// left out and reported. The caller makes the changes take effect.
func (s *Service) TakeOver(ctx context.Context, dir string) (Takeover, error) {
	if !HoldsInstallation(dir) {
		return Takeover{}, fault.New(fault.NotFound, "%s holds no installation that can be taken over, or this user may not read it", dir).In("from")
	}
	now, err := s.current(ctx)
	if err != nil {
		return Takeover{}, err
	}
	f := readFolder(dir, s.Now(), s.isOwn(dir))
	p := s.prepare(f.d, now)
	p.next.Account, p.next.Tokens = f.account, f.tokens
	if withoutOldDefaults(p.next.Alerts) {
		f.leave("thresholds of disk and network traffic", "nobody chose them, an old version came with them: they are off")
	}
	f.tell(p)
	if f.report.Copy, err = s.Store.CopyAside(ctx); err != nil {
		return f.report, fmt.Errorf("copy the database before taking over: %w", err)
	}
	p.next.Notes = map[string]any{reportDocument: f.report}
	if err := s.Store.SaveConfiguration(ctx, p.next); err != nil {
		return f.report, fmt.Errorf("store what was taken over: %w", err)
	}
	for _, line := range f.report.Lines() {
		s.Log.Info("take-over", "from", dir, "item", line)
	}
	return f.report, nil
}

// tell writes the report of a plan.
func (f *folder) tell(p plan) {
	for _, problem := range slices.Concat(p.Problems, p.Remarks) {
		f.leave(problem.What, problem.Why)
	}
	taken := func(what string, count int, one, many string) {
		switch {
		case count == 1:
			f.report.Taken = append(f.report.Taken, Finding{what, "1 " + one})
		case count > 1:
			f.report.Taken = append(f.report.Taken, Finding{what, fmt.Sprintf("%d %s", count, many)})
		}
	}
	mails, hooks := split(p.next.Channels)
	taken("connections", len(p.next.Targets), "server", "servers")
	taken("webhooks", len(hooks), "webhook; notices of recovery are off", "webhooks; notices of recovery are off")
	taken("notes about guests", len(p.next.Metadata), "guest", "guests")
	taken("API tokens", len(f.tokens), "token", "tokens")
	for _, whole := range []struct {
		what, detail string
		there        bool
	}{
		{"e-mail settings", "the server and the recipients; notices of recovery are off", len(mails) > 0},
		{"alert configuration", "thresholds, overrides and schedule", p.next.Alerts != nil},
		{"settings", "all but the address to listen on", p.next.System != nil},
		{"sign-in at a provider", "the whole of it", p.next.SignIn != nil && p.next.SignIn.Document != nil},
		{"account", "the user and the password", f.account != nil},
	} {
		if whole.there {
			f.report.Taken = append(f.report.Taken, Finding{whole.what, whole.detail})
		}
	}
}

// withoutOldDefaults switches off thresholds of disks and networks that nobody
// chose: old versions of that program came with them. It reports whether there
// were any.
func withoutOldDefaults(a *settings.Alerts) (found bool) {
	if a == nil {
		return false
	}
	g := &a.GuestDefaults
	for _, one := range []struct {
		at  *settings.Hysteresis
		old float64
	}{{g.DiskRead, 150}, {g.DiskWrite, 150}, {g.NetworkIn, 200}, {g.NetworkOut, 200}} {
		if one.at != nil && one.at.Trigger == one.old {
			*one.at = settings.Hysteresis{}
			found = true
		}
	}
	return found
}

// Initial is a configuration for an installation that has none yet.
type Initial struct {
	File       string // with an export; wins over Data
	Data       string // the export itself
	Passphrase string
	Folders    []string // to take over from, the first that holds an installation
}

// FirstStart fills an installation in which nobody has configured anything. A
// failure is told in the log, and the program starts empty. It returns the
// report where a folder was taken over.
func (s *Service) FirstStart(ctx context.Context, in Initial) (Takeover, error) {
	fresh, err := s.Store.IsFresh(ctx)
	if err != nil || !fresh {
		return Takeover{}, err
	}
	if in.File != "" || in.Data != "" {
		if err := s.importInitial(ctx, in); err != nil {
			s.Log.Error("the configuration of PULSE_INIT_CONFIG was not imported, starting without", "err", err)
		}
		return Takeover{}, nil
	}
	for _, dir := range in.Folders {
		if !HoldsInstallation(dir) {
			continue
		}
		report, err := s.TakeOver(ctx, dir)
		if err != nil {
			s.Log.Error("an existing installation was not taken over, starting without", "from", dir, "err", err)
		}
		return report, nil
	}
	return Takeover{}, nil
}

func (s *Service) importInitial(ctx context.Context, in Initial) error {
	if in.Passphrase == "" {
		return fault.New(fault.Invalid, "PULSE_INIT_CONFIG_PASSPHRASE is not set")
	}
	data := in.Data
	if in.File != "" {
		var err error
		if data, err = ReadExport(in.File); err != nil {
			return err
		}
	}
	_, err := s.Import(ctx, data, in.Passphrase)
	return err
}

// isOwn reports whether a folder is the one in which this program keeps its data.
func (s *Service) isOwn(dir string) bool {
	there, err := os.Stat(dir)
	if err != nil {
		return false
	}
	here, err := os.Stat(s.Dir)
	return err == nil && os.SameFile(there, here)
}
