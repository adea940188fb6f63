package auth

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"pulse/backend/settings"
	"pulse/backend/store"
	"pulse/backend/store/storetest"
)

// clock is a time that a test moves.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func (c *clock) pass(d time.Duration) { c.at = c.at.Add(d) }

// routes are made up: what a path needs stands in its first element.
type routes struct {
	seen   Identity
	passed *http.Request // the one seen last
}

func (f *routes) Rule(r *http.Request) Rule {
	rules := map[string]Rule{
		"public":  {Access: Public, Bucket: Plenty},
		"anyone":  {Access: Anyone, SameOrigin: true},
		"open":    {Access: ReadOpen},
		"read":    {Access: Reader, Bucket: General},
		"admin":   {Access: Admins},
		"local":   {Access: Local},
		"sign-in": {Access: Public, Bucket: SignIn, SameOrigin: true},
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/api/"), "/")
	return rules[name]
}

func (f *routes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/api/public/panic" {
		panic("made up")
	}
	f.seen, f.passed = From(r.Context()), r
	_, _ = io.WriteString(w, r.URL.EscapedPath())
}

func (f *routes) Refuse(w http.ResponseWriter, _ *http.Request, refusal *Refusal) {
	w.WriteHeader(refusal.Status)
	_, _ = io.WriteString(w, refusal.Message)
}

type fixture struct {
	*Service
	clock  *clock
	routes *routes
	guard  http.Handler
}

// password is that of the account "ann" in these tests.
const password = "correct horse"

// withAccount is an environment that has an account, its hash quick to compare.
func withAccount(t *testing.T) Environment {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	return Environment{User: "ann", Password: string(hash)}
}

func newFixture(t *testing.T, env Environment) *fixture {
	t.Helper()
	dir := t.TempDir()
	log := slog.New(slog.DiscardHandler)
	db := storetest.Open(t, store.Options{Dir: dir, Log: log})
	c := &clock{time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	s, err := New(t.Context(), Options{Store: db, Dir: dir, Env: env, System: settings.DefaultSystem(), Log: log, Now: c.now, LaunchSecret: "launch", HashCost: bcrypt.MinCost})
	if err != nil {
		t.Fatal(err)
	}
	f := &routes{}
	return &fixture{s, c, f, s.Guard(f)}
}

// request is a call from another computer in the network.
func request(method, target string, change ...func(*http.Request)) *http.Request {
	r := httptest.NewRequest(method, target, http.NoBody)
	r.Host = "192.168.1.5:7655"
	r.RemoteAddr = "192.168.1.77:50000"
	for _, c := range change {
		c(r)
	}
	return r
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func peer(address string) func(*http.Request) {
	return func(r *http.Request) { r.RemoteAddr = address }
}

func host(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }

func basic(name, password string) func(*http.Request) {
	return func(r *http.Request) { r.SetBasicAuth(name, password) }
}

func (f *fixture) call(method, target string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.guard.ServeHTTP(w, request(method, target, change...))
	return w
}

// cookies signs in and returns what carries the session.
func (f *fixture) cookies(t *testing.T) (session, csrf *http.Cookie) {
	t.Helper()
	w := httptest.NewRecorder()
	if err := f.SignIn(w, request("POST", "/api/sign-in"), "ann", password); err != nil {
		t.Fatal(err)
	}
	for _, c := range w.Result().Cookies() {
		switch c.Name {
		case SessionCookie:
			session = c
		case CSRFCookie:
			csrf = c
		}
	}
	return session, csrf
}

func carrying(c *http.Cookie) func(*http.Request) { return func(r *http.Request) { r.AddCookie(c) } }
