package auth

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pulse/backend/fault"
)

func TestTokens_AreListedWithoutTheirSecretAndEnd(t *testing.T) {
	f := newFixture(t, withAccount(t))
	raw, record, err := f.AddToken(t.Context(), NewToken{Expires: f.clock.at.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(raw, "pulse_") || len(raw) != 46 || record.Name != "API token" || record.Prefix != raw[:10] || record.Suffix != raw[42:] {
		t.Errorf("token %q, record %+v", raw, record)
	}
	f.clock.pass(time.Minute)
	if got := f.call("GET", "/api/admin", header("X-API-Token", raw)).Code; got != http.StatusOK {
		t.Errorf("token: got %d", got)
	}
	if got := f.Tokens()[0].LastUsedAt; !got.Equal(f.clock.at) {
		t.Errorf("last used %v", got)
	}
	if err := f.saveTokenUses(t.Context()); err != nil {
		t.Fatal(err)
	}
	stored, err := f.store.Tokens(t.Context())
	if err != nil || !stored[0].LastUsedAt.Equal(f.clock.at) {
		t.Errorf("stored: %+v, %v", stored, err)
	}
	f.clock.pass(time.Hour)
	if got := f.call("GET", "/api/admin", header("X-API-Token", raw)).Code; got != http.StatusUnauthorized {
		t.Errorf("after its time: got %d", got)
	}
	if err := f.DeleteToken(t.Context(), record.ID); err != nil {
		t.Fatal(err)
	}
	if err := f.DeleteToken(t.Context(), record.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("deleted twice: %v", err)
	}
}

func TestTokens_AreShownAsTheyAreStored(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.clock.pass(1234567 * time.Nanosecond)
	_, record, err := f.AddToken(t.Context(), NewToken{})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Tokens()[0].CreatedAt; !got.Equal(record.CreatedAt) {
		t.Errorf("created at %v when it was made, later %v", record.CreatedAt, got)
	}
}

func TestTokens_OfTheEnvironmentMayBeHashesAndStay(t *testing.T) {
	f := newFixture(t, Environment{Tokens: []string{hashOf("clear-text-of-a-token")}})
	if got := f.call("GET", "/api/admin", header("X-API-Token", "clear-text-of-a-token")).Code; got != http.StatusOK {
		t.Errorf("got %d, want 200", got)
	}
	again := environmentTokens(f.env.Tokens, f.clock.at)
	if got := f.Tokens()[0]; !slices.Equal(got.Scopes, []string{"admin"}) || !got.CreatedAt.Equal(f.clock.at) {
		t.Errorf("record %+v, want the scope admin and the time of the start", got)
	}
	if err := f.DeleteToken(t.Context(), again[0].ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("delete: %v", err)
	}
}
