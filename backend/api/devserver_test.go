package api

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestDevPage_PassesThePageOnWithoutCredentials(t *testing.T) {
	var seen http.Header
	dev := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header
		w.Header().Set("Set-Cookie", "pulse_session=theirs")
		_, _ = w.Write([]byte("page at " + r.URL.Path))
	}))
	defer dev.Close()
	r := httptest.NewRequest(http.MethodGet, "/src/main.tsx", http.NoBody)
	r.Header.Set("Cookie", "pulse_session=ours")
	r.Header.Set("Authorization", "Bearer ours")
	w := httptest.NewRecorder()
	pageOf(Deps{DevPage: dev.URL, Log: slog.New(slog.DiscardHandler)}).ServeHTTP(w, r)
	if w.Code != http.StatusOK || w.Body.String() != "page at /src/main.tsx" || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("got %d %q, cookie %q", w.Code, w.Body, w.Header().Get("Set-Cookie"))
	}
	if seen.Get("Cookie") != "" || seen.Get("Authorization") != "" {
		t.Errorf("the development server was told %v", seen)
	}
}

func TestDevPage_SaysHowToStartAServerThatIsNotThere(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	w := httptest.NewRecorder()
	pageOf(Deps{DevPage: gone.URL, Log: slog.New(slog.DiscardHandler)}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	if w.Code != http.StatusBadGateway || !strings.Contains(w.Body.String(), "npm run dev") {
		t.Errorf("got %d %q", w.Code, w.Body)
	}
}

func TestDevPage_OnAnotherMachineIsNotUsed(t *testing.T) {
	files := fstest.MapFS{"index.html": {Data: []byte("built page")}}
	for _, address := range []string{"http://192.0.2.1:5173", "http://localhost.example:5173", "http://"} {
		w := httptest.NewRecorder()
		pageOf(Deps{DevPage: address, Page: files, Log: slog.New(slog.DiscardHandler)}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
		if w.Body.String() != "built page" {
			t.Errorf("%s: got %q, want the built page", address, w.Body)
		}
	}
}
