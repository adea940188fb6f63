package api

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pulse/backend/settings"
	"pulse/backend/store"
	"pulse/backend/update"
)

// newUpdates is the part for updates of a program that was started by hand; it
// has the settings of the store.
func newUpdates(t testing.TB, db *store.Store, dir string, log *slog.Logger) *update.Service {
	return update.New(update.Options{
		Ledger: db, DataDir: dir, Version: "1.0.0", Log: log, Tell: func(string, any) {}, Supervise: func() {},
		Settings: func() settings.System {
			system, err := db.System(t.Context())
			if err != nil {
				t.Errorf("settings: %v", err)
			}
			return system
		},
		Installation: update.Detect(update.Installation{Deployment: "manual", Program: dir + "/pulse-server"}),
	})
}

// releases serves a feed with version 1.1.0 and a candidate of 1.2.0, counting
// how often it is read.
func releases(t *testing.T) (server string, reads *atomic.Int64) {
	t.Helper()
	server, reads, _ = signedReleases(t)
	return server, reads
}

// signedReleases tells the public half of the key, too.
func signedReleases(t *testing.T) (server string, reads *atomic.Int64, publicKey string) {
	t.Helper()
	reads = new(atomic.Int64)
	half, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	feed := update.Feed{}
	for _, version := range []string{"v1.2.0-rc.1", "v1.1.0"} {
		a := update.Asset{
			Name: fmt.Sprintf("pulse-%s-%s-%s.tar.gz", version, runtime.GOOS, runtime.GOARCH), Size: 10, SHA256: strings.Repeat("ab", 32),
		}
		a.URL = "files/" + a.Name
		update.Sign(key, version, &a)
		feed.Releases = append(feed.Releases, update.Release{Version: version, Date: noon, Notes: "# New", Assets: []update.Asset{a}})
	}
	body, err := json.Marshal(feed)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/pulse/releases.json" {
			http.NotFound(w, r)
			return
		}
		reads.Add(1)
		w.Write(body) //nolint:errcheck // the reader may be gone
	}))
	t.Cleanup(s.Close)
	return s.URL + "/pulse", reads, base64.StdEncoding.EncodeToString(half)
}

func (f *fixture) lookFor(server string) {
	f.t.Helper()
	f.admin(200, "POST", "/api/system/settings/update", fmt.Sprintf(`{"updateServer":%q}`, server))
}

func TestUpdates_WithoutAFeedThereIsNothing(t *testing.T) {
	f := newFixture(t, withAccount(t))
	check := f.object(f.admin(200, "GET", "/api/updates/check", ""))
	if check["available"] != false || check["currentVersion"] != "1.0.0" || check["latestVersion"] != "v1.0.0" || check["downloadUrl"] != "" ||
		check["releaseDate"] != "0001-01-01T00:00:00Z" || check["deploymentType"] != "manual" || check["configured"] != false {
		t.Errorf("check %v", check)
	}
	if status := f.object(f.admin(200, "GET", "/api/updates/status", "")); status["status"] != "idle" || status["progress"] != 0.0 {
		t.Errorf("status %v", status)
	}
	if body := strings.TrimSpace(f.admin(200, "GET", "/api/updates/history", "").Body.String()); body != "[]" {
		t.Errorf("history %s", body)
	}
}

func TestUpdates_CheckTellsTheNewestOfTheChannelAndRemembersIt(t *testing.T) {
	f := newFixture(t, withAccount(t))
	server, reads := releases(t)
	f.lookFor(server)
	stable := f.object(f.admin(200, "GET", "/api/updates/check", ""))
	if stable["available"] != true || stable["latestVersion"] != "v1.1.0" || stable["isPrerelease"] != false || stable["releaseNotes"] != "# New" ||
		!strings.HasPrefix(stable["downloadUrl"].(string), server+"/files/pulse-v1.1.0-") {
		t.Errorf("stable %v", stable)
	}
	rc := f.object(f.admin(200, "GET", "/api/updates/check?channel=rc", ""))
	if rc["latestVersion"] != "v1.2.0-rc.1" || rc["isPrerelease"] != true {
		t.Errorf("rc %v", rc)
	}
	f.admin(400, "GET", "/api/updates/check?channel=nightly", "")
	if reads.Load() != 1 {
		t.Errorf("the feed was read %d times, want once", reads.Load())
	}
	program := f.object(f.call("GET", "/api/version", ""))
	if program["updateAvailable"] != true || program["latestVersion"] != "v1.1.0" {
		t.Errorf("version %v", program)
	}
}

func TestUpdates_ForcedChecksAreLimited(t *testing.T) {
	f := newFixture(t, withAccount(t))
	server, reads := releases(t)
	f.lookFor(server)
	for range 10 {
		f.admin(200, "GET", "/api/updates/check?force=true", "")
	}
	f.admin(429, "GET", "/api/updates/check?force=true", "")
	f.admin(200, "GET", "/api/updates/check", "")
	if reads.Load() != 10 {
		t.Errorf("the feed was read %d times, want 10", reads.Load())
	}
}

func TestUpdates_AFeedThatFailsIsSaid(t *testing.T) {
	f := newFixture(t, withAccount(t))
	status := http.StatusTooManyRequests
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	defer s.Close()
	f.lookFor(s.URL)
	if got := f.object(f.admin(200, "GET", "/api/updates/check", "")); got["warning"] == nil || got["available"] != false {
		t.Errorf("limited: %v", got)
	}
	status = http.StatusBadGateway
	if got := f.object(f.admin(500, "GET", "/api/updates/check?force=true", "")); got["error"] != "Failed to check for updates" {
		t.Errorf("broken: %v", got)
	}
}

// Who sees that nothing could be looked up sees why, and not what is secret in
// the address.
func TestUpdates_WhyAFeedCannotBeReadIsSaidInWords(t *testing.T) {
	nobody := httptest.NewServer(nil)
	nobody.Close()
	secure := httptest.NewUnstartedServer(nil)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains about a caller who does not trust it
	secure.StartTLS()
	defer secure.Close()
	unknown := "http://" + strings.Repeat("x", 70) + ".example" // no resolver is asked for a name that cannot be
	answers := map[string]http.HandlerFunc{
		"missing": http.NotFound,
		"page":    func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>Welcome</html>") }, //nolint:errcheck // the reader may be gone
		"broken":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"locked":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
		"cut":     func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	}
	mux := http.NewServeMux()
	for name, answer := range answers {
		mux.HandleFunc("/"+name+"/releases.json", answer)
	}
	s := httptest.NewServer(mux)
	defer s.Close()
	plain := strings.Replace(s.URL, "http:", "https:", 1)
	for _, c := range []struct{ name, address, host, want string }{
		{"nobody listens", nobody.URL + "/s3cret?token=s3cret", nobody.URL, "refuses the connection"},
		{"no such name", unknown + "/s3cret?token=s3cret", unknown, "cannot be resolved"},
		{"unknown certificate", secure.URL + "/s3cret", secure.URL, "is not trusted by this machine"},
		{"no HTTPS", plain + "/s3cret", plain, "does not speak HTTPS"},
		{"nothing there", s.URL + "/missing?token=s3cret", s.URL, "status 404: there is no list of releases"},
		{"a page", s.URL + "/page?token=s3cret", s.URL, "cannot be used: the feed is no list of releases"},
		{"an error", s.URL + "/broken?token=s3cret", s.URL, "status 502"},
		{"a sign-in", s.URL + "/locked?token=s3cret", s.URL, "wants a sign-in"},
		{"cut off", s.URL + "/cut?token=s3cret", s.URL, "closed the connection"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t, withAccount(t))
			f.lookFor(c.address)
			got := f.object(f.admin(500, "GET", "/api/updates/check", ""))
			details, _ := got["details"].(map[string]any)
			reason, _ := details["reason"].(string)
			_, host, _ := strings.Cut(c.host, "//")
			if got["code"] != "update_check_failed" || !strings.Contains(reason, c.want) || !strings.Contains(reason, host) || strings.Contains(reason, "s3cret") {
				t.Errorf("got %v, want a reason that names %s and says %q", got, host, c.want)
			}
		})
	}
}

func TestUpdates_PlanSaysWhyNotAndWhatToType(t *testing.T) {
	f := newFixture(t, withAccount(t))
	server, _ := releases(t)
	f.lookFor(server)
	plan := f.object(f.admin(200, "GET", "/api/updates/plan?version=v1.1.0", ""))
	command, _ := plan["command"].(string)
	if plan["version"] != "v1.1.0" || plan["channel"] != "stable" || plan["canAutoUpdate"] != false || plan["reason"] == "" ||
		!strings.Contains(command, server+"/files/pulse-v1.1.0-") || !strings.Contains(command, strings.Repeat("ab", 32)) || len(plan["steps"].([]any)) == 0 {
		t.Errorf("plan %v", plan)
	}
	for _, query := range []string{"", "?version=", "?version=latest", "?version=1.2", "?version=1.2.3;rm", "?version=1.2.3&channel=x"} {
		f.admin(400, "GET", "/api/updates/plan"+query, "")
	}
	f.admin(200, "GET", "/api/updates/plan?version=4.30.0-rc.1%2Bbuild.5", "")
}

func TestUpdates_PlanOfAReleaseThatAnotherKeySignedTellsNoCommand(t *testing.T) {
	f := newFixture(t, withAccount(t))
	server, _, key := signedReleases(t)
	f.lookFor(server)
	for _, c := range []struct {
		name, key string
		good      bool
	}{
		{"the key of the releases", key, true},
		{"the key of somebody else", base64.StdEncoding.EncodeToString(make([]byte, 32)), false},
	} {
		f.admin(200, "POST", "/api/system/settings/update", fmt.Sprintf(`{"updatePublicKey":%q}`, c.key))
		plan := f.object(f.admin(200, "GET", "/api/updates/plan?version=v1.1.0", ""))
		_, command := plan["command"]
		reason, _ := plan["reason"].(string)
		if command != c.good || strings.Contains(reason, "is not signed with the public key") == c.good {
			t.Errorf("%s: %v", c.name, plan)
		}
	}
}

func TestUpdates_ApplyRefusesWithTheReason(t *testing.T) {
	f := newFixture(t, withAccount(t))
	server, _ := releases(t)
	f.lookFor(server)
	address := f.object(f.admin(200, "GET", "/api/updates/check", ""))["downloadUrl"]
	cases := []struct {
		name, body string
		status     int
		code       string
	}{
		{"no JSON", `{`, 400, "invalid_request"},
		{"no address", `{}`, 400, "invalid"},
		{"an address of somebody else", `{"downloadUrl":"https://evil.example/pulse.tar.gz"}`, 400, "invalid_download_url"},
		{"a program that was started by hand", fmt.Sprintf(`{"downloadUrl":%q}`, address), 409, "manual_update_required"},
	}
	for _, c := range cases {
		if got := f.object(f.admin(c.status, "POST", "/api/updates/apply", c.body)); got["code"] != c.code {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestUpdates_HistoryHidesPathsFromReaders(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for n, status := range []string{store.UpdateSucceeded, store.UpdateFailed} {
		entry := store.Update{
			ID: fmt.Sprint("update-", n), At: noon, Action: "update", Channel: "stable", From: "v1.0.0", To: "v1.1.0", Deployment: "systemd",
			By: "user", Via: "ui", Status: status, Took: 1500 * time.Millisecond, Backup: "/var/lib/pulse/update/data",
		}
		if status == store.UpdateFailed {
			entry.Error, entry.Code = "open /opt/pulse: permission denied", "not_writable"
		}
		if err := f.store.SaveUpdate(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	entry := f.object(f.admin(200, "GET", "/api/updates/history/entry?id=update-1", ""))
	if entry["backup_path"] != "/var/lib/pulse/update/data" || entry["duration_ms"] != 1500.0 || entry["error"].(map[string]any)["message"] != "open /opt/pulse: permission denied" {
		t.Errorf("entry %v", entry)
	}
	reader := f.object(f.admin(200, "POST", "/api/security/tokens", `{"name":"wall","scopes":["read"]}`))["token"].(string)
	seen := f.call("GET", "/api/updates/history", "", header("X-API-Token", reader)).Body.String()
	if strings.Contains(seen, "/var/lib") || strings.Contains(seen, "/opt") || strings.Index(seen, "update-1") > strings.Index(seen, "update-0") {
		t.Errorf("a reader sees %s", seen)
	}
	if seen := f.admin(200, "GET", "/api/updates/history?status=failed&limit=5", "").Body.String(); strings.Contains(seen, "update-0") {
		t.Errorf("failed ones: %s", seen)
	}
	f.admin(400, "GET", "/api/updates/history?status=lost", "")
	f.admin(400, "GET", "/api/updates/history/entry", "")
	if got := f.object(f.admin(404, "GET", "/api/updates/history/entry?id=x", "")); got["error"] != "Entry not found" {
		t.Errorf("missing: %v", got)
	}
}
