package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pulse/backend/auth"
)

// checkAnswer demands what holds for every answer: nothing fails inside, and a
// failure has the body that is described.
func checkAnswer(t rapid.TB, call string, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code < 100 || w.Code >= 500 && w.Code != http.StatusServiceUnavailable && w.Code != http.StatusBadGateway && w.Code != http.StatusNotImplemented {
		t.Errorf("%s: %d %s", call, w.Code, w.Body)
	}
	if w.Code >= 500 && !json.Valid(w.Body.Bytes()) {
		t.Errorf("%s: %d without a structured body: %q", call, w.Code, w.Body)
	}
	for _, name := range []string{"X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy"} {
		if w.Header().Get(name) == "" {
			t.Errorf("%s: no header %s", call, name)
		}
	}
	if w.Header().Get("WWW-Authenticate") != "" {
		t.Errorf("%s: asks the browser for a password", call)
	}
}

// drawCall makes up a request from the table: its method, path, headers and
// body are right, nearly right or nonsense.
func drawCall(t *rapid.T, routes []Route) *http.Request {
	route := rapid.SampledFrom(routes).Draw(t, "route")
	method := route.Method
	if method == "" || rapid.IntRange(0, 4).Draw(t, "other method") == 0 {
		method = rapid.SampledFrom([]string{"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW"}).Draw(t, "method")
	}
	r := request(method, "/", drawBody(t), local)
	r.URL = drawURL(t, route)
	r.RequestURI = r.URL.RequestURI()
	for range rapid.IntRange(0, 4).Draw(t, "headers") {
		name := rapid.SampledFrom([]string{
			"Authorization", "X-API-Token", "Content-Type", "Origin", "Cookie", "X-CSRF-Token", "X-Forwarded-For", "Accept",
			"If-None-Match", "Sec-Fetch-Site", "Range", "Content-Encoding", "X-Bootstrap-Code", "X-Recovery-Token", "Accept-Encoding",
		}).Draw(t, "name")
		r.Header.Set(name, rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"Basic Og==", "Bearer ", "application/x-www-form-urlencoded", "multipart/form-data", "pulse_session=x", "gzip", "null", "bytes=5-1", "127.0.0.1, ::1,",
		})).Draw(t, "value"))
	}
	if rapid.Bool().Draw(t, "as admin") {
		asAdmin(r)
	}
	return r
}

func drawURL(t *rapid.T, route Route) *url.URL {
	id := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"pve-0", "..", "%2e%2e", "a/b", "a\x00b", "lab-pve1-101", strings.Repeat("x", 5000)})).Draw(t, "id")
	path := strings.ReplaceAll(concrete(route.Path), "pve-999", url.PathEscape(id))
	u, err := url.Parse(path)
	if err != nil {
		t.Skip("no path")
	}
	query := url.Values{}
	for _, name := range append(slices.Clone(route.Query), "token", "id") {
		if rapid.Bool().Draw(t, "with "+name) {
			query.Set(name, rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"-1", "1e400", "9223372036854775808", "NaN", "true", "7d", "2026-03-01T12:00:00Z"})).Draw(t, name))
		}
	}
	u.RawQuery = query.Encode()
	return u
}

func drawBody(t *rapid.T) string {
	value := rapid.SampledFrom([]string{
		`null`, `{}`, `[]`, `""`, `0`, `-1`, `1e999`, `true`, `"x"`, `[null]`, `{"a":null}`, `"\u0000"`, `99999999999999999999`, `"https://10.0.0.1:8006"`, `"pve"`,
	})
	key := rapid.SampledFrom([]string{
		"type", "name", "host", "enabled", "id", "alertIds", "ids", "action", "duration", "token", "scopes", "expiresAt", "username", "password",
		"until", "overrides", "schedule", "url", "headers", "config", "from", "to", "resourceIds", "identifier", "scopes", "allowedGroups", "listenPort",
	})
	if rapid.IntRange(0, 5).Draw(t, "nonsense") == 0 {
		return rapid.String().Draw(t, "body")
	}
	var members []string
	for range rapid.IntRange(0, 5).Draw(t, "members") {
		members = append(members, `"`+key.Draw(t, "key")+`":`+value.Draw(t, "value"))
	}
	return "{" + strings.Join(members, ",") + "}"
}

// randomRoutes leaves out the socket, which needs a connection of its own, and
// what costs a hash of a password for each call.
func randomRoutes() []Route {
	return slices.DeleteFunc(Routes(), func(r Route) bool {
		return r.Path == "/ws" || strings.HasSuffix(r.Path, "quick-setup") || r.Path == "/api/oidc/login"
	})
}

func TestRoutes_RandomCallsNeverFailInside(t *testing.T) {
	f := newFixture(t, withAccount(t))
	routes := randomRoutes()
	before := runtime.NumGoroutine()
	rapid.Check(t, func(t *rapid.T) {
		for range 100 {
			r := drawCall(t, routes)
			f.pass(time.Second)
			w := httptest.NewRecorder()
			f.handler.ServeHTTP(w, r)
			checkAnswer(t, r.Method+" "+r.URL.String(), w)
			if w.Code >= 500 {
				t.Logf("log: %s", f.log)
			}
			f.log.Reset()
		}
	})
	for range 100 { // connections to the made-up addresses end by and by
		if runtime.NumGoroutine() <= before+5 {
			return
		}
		time.Sleep(20 * time.Millisecond) // asking again, not waiting for a time
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

func FuzzRoutes_RandomCallsNeverFailInside(f *testing.F) {
	fx := newFixture(f, withAccount(f))
	routes := randomRoutes()
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		r := drawCall(t, routes)
		fx.pass(time.Second)
		w := httptest.NewRecorder()
		fx.handler.ServeHTTP(w, r)
		checkAnswer(t, r.Method+" "+r.URL.String(), w)
		fx.log.Reset()
	}))
}

func FuzzGuard_RawPathsAreRefusedOrServed(f *testing.F) {
	for _, path := range []string{"/api/state", "//", "/api/%2e%2e/x", "/%zz", "/api/a%2fb", "/\\..\\", "/api/x\x00", "*"} {
		f.Add(path)
	}
	fx := newFixture(f, auth.Environment{})
	f.Fuzz(func(t *testing.T, path string) {
		u, err := url.ParseRequestURI(path)
		if err != nil {
			t.Skip("a server refuses it before us")
		}
		r := request("GET", "/", "")
		r.URL = u
		w := httptest.NewRecorder()
		fx.handler.ServeHTTP(w, r)
		checkAnswer(t, path, w)
		if strings.HasPrefix(u.Path, "/api/") && w.Code == http.StatusOK && !slices.Contains([]string{
			"/api/health", "/api/version", "/api/server/info", "/api/openapi.json", "/api/security/status", "/api/agent/version", "/api/docs",
		}, strings.TrimSuffix(u.Path, "/")) {
			t.Errorf("%q is open to everybody: %s", path, w.Body)
		}
	})
}
