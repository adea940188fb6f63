package api

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pulse/backend/auth"
)

var rewrite = flag.Bool("update", false, "rewrite golden files")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *rewrite {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (rewrite with -update and read the diff); got:\n%s", path, got)
	}
}

func TestRoutes_AreThoseOfTheList(t *testing.T) {
	var lines []string
	for _, r := range Routes() {
		method := r.Method
		if method == "" {
			method = "any"
		}
		lines = append(lines, fmt.Sprintf("%-6s %-48s %-9s %s", method, r.Path, r.Access, r.Bucket))
	}
	golden(t, "routes.txt", strings.Join(lines, "\n")+"\n")
}

// concrete is a path of a pattern.
func concrete(pattern string) string {
	return regexp.MustCompile(`\{\w+(\.\.\.)?\}`).ReplaceAllString(pattern, "pve-999")
}

func TestRoutes_AnswerOtherMethodsWith405(t *testing.T) {
	f := newFixture(t, withAccount(t))
	cases := []struct{ method, path, allow string }{
		{"HEAD", "/api/state", "GET, OPTIONS"},
		{"POST", "/api/state", "GET, OPTIONS"},
		{"GET", "/api/login", "POST, OPTIONS"},
		{"DELETE", "/api/health", "GET, HEAD, OPTIONS"},
		{"PATCH", "/api/config/nodes", "GET, POST, OPTIONS"},
		{"DELETE", "/api/system/mock-mode", "GET, POST, PUT, OPTIONS"},
	}
	for _, c := range cases {
		w := f.admin(http.StatusMethodNotAllowed, c.method, c.path, "")
		if got := w.Header().Get("Allow"); got != c.allow {
			t.Errorf("%s %s: allow %q, want %q", c.method, c.path, got, c.allow)
		}
	}
}

func TestRoutes_WhereOtherMethodsDoNotExist(t *testing.T) {
	f := newFixture(t, withAccount(t))
	cases := []struct{ method, path string }{
		{"POST", "/api/alerts/active"},
		{"PATCH", "/api/alerts/config"},
		{"GET", "/api/alerts/x/acknowledge"},
		{"GET", "/api/notifications/webhooks/x"},
		{"PATCH", "/api/notifications/webhooks"},
		{"POST", "/api/config/nodes/pve-0"},
	}
	for _, c := range cases {
		if got := f.object(f.admin(http.StatusNotFound, c.method, c.path, ""))["error"]; got != "Not found" {
			t.Errorf("%s %s: %v", c.method, c.path, got)
		}
	}
}

func TestRoutes_SayThatAnIDIsMissing(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusBadRequest, "DELETE", "/api/security/tokens/", "")
	for _, method := range []string{"PUT", "POST", "DELETE"} {
		f.admin(http.StatusBadRequest, method, "/api/guests/metadata/", "{}")
	}
	f.admin(http.StatusMethodNotAllowed, "PATCH", "/api/guests/metadata", "{}")
}

func TestRoutes_HeadWhereItIsPublished(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for _, path := range []string{"/api/health", "/api/version", "/api/server/info", "/api/charts", "/api/storage-charts"} {
		f.admin(http.StatusOK, "HEAD", path, "")
	}
}

func TestErrors_AreTextForPagesAndJSONForPrograms(t *testing.T) {
	f := newFixture(t, withAccount(t))
	page := header("Origin", "http://localhost:7655")
	cases := []struct {
		name, method, path, body string
		who                      func(*http.Request)
		status                   int
		text, kind               string
	}{
		{"program", "POST", "/api/config/nodes", `{}`, asAdmin, 400, "Type is required", "json"},
		{"page", "POST", "/api/config/nodes", `{}`, func(r *http.Request) { asAdmin(r); page(r) }, 400, "Type is required", "text"},
		{"page that reads members", "POST", "/api/config/nodes", `{}`, func(r *http.Request) { asAdmin(r); page(r); header("Accept", "application/json")(r) }, 400, "Type is required", "json"},
		{"unknown route", "GET", "/api/nothing", "", asAdmin, 404, "404 page not found", "json"},
		{"unknown route from a page", "GET", "/api/nothing", "", func(r *http.Request) { asAdmin(r); page(r) }, 404, "404 page not found", "text"},
		{"always structured", "POST", "/api/state", "", func(r *http.Request) { asAdmin(r); page(r) }, 405, "Method not allowed", "json"},
		{"bad path", "GET", "/api/../state", "", page, 400, "Invalid path", "json"},
		{"bad path of the page", "GET", "/a/../b", "", page, 400, "Invalid path", "text"},
		{"missing alert id", "POST", "/api/alerts//acknowledge", "", asAdmin, 400, "Invalid alert ID", "json"},
		{"not signed in", "GET", "/api/charts", "", page, 401, "Authentication required", "json"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := f.call(c.method, c.path, c.body, c.who)
			if w.Code != c.status {
				t.Fatalf("got %d %s, want %d", w.Code, w.Body, c.status)
			}
			got := strings.TrimSuffix(w.Body.String(), "\n")
			if c.kind == "json" {
				got, _ = f.object(w)["error"].(string)
			}
			if got != c.text || !strings.Contains(w.Header().Get("Content-Type"), c.kind[:4]) && c.kind == "text" {
				t.Errorf("got %q (%s), want %q as %s", got, w.Header().Get("Content-Type"), c.text, c.kind)
			}
		})
	}
}

func TestBodies_HaveALimit(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusRequestEntityTooLarge, "POST", "/api/config/nodes", `{"name":"`+strings.Repeat("x", bodyLimit)+`"}`)
}

func FuzzRoutes_NeverFailInside(f *testing.F) {
	f.Add(0, `{}`, "a")
	f.Add(12, `{"host":"x","type":"pve"}`, "pve-0")
	f.Add(30, `[]`, "%2F..")
	f.Add(44, `{"alertIds":[null]}`, "\x00")
	f.Add(51, `null`, "b")
	routes := slices.DeleteFunc(Routes(), func(r Route) bool {
		return r.Path == "/ws" || strings.Contains(r.Path, "quick-setup") || strings.Contains(r.Path, "login") || strings.Contains(r.Path, "password")
	})
	fx := newFixture(f, withAccount(f))
	f.Fuzz(func(t *testing.T, n int, body, id string) {
		route := routes[(n%len(routes)+len(routes))%len(routes)]
		path := strings.ReplaceAll(concrete(route.Path), "pve-999", "x"+regexp.MustCompile(`[^\w.%-]`).ReplaceAllString(id, "_"))
		u, err := url.ParseRequestURI("http://localhost" + path)
		if err != nil {
			t.Skip("no path")
		}
		r := request(route.Method, "/", body, local, asAdmin)
		r.URL = u
		w := httptest.NewRecorder()
		fx.handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%s %s with %q: %d %s", route.Method, path, body, w.Code, w.Body)
		}
	})
}

func TestDemo_RefusesInTheSameWordsEverywhere(t *testing.T) {
	f := newFixture(t, auth.Environment{Demo: true})
	for _, path := range []string{"/api/login", "/api/nothing", "/", "/simple-stats"} {
		w := f.call("POST", path, "{}")
		if body := f.object(w); w.Code != http.StatusForbidden || body["error"] != "Demo mode enabled" || body["message"] == "" {
			t.Errorf("%s: got %d %s", path, w.Code, w.Body)
		}
	}
}
