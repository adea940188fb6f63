package store

import (
	"encoding/json"
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/settings"
)

func token(id string) Token {
	return Token{ID: id, Name: "name of " + id, Hash: "hash of " + id, CreatedAt: at(0)}
}

func TestSettings_AreDefaultsUntilStored(t *testing.T) {
	s := open(t, t.TempDir())
	if diff := cmp.Diff(settings.DefaultSystem(), must(s.System(t.Context()))(t)); diff != "" {
		t.Errorf("system (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(settings.DefaultAlerts("Europe/Berlin"), must(s.Alerts(t.Context()))(t), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("alerts (-want +got):\n%s", diff)
	}
}

func TestSettings_ComeBackAsTheyWere(t *testing.T) {
	s := open(t, t.TempDir())
	system := settings.DefaultSystem()
	system.Theme, system.DiscoveryEnabled, system.OpenReadOnly = "dark", false, false
	check(t, s.SaveSystem(t.Context(), system))
	if diff := cmp.Diff(system, must(s.System(t.Context()))(t)); diff != "" {
		t.Errorf("system (-want +got):\n%s", diff)
	}

	alerts := settings.DefaultAlerts("UTC")
	alerts.Enabled, alerts.Overrides = false, map[string]settings.Thresholds{"lab-n1-101": {PoweredOffSeverity: "critical"}}
	alerts.Rest = maps.Clone(alerts.Rest)
	alerts.Rest["later"] = json.RawMessage(`[{"id":"r1"}]`)
	check(t, s.SaveAlerts(t.Context(), alerts))
	if diff := cmp.Diff(alerts, must(s.Alerts(t.Context()))(t), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("alerts (-want +got):\n%s", diff)
	}
}

func TestDocument_KeepsWhatItDoesNotHave(t *testing.T) {
	s := open(t, t.TempDir())
	type layout struct{ Columns, Rows int }
	got := layout{Columns: 1, Rows: 2}
	if stored := must(s.Document(t.Context(), "layout", &got))(t); stored {
		t.Error("a document was there before it was stored")
	}
	check(t, s.SaveDocument(t.Context(), "layout", map[string]int{"Rows": 5}))
	if stored := must(s.Document(t.Context(), "layout", &got))(t); !stored || got != (layout{Columns: 1, Rows: 5}) {
		t.Errorf("got %+v (stored %v)", got, stored)
	}
}

func TestChannels_ComeBackAsTheyWere(t *testing.T) {
	s := open(t, t.TempDir())
	chat := notify.Channel{
		ID: "webhook-2", Kind: "webhook", Name: "Chat", Enabled: true, Resolved: true, URL: "https://chat.example/x", Method: "POST",
		Headers: map[string]string{"X-Token": "t"}, Service: "slack", Template: "{}", Fields: map[string]string{"room": "r"},
	}
	pager := notify.Channel{ID: "webhook-1", Kind: "webhook", Name: "Pager"}
	check(t, s.SaveChannel(t.Context(), chat))
	check(t, s.SaveChannel(t.Context(), pager))
	chat.Name = "Chat again"
	check(t, s.SaveChannel(t.Context(), chat))

	if diff := cmp.Diff([]notify.Channel{chat, pager}, must(s.Channels(t.Context()))(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(pager, must(s.Channel(t.Context(), pager.ID))(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	check(t, s.DeleteChannel(t.Context(), chat.ID))
	_, readErr := s.Channel(t.Context(), chat.ID)
	for doing, err := range map[string]error{"read": readErr, "delete": s.DeleteChannel(t.Context(), chat.ID)} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s a deleted channel: got %v", doing, err)
		}
	}
}

func TestUser_IsOne(t *testing.T) {
	s := open(t, t.TempDir())
	if _, exists, err := s.User(t.Context()); exists || err != nil {
		t.Errorf("a new database has a user (%v)", err)
	}
	check(t, s.SaveUser(t.Context(), User{Name: "ada", PasswordHash: "a", ChangedAt: at(0)}))
	want := User{Name: "eve", PasswordHash: "b", ChangedAt: at(1)}
	check(t, s.SaveUser(t.Context(), want))
	if got, exists, err := s.User(t.Context()); got != want || !exists || err != nil {
		t.Errorf("got %+v, %v, %v", got, exists, err)
	}
}

func TestSessions_EndInEveryWay(t *testing.T) {
	s := open(t, t.TempDir())
	for _, n := range []Session{
		{Hash: "one", User: "ada", Kind: "password", CSRF: "c", CreatedAt: at(0), ExpiresAt: at(10), UserAgent: "browser", IP: "10.0.0.1"},
		{Hash: "two", User: "ada", CreatedAt: at(0), ExpiresAt: at(30)},
		{Hash: "three", User: "eve", CreatedAt: at(0), ExpiresAt: at(30)},
		{Hash: "four", User: "eve", CreatedAt: at(0), ExpiresAt: at(30)},
	} {
		check(t, s.AddSession(t.Context(), n))
	}
	left := func() (hashes []string) {
		for _, hash := range []string{"one", "two", "three", "four"} {
			if n, exists, err := s.Session(t.Context(), hash); err == nil && exists {
				hashes = append(hashes, n.Hash)
			}
		}
		return hashes
	}
	want := Session{Hash: "one", User: "ada", Kind: "password", CSRF: "c", CreatedAt: at(0), ExpiresAt: at(10), UserAgent: "browser", IP: "10.0.0.1"}
	if got, exists, err := s.Session(t.Context(), "one"); got != want || !exists || err != nil {
		t.Errorf("got %+v, %v, %v", got, exists, err)
	}
	check(t, s.PruneSessions(t.Context(), at(10)))
	if got := left(); !cmp.Equal(got, []string{"two", "three", "four"}) {
		t.Errorf("after pruning: %v", got)
	}
	check(t, s.DeleteSession(t.Context(), "three"))
	check(t, s.SaveUser(t.Context(), User{Name: "ada", PasswordHash: "a"}))
	if got := left(); !cmp.Equal(got, []string{"four"}) {
		t.Errorf("after a new password: %v", got)
	}
	check(t, s.SaveUser(t.Context(), User{Name: "eve", PasswordHash: "b"}, token("1")))
	if got := left(); len(got) != 0 {
		t.Errorf("after a new account: %v", got)
	}
	if got := must(s.Tokens(t.Context()))(t); len(got) != 1 || got[0].ID != "1" {
		t.Errorf("tokens of the new account: %v", got)
	}
}

func TestTokens_ComeBackNewestFirst(t *testing.T) {
	s := open(t, t.TempDir())
	old := Token{ID: "1", Name: "old", Hash: "h1", Prefix: "pulse_", Suffix: "wxyz", Scopes: []string{"read"}, CreatedAt: at(0), ExpiresAt: at(50)}
	next := token("2")
	next.CreatedAt = at(5)
	check(t, s.AddToken(t.Context(), old))
	check(t, s.AddToken(t.Context(), next))
	check(t, s.TouchToken(t.Context(), "1", at(7)))
	old.LastUsedAt = at(7)
	if diff := cmp.Diff([]Token{next, old}, must(s.Tokens(t.Context()))(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	check(t, s.DeleteToken(t.Context(), "2"))
	if err := s.DeleteToken(t.Context(), "2"); !fault.Is(err, fault.NotFound) {
		t.Errorf("deleting twice: got %v", err)
	}
	check(t, s.TouchToken(t.Context(), "2", time.Now()))
	check(t, s.ReplaceTokens(t.Context(), []Token{token("3")}))
	if diff := cmp.Diff([]Token{token("3")}, must(s.Tokens(t.Context()))(t)); diff != "" {
		t.Errorf("replaced (-want +got):\n%s", diff)
	}
}

func TestMetadata_ComesBackAsItWas(t *testing.T) {
	s := open(t, t.TempDir())
	if got, exists, err := s.Metadata(t.Context(), "n/1"); got.ID != "n/1" || exists || err != nil {
		t.Errorf("unknown: got %+v, %v, %v", got, exists, err)
	}
	for _, want := range []GuestMetadata{
		{ID: "n/1", CustomURL: "https://web.lan", Description: "web", Tags: []string{"a", "b"}},
		{ID: "n/1", Tags: []string{}},
		{ID: "n/1"},
	} {
		check(t, s.SaveMetadata(t.Context(), want))
		got, exists, err := s.Metadata(t.Context(), "n/1")
		if diff := cmp.Diff(want, got); diff != "" || !exists || err != nil {
			t.Errorf("exists %v, err %v (-want +got):\n%s", exists, err, diff)
		}
	}
	check(t, s.DeleteMetadata(t.Context(), "n/1"))
	check(t, s.DeleteMetadata(t.Context(), "n/1"))
	if all := must(s.AllMetadata(t.Context()))(t); len(all) != 0 {
		t.Errorf("after deleting: %v", all)
	}
}
