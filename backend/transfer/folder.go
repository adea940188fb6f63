package transfer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/secret"
	"pulse/backend/store"
)

// HoldsInstallation reports whether a folder holds the files of an installation
// that keeps its configuration in files. Other programs use such folders, too.
func HoldsInstallation(dir string) bool {
	for _, name := range []string{"nodes.enc", "email.enc", "webhooks.enc", "api_tokens.json", "alerts.json", "system.json"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return true
		}
	}
	return false
}

// folder is the configuration of an installation that keeps it in files. They
// are only read.
type folder struct {
	dir     string
	now     time.Time
	box     *secret.Box // opens the sealed files
	boxErr  error
	d       document
	account *store.User
	tokens  []store.Token
	report  Takeover
}

// readFolder reads what is there. What cannot be read is named in the report.
// In our own folder .env is in force as it is, and nothing is taken from it.
func readFolder(dir string, now time.Time, own bool) *folder {
	f := &folder{dir: dir, now: now, report: Takeover{From: dir, At: now.UTC(), Taken: []Finding{}, Left: []Finding{}}}
	if f.box, f.boxErr = secret.OpenOf(dir); fault.Is(f.boxErr, fault.Damaged) {
		f.boxErr = fault.New(fault.Damaged, "the key file %s of that folder is missing or damaged", secret.KeyFile)
	}
	f.d.Version = publishedVersion
	f.readNodes()
	f.leaveSchemeless()
	f.sealed("email.enc", "e-mail settings", &f.d.Email)
	f.sealed("webhooks.enc", "webhooks", &f.d.Webhooks)
	f.readProvider()
	f.plain("system.json", "settings", &f.d.System)
	f.plain("alerts.json", "alert configuration", &f.d.Alerts)
	f.plain("guest_metadata.json", "notes about guests", &f.d.Guests)
	f.readTokens()
	if !own {
		f.readEnvironment()
	}
	f.nameTheRest()
	return f
}

// readNodes takes the copy where the file itself is damaged.
func (f *folder) readNodes() {
	const name, what = "nodes.enc", "connections"
	err := f.open(name, &f.d.Nodes)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return
	}
	if f.open(name+".backup", &f.d.Nodes) == nil {
		f.leave(what, name+" is damaged ("+reason(err)+"): its copy "+name+".backup was taken")
		return
	}
	f.leave(what, name+": "+reason(err))
}

// leaveSchemeless leaves the clusters out of which nobody knows how they are
// spoken to: the published program does not start with such an address.
func (f *folder) leaveSchemeless() {
	if f.d.Nodes == nil {
		return
	}
	f.d.Nodes.PVE = slices.DeleteFunc(f.d.Nodes.PVE, func(p pveNode) bool {
		missing := p.Host != "" && !strings.Contains(p.Host, "://")
		if missing {
			f.leave(connection(p.Name, "pve"), fmt.Sprintf("its address %s does not begin with https://; add this server anew", p.Host))
		}
		return missing
	})
}

// readProvider takes a sign-in that cannot work as it is, but not switched on.
func (f *folder) readProvider() {
	const what = "sign-in at a provider"
	f.sealed("oidc.enc", what, &f.d.OIDC)
	var config auth.Provider
	if !given(f.d.OIDC) || json.Unmarshal(f.d.OIDC, &config) != nil || !config.Enabled {
		return
	}
	config = config.Tidied()
	wrong := config.Check()
	if config.Enabled = false; wrong == nil || config.Check() != nil {
		return
	}
	if off, err := json.Marshal(config); err == nil {
		f.leave(what, "it is switched off, the rest of it was taken: "+reason(wrong))
		f.d.OIDC = off
	}
}

func (f *folder) sealed(name, what string, into any) {
	if err := f.open(name, into); err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.leave(what, name+": "+reason(err))
	}
}

func (f *folder) plain(name, what string, into any) {
	content, err := f.content(name)
	if err == nil {
		err = json.Unmarshal(content, into)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.leave(what, name+": "+reason(err))
	}
}

// open reads a sealed file. One of an old version may be plain JSON.
func (f *folder) open(name string, into any) error {
	content, err := f.content(name)
	if err != nil {
		return err
	}
	if json.Valid(content) {
		return json.Unmarshal(content, into)
	}
	if f.boxErr != nil {
		return f.boxErr
	}
	plain, err := f.box.Open(content)
	if err != nil {
		return fault.Wrap(fault.Damaged, err, "it does not open with the key in %s", secret.KeyFile)
	}
	return json.Unmarshal(plain, into)
}

func (f *folder) content(name string) ([]byte, error) {
	path := filepath.Join(f.dir, name)
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return nil, fault.New(fault.Invalid, "it is no file")
	case err == nil && info.Size() > MaxSize:
		return nil, fault.New(fault.TooLarge, "it is larger than %d MiB", MaxSize>>20)
	}
	content, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.Forbidden, err, "it cannot be read by the user that runs Pulse")
	}
	return content, err
}

func (f *folder) leave(what, why string) { f.report.Left = append(f.report.Left, Finding{what, why}) }

// nameTheRest names the files that are known and not wanted.
func (f *folder) nameTheRest() {
	for _, file := range []Finding{
		{"sessions.json", "everybody signs in anew"},
		{"recovery_tokens.json", "recovery tokens are made anew"},
		{"alerts/active-alerts.json", "active alerts are found again"},
		{"alerts/alert-history.json", "the history of alerts begins anew"},
		{"update-history.jsonl", "it tells of updates of another program"},
	} {
		if _, err := os.Stat(filepath.Join(f.dir, filepath.FromSlash(file.What))); err == nil {
			f.leave(file.What, file.Detail)
		}
	}
}
