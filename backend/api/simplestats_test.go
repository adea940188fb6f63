package api

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"pulse/backend/live"
	"pulse/backend/wire"
)

func TestSimpleStats_NeedsNothingFromElsewhere(t *testing.T) {
	f := newFixture(t, withAccount(t))
	w := f.admin(http.StatusOK, "GET", "/simple-stats", "")
	page := w.Body.String()
	if w.Header().Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(page, `"/ws"`) {
		t.Errorf("got %v", w.Header())
	}
	if remote := regexp.MustCompile(`(?i)(src|href)="(https?:)?//|@import|url\(`).FindString(page); remote != "" {
		t.Errorf("the page loads %s", remote)
	}
	policy := w.Header().Get("Content-Security-Policy")
	if !regexp.MustCompile(`script-src 'sha256-[A-Za-z0-9+/=]{44}';`).MatchString(policy) || strings.Contains(policy, "script-src 'self'") {
		t.Errorf("policy %q, want the hash of the script and nothing else", policy)
	}
	if w := f.call("GET", "/simple-stats", ""); w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "{") {
		t.Errorf("without a credential: %d %s, want 401 in text", w.Code, w.Body)
	}
}

func TestSocketIO_LeadsToTheSocket(t *testing.T) {
	f := newFixture(t, withAccount(t))
	tests := []struct {
		path   string
		status int
		body   string
		header [2]string
	}{
		{"/socket.io/?transport=polling&EIO=4", 200, `^0\{"sid":"\d+","upgrades":\["websocket"\],"pingInterval":25000,"pingTimeout":60000\}$`, [2]string{"Content-Type", "text/plain; charset=UTF-8"}},
		{"/socket.io/?transport=polling&sid=12", 200, `^6$`, [2]string{"Content-Type", "text/plain; charset=UTF-8"}},
		{"/socket.io/", 302, ``, [2]string{"Location", "/ws"}},
		{"/socket.io", 302, ``, [2]string{"Location", "/ws"}},
		{"/socket.io/socket.io.js", 404, `Not found`, [2]string{"Location", ""}},
		{"/socket.io/4/socket.io.js.map", 404, `Not found`, [2]string{"Location", ""}},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			w := f.admin(test.status, "GET", test.path, "")
			if !regexp.MustCompile(test.body).MatchString(w.Body.String()) || w.Header().Get(test.header[0]) != test.header[1] {
				t.Errorf("got %s %v, want %s %v", w.Body, w.Header(), test.body, test.header)
			}
		})
	}
	if w := f.call("GET", "/socket.io/?transport=polling", ""); w.Code != http.StatusUnauthorized {
		t.Errorf("without a credential: %d, want 401", w.Code)
	}
}

func TestSocketIO_UpgradesToThePublishedFeed(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.socket.Handler = live.New(live.Options{Encoder: &wire.Encoder{}}, f.estate.view)
	server := httptest.NewServer(f.handler)
	defer server.Close()
	url := "ws" + strings.TrimPrefix(server.URL, "http") + "/socket.io/?EIO=4&transport=websocket&token=" + admin
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, want := range []string{"welcome", "initialState"} {
		var message struct{ Type string }
		if err := conn.ReadJSON(&message); err != nil || message.Type != want {
			t.Fatalf("got %q, %v; want %s", message.Type, err, want)
		}
	}
}

func TestTestNotification_TellsTheScreens(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if w := f.admin(http.StatusOK, "POST", "/api/test-notification", ""); w.Body.String() != `{"status":"notification sent"}`+"\n" {
		t.Errorf("got %s", w.Body)
	}
	if len(f.estate.events) != 1 || f.estate.events[0] != "node_auto_registered" {
		t.Errorf("told %v", f.estate.events)
	}
	f.admin(http.StatusMethodNotAllowed, "GET", "/api/test-notification", "")
}
