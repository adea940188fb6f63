package auth

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"pulse/backend/auth/oidc"
)

const (
	flowLife = 10 * time.Minute // how long somebody may take at the provider
	maxFlows = 1000
)

// flows are the sign-ins that wait for their browser to come back, by the hash
// of their state. Each can be taken once, by the browser that began it.
type flows struct {
	mu      sync.Mutex
	waiting map[string]waiting
}

type waiting struct {
	flow     oidc.Flow
	browser  string // hash of its cookie
	returnTo string
	expires  time.Time
}

func (f *flows) add(flow oidc.Flow, browser, returnTo string, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.waiting == nil {
		f.waiting = map[string]waiting{}
	}
	if len(f.waiting) >= maxFlows {
		f.dropOldest()
	}
	f.waiting[hashOf(flow.State)] = waiting{flow, browser, returnTo, now.Add(flowLife)}
}

func (f *flows) take(state, browser string, now time.Time) (waiting, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key := hashOf(state)
	w, known := f.waiting[key]
	if !known || w.browser != hashOf(browser) || !now.Before(w.expires) {
		return waiting{}, false
	}
	delete(f.waiting, key)
	return w, true
}

func (f *flows) prune(now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for key, w := range f.waiting {
		if !now.Before(w.expires) {
			delete(f.waiting, key)
		}
	}
}

func (f *flows) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.waiting)
}

func (f *flows) dropOldest() {
	oldest := ""
	for key, w := range f.waiting {
		if oldest == "" || w.expires.Before(f.waiting[oldest].expires) {
			oldest = key
		}
	}
	delete(f.waiting, oldest)
}

// flowCookie binds a flow to the browser that began it. Each flow has its own,
// so that two tabs do not disturb each other.
func flowCookie(r *http.Request, state, value string, age int) *http.Cookie {
	c := cookie(r, flowCookieName(state), value, age)
	c.Path, c.HttpOnly = "/api/oidc", true
	return c
}

func flowCookieName(state string) string { return "pulse_oidc_" + oidc.Word(limited(state, 8)) }

func browserOf(r *http.Request, state string) string {
	c, err := r.Cookie(flowCookieName(state))
	if err != nil {
		return ""
	}
	return c.Value
}

// safeReturn is a path of ours to return to; what leads elsewhere is dropped.
func safeReturn(path string) string {
	u, err := url.Parse(path)
	if err != nil || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsRune(path, '\\') ||
		u.Host != "" || u.Scheme != "" || strings.IndexFunc(path, isControl) >= 0 {
		return ""
	}
	return path
}

// withResult adds to a path how the sign-in went.
func withResult(path, result, code string) string {
	u, err := url.Parse(path)
	if err != nil || path == "" {
		u = &url.URL{Path: "/"}
	}
	q := u.Query()
	q.Set("oidc", result)
	if code != "" {
		q.Set("oidc_error", code)
	}
	u.RawQuery = q.Encode()
	return u.String()
}
