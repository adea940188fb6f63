package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

func TestPage_ServesFilesOfTheDashboardAndNothingHidden(t *testing.T) {
	files := fstest.MapFS{}
	for _, name := range []string{"index.html", "favicon.ico", "assets/a.js", ".env", ".git/config", "assets/.git/config"} {
		files[name] = &fstest.MapFile{Data: []byte(name)}
	}
	served := newPage(files)
	for path, want := range map[string]string{
		"/": "index.html", "/index.html": "index.html", "/favicon.ico": "favicon.ico", "/assets/a.js": "assets/a.js", "/alerts/history": "index.html",
		"/.env": "", "/.git/config": "index.html", "/assets/.git/config": "", "/assets/none": "", "/none.css": "",
	} {
		w := httptest.NewRecorder()
		served.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		if want == "" && w.Code != http.StatusNotFound || want != "" && w.Body.String() != want {
			t.Errorf("%s: got %d %q, want %q", path, w.Code, w.Body, want)
		}
	}
}
