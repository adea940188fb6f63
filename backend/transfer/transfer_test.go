package transfer_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pulse/backend/fault"
	"pulse/backend/store"
	"pulse/backend/transfer"
)

func TestImport_TakesAnExportMadeByThePublishedDescription(t *testing.T) {
	p := newPlace(t)
	changes, err := p.Import(t.Context(), sealByDescription(t, fixture(t, "export.json")), passphrase)
	if err != nil {
		t.Fatal(err)
	}
	if got := changes.Connections.Added; !slices.Equal(got, []string{"lab (pve)", "vault (pbs)", "post (pmg)"}) {
		t.Errorf("added %v", got)
	}
	targets, err := p.store.Targets(t.Context())
	if err != nil || len(targets) != 3 {
		t.Fatalf("targets %v, %v", targets, err)
	}
	lab, vault, post := targets[0], targets[1], targets[2]
	if lab.TokenValue != "5b1d-lab-token" || !lab.VerifyTLS || lab.Monitors("backups") || !lab.Monitors("disks") || lab.Cluster.Name != "lab" {
		t.Errorf("lab is %+v", lab)
	}
	if vault.Host != "https://10.1.0.20:8007" || vault.Password != "vault-word" || vault.TokenValue != "" {
		t.Errorf("vault is %+v: a scheme and a port belong to its address, and the password wins over the token", vault)
	}
	if !post.Monitors("mailStats") || post.Monitors("queues") {
		t.Errorf("post reads %v: nothing chosen means mail statistics", post.Monitor)
	}
	alerts, err := p.store.Alerts(t.Context())
	if err != nil || alerts.GuestDefaults.CPU.Trigger != 71 || alerts.Schedule.Cooldown != 7 || alerts.NodeDefaults.CPU.Trigger != 80 {
		t.Errorf("alerts %+v, %v", alerts, err)
	}
	if _, overridden := alerts.Overrides["lab-a-101"]; !overridden {
		t.Error("the override is missing")
	}
	checkRest(t, p)
}

func checkRest(t *testing.T, p place) {
	t.Helper()
	channels, err := p.store.Channels(t.Context())
	if err != nil || len(channels) != 2 {
		t.Fatalf("channels %v, %v", channels, err)
	}
	post, hook := channels[0], channels[1]
	if post.Mail == nil || post.Mail.Password != "mail-word" || post.Mail.TLS || !post.Mail.StartTLS || post.Resolved {
		t.Errorf("e-mail %+v %+v", post, post.Mail)
	}
	if hook.ID != "webhook-1" || hook.Headers["Authorization"] != "Bearer hook-word" || hook.Resolved {
		t.Errorf("webhook %+v", hook)
	}
	system, err := p.store.System(t.Context())
	if err != nil || system.PBSPollingInterval != 120 || system.PMGPollingInterval != 60 || system.Theme != "dark" || system.ListenPort != 7655 || system.FrontendPort != 7655 {
		t.Errorf("settings %+v, %v", system, err)
	}
	var signIn map[string]any
	if known, err := p.store.SignIn(t.Context(), &signIn); !known || err != nil || signIn["clientSecret"] != "client-word" {
		t.Errorf("sign-in %v, %v", known, err)
	}
	notes, known, err := p.store.Metadata(t.Context(), "lab-a-101")
	if !known || err != nil || notes.CustomURL != "https://wiki.example.net" {
		t.Errorf("notes %+v, %v", notes, err)
	}
}

func TestExport_OpensByThePublishedDescription(t *testing.T) {
	p := imported(t)
	text, err := p.Export(t.Context(), passphrase, transfer.Published)
	if err != nil {
		t.Fatal(err)
	}
	got := openByDescription(t, text)
	var want map[string]any
	if err := json.Unmarshal([]byte(fixture(t, "export.json")), &want); err != nil {
		t.Fatal(err)
	}
	if got["version"] != "4.0" || got["exportedAt"] != "2026-03-01T12:00:00Z" {
		t.Errorf("version %v of %v", got["version"], got["exportedAt"])
	}
	for _, path := range []string{
		"nodes.pveInstances.0.Name", "nodes.pveInstances.0.TokenValue", "nodes.pveInstances.0.MonitorBackups", "nodes.pveInstances.0.PhysicalDiskPollingMinutes", "nodes.pveInstances.0.ClusterEndpoints.0.IP",
		"nodes.pbsInstances.0.Password", "nodes.pmgInstances.0.User", "email.password", "email.to.0", "webhooks.0.url", "webhooks.0.headers.Authorization",
		"alerts.guestDefaults.cpu.trigger", "alerts.overrides.lab-a-101.memory.trigger", "system.pbsPollingInterval", "guestMetadata.lab-a-101.customUrl", "oidc.clientSecret",
	} {
		if g, w := at(got, path), at(want, path); g == nil || g != w {
			t.Errorf("%s = %v, want %v", path, g, w)
		}
	}
}

// at finds a member of decoded JSON; 0 is the first of a list.
func at(value any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[name]
		case []any:
			value = v[0]
		}
	}
	return value
}

func imported(t *testing.T) place {
	t.Helper()
	p := newPlace(t)
	if _, err := p.Import(t.Context(), sealByDescription(t, fixture(t, "export.json")), passphrase); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestExport_InBothFormatsMakesTheSameInstallationElsewhere(t *testing.T) {
	from := imported(t)
	for _, format := range []transfer.Format{transfer.Published, transfer.Strong} {
		t.Run(string(format), func(t *testing.T) {
			text, err := from.Export(t.Context(), passphrase, format)
			if err != nil {
				t.Fatal(err)
			}
			to := newPlace(t)
			if _, err := to.Import(t.Context(), text, passphrase); err != nil {
				t.Fatal(err)
			}
			again, err := to.Preview(t.Context(), text, passphrase)
			if err != nil {
				t.Fatal(err)
			}
			if again.Connections.Same != 3 || again.Webhooks.Same != 1 || again.Email || len(again.Settings)+len(again.Alerts) > 0 || again.SignIn != "" || again.Guests.Same != 1 {
				t.Errorf("after the import, importing it again would change %+v", again)
			}
		})
	}
}

func TestImport_OfWhatCannotBeUsedChangesNothing(t *testing.T) {
	good := sealByDescription(t, fixture(t, "export.json"))
	changed := func(old, next string) string {
		return sealByDescription(t, strings.Replace(fixture(t, "export.json"), old, next, 1))
	}
	flipped, _ := base64.StdEncoding.DecodeString(good)
	flipped[60] ^= 1
	cases := map[string]struct{ data, passphrase, says string }{
		"wrong passphrase":      {good, "another passphrase", "the passphrase is wrong"},
		"no passphrase":         {good, "", "Passphrase is required"},
		"no data":               {"", passphrase, "data is required"},
		"cut short":             {good[:len(good)-8], passphrase, "damaged"},
		"flipped bit":           {base64.StdEncoding.EncodeToString(flipped), passphrase, "damaged"},
		"no base64":             {"what is this?", passphrase, "no export of Pulse"},
		"very short":            {"AAAA", passphrase, "too short"},
		"no JSON":               {sealByDescription(t, "{"), passphrase, "cannot be read"},
		"nothing in it":         {sealByDescription(t, `{"version":"4.0"}`), passphrase, "no configuration"},
		"no connections":        {sealByDescription(t, `{"nodes":{"pveInstances":[]}}`), passphrase, "no connections"},
		"connection without":    {changed(`"TokenValue": "5b1d-lab-token"`, `"TokenValue": ""`), passphrase, `"lab"`},
		"webhook to itself":     {changed("https://hooks.example.net/x", "http://127.0.0.1/x"), passphrase, `webhook "Team"`},
		"wrong setting":         {changed(`"connectionTimeout": 15`, `"connectionTimeout": 9000`), passphrase, "connectionTimeout"},
		"wrong threshold":       {changed(`"clear": 60`, `"clear": 90`), passphrase, "cpu"},
		"notes with bad URL":    {changed("https://wiki.example.net", "javascript:alert(1)"), passphrase, "customUrl"},
		"provider without name": {changed(`"enabled": false, "issuerUrl"`, `"enabled": true, "issuerUrl"`), passphrase, "redirectUrl"},
		"mail server with path": {changed("mail.example.net", "smtp://mail.example.net"), passphrase, "e-mail settings"},
	}
	p := imported(t)
	before := p.stored(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := p.Import(t.Context(), c.data, c.passphrase)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want an invalid one that says %q", err, c.says)
			}
			for _, word := range []string{"5b1d-lab-token", "vault-word", "mail-word", "hook-word", "client-word", passphrase} {
				if err != nil && strings.Contains(err.Error(), word) {
					t.Errorf("the error tells a secret: %v", err)
				}
			}
			if after := p.stored(t); after != before {
				t.Errorf("the stored configuration changed: %s", after)
			}
		})
	}
}

func TestImport_TakesTheZoneOfThisMachineForOneThatNobodyKnows(t *testing.T) {
	p := imported(t)
	changes, err := p.Import(t.Context(), sealByDescription(t, `{"version":"4.0","alerts":{"enabled":true,"schedule":{"quietHours":{"enabled":true,"start":"21:00","end":"07:00","timezone":"Mars/Olympus"}}}}`), passphrase)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`time zone of the quiet hours: "Mars/Olympus" is not known here, the zone of this machine, UTC, is used`}
	if !slices.Equal(changes.Notes, want) {
		t.Errorf("notes %q, want %q", changes.Notes, want)
	}
	alerts, err := p.store.Alerts(t.Context())
	if quiet := alerts.Schedule.QuietHours; err != nil || quiet.Timezone != "UTC" || quiet.Start != "21:00" || !quiet.Enabled {
		t.Errorf("quiet hours %+v, %v", quiet, err)
	}
}

func TestImport_KeepsIdentityAndLeavesAbsentPartsAlone(t *testing.T) {
	p := imported(t)
	text := sealByDescription(t, `{"version":"9.9","nodes":{"pbsInstances":[{"name":"vault","host":"https://10.1.0.21:8007","user":"backup@pbs","password":"new"}]},"oidc":null}`)
	changes, err := p.Import(t.Context(), text, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	targets, err := p.store.Targets(t.Context())
	if err != nil || len(targets) != 1 || targets[0].ID != "pbs-0" || targets[0].Password != "new" {
		t.Errorf("targets %+v, %v: keys are found whatever their case, and the same name is the same server", targets, err)
	}
	if !slices.Equal(changes.Connections.Changed, []string{"vault (pbs)"}) || len(changes.Connections.Removed) != 2 || changes.SignIn != "removed" || len(changes.Notes) != 1 {
		t.Errorf("changes %+v", changes)
	}
	if channels, err := p.store.Channels(t.Context()); err != nil || len(channels) != 2 {
		t.Errorf("channels %v, %v: they were not in the export", channels, err)
	}
	if _, err := os.Stat(changes.Copy); err != nil || filepath.Dir(changes.Copy) != filepath.Join(p.dir, "backups") {
		t.Errorf("copy of the database: %v", err)
	}
}

func TestImport_UnderstandsTheFilesThatPeopleHave(t *testing.T) {
	good := sealByDescription(t, fixture(t, "export.json"))
	answer, err := json.Marshal(map[string]string{"status": "success", "data": good})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"with a line end": good + "\n", "in lines": good[:76] + "\r\n" + good[76:], "encoded twice": base64.StdEncoding.EncodeToString([]byte(good)), "the whole answer": string(answer),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := newPlace(t).Preview(t.Context(), data, passphrase); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestExport_WantsALongPassphrase(t *testing.T) {
	p := newPlace(t)
	for _, word := range []string{"", "short", "elevenchars"} {
		if _, err := p.Export(t.Context(), word, transfer.Published); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v", word, err)
		}
	}
	if _, err := p.Export(t.Context(), passphrase, "rot13"); !fault.Is(err, fault.Invalid) {
		t.Errorf("unknown format: got %v", err)
	}
}

func TestImport_LeavesAccountsAndTokens(t *testing.T) {
	p := newPlace(t)
	if err := p.store.SaveUser(t.Context(), store.User{Name: "ann", PasswordHash: "x"}, store.Token{ID: "1", Hash: "h", CreatedAt: noon}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Import(t.Context(), sealByDescription(t, fixture(t, "export.json")), passphrase); err != nil {
		t.Fatal(err)
	}
	tokens, err := p.store.Tokens(t.Context())
	if _, known, userErr := p.store.User(t.Context()); !known || userErr != nil || err != nil || len(tokens) != 1 {
		t.Errorf("user %v, tokens %v, %v", known, tokens, err)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add("")
	f.Add(base64.StdEncoding.EncodeToString([]byte("PLS2\x01\x04\x00\x03\x00\x01\x00\x00" + strings.Repeat("x", 80))))
	f.Fuzz(func(t *testing.T, text string) {
		if strings.HasPrefix(text, "UExTM") && len(text) > 120 {
			t.Skip("a strong header may ask for seconds of work")
		}
		if plain, err := transfer.Open(text, "p"); err == nil {
			t.Errorf("%q opened to %q", text, plain)
		}
	})
}
