package gate_test

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gorilla/websocket"

	"pulse/app/gate"
	"pulse/app/prefs"
	"pulse/backend"
	"pulse/backend/fault"
	"pulse/backend/httpclient"
)

// far is a server with TLS that answers as the test wants.
func far(t *testing.T, answer http.HandlerFunc) prefs.Pulse {
	t.Helper()
	server := httptest.NewTLSServer(answer)
	t.Cleanup(server.Close)
	return prefs.Pulse{URL: server.URL, Fingerprint: httpclient.Fingerprint(server.Certificate())}
}

func TestGate_TellsNeitherSideTheTokenOfTheOther(t *testing.T) {
	var got http.Header
	var path string
	p := far(t, func(w http.ResponseWriter, r *http.Request) {
		got, path = r.Header, r.URL.String()
		w.Header().Set("Set-Cookie", "pulse_session=x")
		w.Header().Set("Access-Control-Allow-Origin", "https://evil.example")
		w.Header().Set("Etag", "e1")
	})
	p.URL += "/pulse"
	g := to(t, p, "far-token")
	resp, _ := g.ask(t, http.MethodGet, "/api/state?x=1", http.NoBody, func(r *http.Request) {
		r.Header.Set("Cookie", "a=b")
		r.Header.Set("X-Csrf-Token", "c")
		r.Header.Set("X-Forwarded-For", "10.0.0.1")
	})
	if path != "/pulse/api/state?x=1" || got.Get("X-Api-Token") != "far-token" {
		t.Errorf("asked for %s with token %q", path, got.Get("X-Api-Token"))
	}
	for _, name := range []string{"Authorization", "Origin", "Cookie", "X-Csrf-Token", "X-Forwarded-For"} {
		if got.Get(name) != "" {
			t.Errorf("%s: %s was passed on", name, got.Get(name))
		}
	}
	if h := resp.Header; h.Get("Set-Cookie") != "" || h.Get("Access-Control-Allow-Origin") != origin || h.Get("Etag") != "e1" || h.Get("X-Api-Token") != "" {
		t.Errorf("answered with %v", h)
	}
}

func TestGate_LetsOnlyItsOwnProgramsIn(t *testing.T) {
	asked := false
	g := to(t, far(t, func(http.ResponseWriter, *http.Request) { asked = true }), "far-token")
	for name, c := range map[string]struct {
		change func(*http.Request)
		status int
	}{
		"no token":       {func(r *http.Request) { r.Header.Del("Authorization") }, http.StatusUnauthorized},
		"another token":  {func(r *http.Request) { r.Header.Set("Authorization", "Bearer far-token") }, http.StatusUnauthorized},
		"a foreign name": {func(r *http.Request) { r.Host = "evil.example" }, http.StatusMisdirectedRequest},
	} {
		resp, _ := g.ask(t, http.MethodGet, "/api/state", http.NoBody, c.change)
		if resp.StatusCode != c.status {
			t.Errorf("%s: %s, want %d", name, resp.Status, c.status)
		}
	}
	if resp, _ := g.ask(t, http.MethodPost, "/api/local/quit", http.NoBody); resp.StatusCode != http.StatusForbidden {
		t.Errorf("ending without the secret: %s", resp.Status)
	}
	g.want(t, "/api/local/anything", http.StatusNotFound, "not_found")
	if asked {
		t.Error("something was passed on")
	}
}

func TestGate_AnswersThePreflightOfTheWindowOnly(t *testing.T) {
	g := to(t, far(t, func(http.ResponseWriter, *http.Request) {}), "far-token")
	for from, want := range map[string]string{origin: origin, "https://evil.example": ""} {
		resp, _ := g.ask(t, http.MethodOptions, "/api/state", http.NoBody, func(r *http.Request) {
			r.Header.Del("Authorization")
			r.Header.Set("Origin", from)
			r.Header.Set("Access-Control-Request-Private-Network", "true")
		})
		if h := resp.Header; h.Get("Access-Control-Allow-Origin") != want || (h.Get("Access-Control-Allow-Private-Network") == "true") != (want != "") {
			t.Errorf("%s: %v", from, h)
		}
	}
}

func TestGate_PassesLargeBodiesOnAsTheyCome(t *testing.T) {
	const size = 48 << 20
	var uploaded [sha256.Size]byte
	next := make(chan struct{})
	g := to(t, far(t, func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.New()
		_, _ = io.Copy(sum, r.Body)
		uploaded = [sha256.Size]byte(sum.Sum(nil))
		_, _ = io.WriteString(w, "first\n")
		_ = http.NewResponseController(w).Flush()
		<-next
		_, _ = io.CopyN(w, rand.NewChaCha8([32]byte{1}), size)
	}), "far-token")
	sent := sha256.New()
	body := io.TeeReader(io.LimitReader(rand.NewChaCha8([32]byte{2}), size), sent)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, g.URL()+"/api/config/import", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+g.LaunchToken())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer := bufio.NewReader(resp.Body)
	if line, err := answer.ReadString('\n'); line != "first\n" || err != nil { // before the rest is made
		t.Fatalf("first line %q, %v", line, err)
	}
	close(next)
	if n, err := io.Copy(io.Discard, answer); n != size || err != nil {
		t.Errorf("%d bytes came back, %v", n, err)
	}
	if uploaded != [sha256.Size]byte(sent.Sum(nil)) {
		t.Error("what arrived is not what was sent")
	}
}

func TestGate_TheEndOfTheOtherPulseIsNotOurs(t *testing.T) {
	p := far(t, func(w http.ResponseWriter, r *http.Request) {
		conn, err := (&websocket.Upgrader{Subprotocols: []string{"pulse.delta.v1"}}).Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		_, said, _ := conn.ReadMessage()
		for _, words := range []string{`{"t":"event","event":{"type":"quit"}}`, `{"type":"quit"}`, string(said)} {
			_ = conn.WriteMessage(websocket.TextMessage, []byte(words))
		}
		_, _, _ = conn.ReadMessage()
	})
	g := to(t, p, "far-token")
	conn, _, err := g.listen(t)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"t":"resync"}`)); err != nil {
		t.Fatal(err)
	}
	if _, words, err := conn.ReadMessage(); string(words) != `{"t":"resync"}` || err != nil {
		t.Errorf("heard %q, %v, want only the echo", words, err)
	}

	if resp := g.local(t, "/api/local/quit"); resp.StatusCode != http.StatusAccepted {
		t.Fatal(resp.Status)
	}
	if _, words, err := conn.ReadMessage(); !strings.Contains(string(words), `"quit"`) || err != nil {
		t.Errorf("heard %q, %v, want that a person ended Pulse", words, err)
	}
	if err := <-g.ended; err != nil {
		t.Errorf("run = %v", err)
	}
}

func TestGate_IsFoundByRunJSONWhileItIsThere(t *testing.T) {
	g := open(t)
	if resp := g.local(t, "/api/local/session"); resp.StatusCode != http.StatusOK {
		t.Error(resp.Status)
	}
	if _, err := gate.New(t.Context(), options(g.dataDir)); !errors.Is(err, backend.ErrTaken) {
		t.Errorf("a second gate: %v", err)
	}
	g.end()
	if err := <-g.ended; err != nil {
		t.Errorf("run = %v", err)
	}
	if _, err := backend.ReadHost(gate.Folder(g.dataDir)); !fault.Is(err, fault.NotFound) {
		t.Errorf("run.json after the end: %v", err)
	}
	second, err := gate.New(t.Context(), options(g.dataDir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = second.Run(cancelled(t)) })
}

func TestGate_SaysThatNobodyIsSignedInWithoutAskingAnybody(t *testing.T) {
	g := open(t)
	g.Use(gate.Access{Pulse: prefs.Pulse{ID: "n1", Name: "nas.lan", URL: "https://127.0.0.1:1"}})
	g.want(t, "/api/state", http.StatusUnauthorized, "elsewhere_signed_out")
	if s := g.state(t); s.Trouble == nil || s.Trouble.Kind != "sign-in" {
		t.Errorf("state = %+v", s)
	}
	g.Use(gate.Access{Pulse: prefs.Pulse{ID: "n1", Name: "nas.lan"}, Err: errors.New("the key store is locked")})
	if s := g.state(t); s.Trouble == nil || s.Trouble.Kind != "keys" || !strings.Contains(s.Trouble.Message, "locked") {
		t.Errorf("state = %+v", s)
	}
}

func TestGate_DoesNotShowARefusedTokenAgainAndAgain(t *testing.T) {
	var asked atomic.Int64
	p := far(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusUnauthorized)
	})
	g := to(t, p, "deleted-token")
	g.want(t, "/api/state", http.StatusUnauthorized, "") // as the other Pulse says it
	for range 5 {
		g.want(t, "/api/state", http.StatusUnauthorized, "elsewhere_signed_out")
		if _, answer, err := g.listen(t); err == nil || answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("feed: %v, %v", answer, err)
		}
	}
	for range 5 {
		if s := g.state(t); s.Trouble == nil || s.Trouble.Kind != "sign-in" {
			t.Errorf("state = %+v", s)
		}
	}
	if n := asked.Load(); n > 2 { // once, and once more because a page asked how it is
		t.Errorf("the token was shown %d times", n)
	}
	g.Use(gate.Access{Pulse: p, Token: "new-token"})
	g.want(t, "/api/state", http.StatusUnauthorized, "")
}
