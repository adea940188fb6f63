package auth

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

// setPath gives a request a path as it would come over the wire.
func setPath(t *testing.T, r *http.Request, path string) {
	t.Helper()
	u, err := url.ParseRequestURI("http://x" + path)
	if err != nil {
		t.Fatal(err)
	}
	r.URL.Path, r.URL.RawPath = u.Path, u.RawPath
}

func prefixes(t *testing.T, texts ...string) []netip.Prefix {
	t.Helper()
	var list []netip.Prefix
	for _, text := range texts {
		list = append(list, netip.MustParsePrefix(text))
	}
	return list
}

func FuzzCleanPath_NeverLetsAnythingClimb(f *testing.F) {
	for _, seed := range []string{"/api/x", "/api/%2e%2e/x", "/a/..%2f", "/api/%252e", "//", "/%5c..", "/a%2Fb/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		u, err := url.ParseRequestURI("http://x/" + strings.TrimPrefix(path, "/"))
		if err != nil || !cleanPath(u) {
			return
		}
		for _, part := range strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' || r == '\\' }) {
			if part == ".." {
				t.Errorf("%q was let through", path)
			}
		}
	})
}
