package transfer_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha3"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"pulse/backend/transfer"
)

// existing makes the folder of an installation that keeps its configuration in
// files, by their description and with nothing but the standard library.
func existing(t *testing.T) string {
	t.Helper()
	dir, key := t.TempDir(), make([]byte, 32)
	rand.Read(key)
	write(t, dir, ".encryption.key", []byte(base64.StdEncoding.EncodeToString(key)))
	var parts map[string]json.RawMessage
	if err := json.Unmarshal([]byte(fixture(t, "export.json")), &parts); err != nil {
		t.Fatal(err)
	}
	for name, part := range map[string]string{"nodes.enc": "nodes", "email.enc": "email", "webhooks.enc": "webhooks", "oidc.enc": "oidc"} {
		nonce := make([]byte, 12)
		rand.Read(nonce)
		write(t, dir, name, gcm(t, key).Seal(nonce, nonce, parts[part], nil))
	}
	for name, part := range map[string]string{"system.json": "system", "alerts.json": "alerts", "guest_metadata.json": "guestMetadata"} {
		write(t, dir, name, parts[part])
	}
	hash := sha3.Sum256([]byte("an old token"))
	write(t, dir, "api_tokens.json", []byte(`[{"id":"t1","name":"ansible","prefix":"an old","suffix":"oken","createdAt":"2025-01-02T03:04:05Z","lastUsedAt":null,"hash":"`+hex.EncodeToString(hash[:])+`"}]`))
	write(t, dir, ".env", []byte("PULSE_AUTH_USER='ann'\nPULSE_AUTH_PASS='an old password'\nAPI_TOKEN=another-old-token-in-clear\nFRONTEND_PORT=8080\nPULSE_AUDIT_LOG=true\n"))
	write(t, dir, "sessions.json", []byte("{}"))
	return dir
}

func write(t *testing.T, dir, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// files are the names and contents of a folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		info, infoErr := entry.Info()
		if err == nil && infoErr == nil {
			all[path] = info.ModTime().String() + string(content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTakeOver_TakesAllThatTheFilesHoldAndLeavesThemAlone(t *testing.T) {
	dir, p := existing(t), newPlace(t)
	before := files(t, dir)
	report, err := p.TakeOver(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	targets, err := p.store.Targets(t.Context())
	if err != nil || len(targets) != 3 || targets[0].TokenValue != "5b1d-lab-token" {
		t.Errorf("targets %v, %v", targets, err)
	}
	checkRest(t, p)
	alerts, err := p.store.Alerts(t.Context())
	if err != nil || alerts.GuestDefaults.CPU.Trigger != 71 || alerts.GuestDefaults.DiskRead.Trigger != 0 {
		t.Errorf("alerts %+v, %v: a threshold that nobody chose is off", alerts.GuestDefaults, err)
	}
	user, known, err := p.store.User(t.Context())
	if !known || err != nil || user.Name != "ann" || bcrypt.CompareHashAndPassword([]byte(user.PasswordHash), []byte("an old password")) != nil {
		t.Errorf("user %+v, %v", user, err)
	}
	tokens, err := p.store.Tokens(t.Context())
	if err != nil || len(tokens) != 2 {
		t.Errorf("tokens %+v, %v", tokens, err)
	}
	if after := files(t, dir); !maps.Equal(before, after) {
		t.Error("the folder was changed")
	}
	kept, err := p.Report(t.Context())
	if err != nil || kept.From != dir || !slices.Equal(kept.Lines(), report.Lines()) {
		t.Errorf("kept report %+v, %v", kept, err)
	}
	for _, line := range []string{
		"taken: connections: 3 servers", "taken: webhooks: 1 webhook; notices of recovery are off", "taken: account: the user and the password", "taken: API tokens: 2 tokens",
		"not taken: sessions.json: everybody signs in anew",
		"not taken: FRONTEND_PORT: it is set in .env there; set it in the environment of this installation if it shall hold here",
		"not taken: PULSE_AUDIT_LOG: it is set in .env there; set it in the environment of this installation if it shall hold here",
		"not taken: thresholds of disk and network traffic: nobody chose them, an old version came with them: they are off",
		"not taken: connection \"vault\" (pbs): it has a password and a token: the password is used, the token is left out",
	} {
		if !slices.Contains(report.Lines(), line) {
			t.Errorf("the report lacks %q: %q", line, report.Lines())
		}
	}
}

func TestTakeOver_GoesOnWhereSomethingCannotBeUsed(t *testing.T) {
	cases := map[string]struct {
		spoil func(t *testing.T, dir string)
		says  string
		left  int // connections that are there all the same
	}{
		"settings out of range":   {func(t *testing.T, dir string) { write(t, dir, "system.json", []byte(`{"connectionTimeout":9000}`)) }, "settings: connectionTimeout", 3},
		"alerts that are no JSON": {func(t *testing.T, dir string) { write(t, dir, "alerts.json", []byte(`{"enabled":`)) }, "alerts.json: it cannot be read", 3},
		"a damaged list with a copy": {func(t *testing.T, dir string) {
			write(t, dir, "nodes.enc.backup", []byte(files(t, dir)[filepath.Join(dir, "nodes.enc")][len(modTime(t, dir, "nodes.enc")):]))
			write(t, dir, "nodes.enc", []byte("what happened here to all of it?"))
		}, "its copy nodes.enc.backup was taken", 3},
		"a time zone that nobody knows": {func(t *testing.T, dir string) {
			write(t, dir, "alerts.json", []byte(`{"schedule":{"quietHours":{"enabled":true,"timezone":"Mars/Olympus"}}}`))
		}, `time zone of the quiet hours: "Mars/Olympus" is not known here, the zone of this machine, UTC, is used`, 3},
		"a damaged list": {func(t *testing.T, dir string) { write(t, dir, "nodes.enc", make([]byte, 100)) }, "nodes.enc: it does not open with the key", 0},
		"a folder in the place of a file": {func(t *testing.T, dir string) {
			remove(t, dir, "email.enc")
			if err := os.Mkdir(filepath.Join(dir, "email.enc"), 0o700); err != nil {
				t.Fatal(err)
			}
		}, "e-mail settings: email.enc: it is no file", 3},
		"a sign-in that lacks something": {func(t *testing.T, dir string) {
			write(t, dir, "oidc.enc", []byte(`{"enabled":true,"issuerUrl":"https://login.example.com","clientId":"pulse","clientSecret":"s"}`))
		}, "sign-in at a provider: it is switched off, the rest of it was taken: redirectUrl is required", 3},
		"no key": {func(t *testing.T, dir string) { remove(t, dir, ".encryption.key") }, "nodes.enc: the key file", 0},
		"a webhook to this machine, in an old plain file": {func(t *testing.T, dir string) {
			write(t, dir, "webhooks.enc", []byte(`[{"id":"a","name":"Here","url":"http://localhost/x"}]`))
		}, `webhook "Here": Invalid webhook URL`, 3},
		"an address without its scheme": {func(t *testing.T, dir string) {
			reseal(t, dir, "nodes.enc", `https://10.1.0.11:8006`, "10.1.0.11:8006")
		}, `connection "lab" (pve): its address 10.1.0.11:8006 does not begin with https://; add this server anew`, 2},
		"a line that nobody can read": {func(t *testing.T, dir string) {
			write(t, dir, ".env", []byte("\uFEFFPULSE_AUTH_USER=ann\nthis is no variable\nPULSE_AUTH_PASS='an old password'\n"))
		}, "not taken: .env, line 2: it cannot be read: every line must have the form NAME=value", 3},
		"a password hash without quotes": {func(t *testing.T, dir string) {
			write(t, dir, ".env", []byte("PULSE_AUTH_USER=ann\nPULSE_AUTH_PASS=$2a$04$"+strings.Repeat("a", 53)+"\n"))
		}, "sessions.json", 3},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir, p := existing(t), newPlace(t)
			c.spoil(t, dir)
			report, err := p.TakeOver(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(report.Lines(), "\n"); !strings.Contains(all, c.says) {
				t.Errorf("the report does not say %q:\n%s", c.says, all)
			}
			if targets, err := p.store.Targets(t.Context()); err != nil || len(targets) != c.left {
				t.Errorf("%d connections, %v; want %d", len(targets), err, c.left)
			}
			if user, known, err := p.store.User(t.Context()); !known || err != nil || user.Name != "ann" {
				t.Errorf("user %+v, %v", user, err)
			}
		})
	}
}

// reseal replaces something in a sealed file.
func reseal(t *testing.T, dir, name, before, after string) {
	t.Helper()
	read := func(name string) []byte {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	key, err := base64.StdEncoding.DecodeString(string(read(".encryption.key")))
	if err != nil {
		t.Fatal(err)
	}
	box, sealed := gcm(t, key), read(name)
	nonce := sealed[:box.NonceSize()]
	plain, err := box.Open(nil, nonce, sealed[len(nonce):], nil)
	if err != nil || !bytes.Contains(plain, []byte(before)) {
		t.Fatalf("%s holds no %s: %v", name, before, err)
	}
	write(t, dir, name, box.Seal(nonce, nonce, bytes.Replace(plain, []byte(before), []byte(after), 1), nil))
}

func modTime(t *testing.T, dir, name string) string {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime().String()
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

func TestTakeOver_RefusesAFolderOfAnotherProgram(t *testing.T) {
	dir, p := t.TempDir(), newPlace(t)
	write(t, dir, "daemon.conf", []byte("; a sound server"))
	if _, err := p.TakeOver(t.Context(), dir); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, want an error that names the folder", err)
	}
}

func TestFirstStart_FillsOnlyAnEmptyInstallation(t *testing.T) {
	export := filepath.Join(t.TempDir(), "export")
	write(t, filepath.Dir(export), "export", []byte(sealByDescription(t, fixture(t, "export.json"))))
	old := existing(t)
	cases := map[string]struct {
		in   transfer.Initial
		want int
		from string
	}{
		"nothing":            {transfer.Initial{Folders: []string{t.TempDir()}}, 0, ""},
		"a folder":           {transfer.Initial{Folders: []string{t.TempDir(), old}}, 3, old},
		"a file":             {transfer.Initial{File: export, Passphrase: passphrase, Folders: []string{old}}, 3, ""},
		"a text":             {transfer.Initial{Data: sealByDescription(t, fixture(t, "export.json")), Passphrase: passphrase}, 3, ""},
		"a wrong passphrase": {transfer.Initial{File: export, Passphrase: "wrong passphrase"}, 0, ""},
		"no passphrase":      {transfer.Initial{File: export}, 0, ""},
		"a missing file":     {transfer.Initial{File: export + "x", Passphrase: passphrase}, 0, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			report, err := p.FirstStart(t.Context(), c.in)
			if err != nil || report.From != c.from {
				t.Errorf("report %+v, %v", report, err)
			}
			if targets, err := p.store.Targets(t.Context()); err != nil || len(targets) != c.want {
				t.Errorf("%d connections, %v; want %d", len(targets), err, c.want)
			}
		})
	}
	p := imported(t)
	before := p.stored(t)
	if report, err := p.FirstStart(t.Context(), transfer.Initial{Folders: []string{old}}); err != nil || report.From != "" || p.stored(t) != before {
		t.Errorf("a configured installation was changed: %+v, %v", report, err)
	}
}
