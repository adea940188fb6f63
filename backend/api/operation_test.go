package api

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"pulse/backend/wire"
)

func TestDocs_NameEveryCallAndNeedNothingFromElsewhere(t *testing.T) {
	f := newFixture(t, withAccount(t))
	w := f.call("GET", "/api/docs", "")
	page := w.Body.String()
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Fatalf("got %d %s", w.Code, w.Header())
	}
	for _, route := range Routes() {
		if line := route.Method + " " + plainPath(route.Path); route.Summary != "" && !strings.Contains(page, "<code>"+line+"</code>") {
			t.Errorf("%s is not on the page", line)
		}
	}
	if found := regexp.MustCompile(`(?i)(src|href)="[a-z]*:?//[^"]*"|<script|@import|ZgotmplZ`).FindString(page); found != "" {
		t.Errorf("the page loads or fails at %q", found)
	}
	ids := map[string]bool{}
	for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		ids[id[1]] = true
	}
	for _, link := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !ids[link[1]] {
			t.Errorf("the link to %s leads nowhere", link[1])
		}
	}
}

func TestRequestID_IsTakenWhenItIsPlainAndMadeOtherwise(t *testing.T) {
	f := newFixture(t, withAccount(t))
	cases := map[string]struct {
		sent string
		kept bool
	}{
		"plain": {"abc-1.2_3", true}, "none": {"", false}, "a line break": {"a\nb", false}, "too long": {strings.Repeat("a", 65), false}, "a quote": {`a"b`, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := f.call("GET", "/api/history?resource=nothing", "", asAdmin, header("X-Request-ID", c.sent))
			got := w.Header().Get("X-Request-ID")
			if (got == c.sent) != c.kept || got == "" {
				t.Errorf("sent %q, got %q", c.sent, got)
			}
			if body := decoded[wire.Error](t, w); body.RequestID != got {
				t.Errorf("the error names %q, the header %q", body.RequestID, got)
			}
			if !strings.Contains(f.log.String(), "request="+got) {
				t.Errorf("the log does not name %q", got)
			}
		})
	}
	f.call("GET", "/api/state?token=marked-in-address", "")
	if strings.Contains(f.log.String(), "marked-in-address") {
		t.Error("the log holds what follows the path")
	}
}

func TestMetrics_AreForThisMachineAndForReaders(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if w := f.call("GET", "/metrics", "", local); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "figure 1") {
		t.Errorf("this machine: got %d %s", w.Code, w.Body)
	}
	for name, who := range map[string]func(*http.Request){
		"nobody": func(*http.Request) {}, "forwarded": func(r *http.Request) { local(r); r.Header.Set("X-Forwarded-For", "127.0.0.1") },
		"another name": func(r *http.Request) { local(r); r.Host = "evil.example" },
	} {
		if w := f.call("GET", "/metrics", "", who); w.Code != http.StatusUnauthorized {
			t.Errorf("%s: got %d", name, w.Code)
		}
	}
}
