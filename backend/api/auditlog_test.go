package api

import (
	"net/http"
	"testing"
	"time"

	"pulse/backend/auth/authtest"
	"pulse/backend/wire"
)

func TestAuditLog_ListsTheNewestFirstForAdministratorsOnly(t *testing.T) {
	f := newFixture(t, withAccount(t))
	reader := decoded[wire.TokenAdded](t, f.admin(http.StatusOK, "POST", "/api/security/tokens", `{"name":"wall","scopes":["read"]}`))
	f.admin(http.StatusNoContent, "DELETE", "/api/security/tokens/"+reader.Record.ID, "")
	list := decoded[[]wire.AuditRecord](t, f.admin(http.StatusOK, "GET", "/api/security/audit", ""))
	if len(list) != 2 || list[0].Event != "token_delete" || list[1].Event != "token_create" || list[0].User != "Environment token" || !list[0].Success {
		t.Errorf("audit %+v", list)
	}
	if one := decoded[[]wire.AuditRecord](t, f.admin(http.StatusOK, "GET", "/api/security/audit?limit=1", "")); len(one) != 1 {
		t.Errorf("limit 1: %+v", one)
	}
	f.admin(http.StatusBadRequest, "GET", "/api/security/audit?limit=501", "")
	reader = decoded[wire.TokenAdded](t, f.admin(http.StatusOK, "POST", "/api/security/tokens", `{"name":"wall","scopes":["read"]}`))
	if w := f.call("GET", "/api/security/audit", "", header("X-API-Token", reader.Token)); w.Code != http.StatusForbidden {
		t.Errorf("a reader: %d %s", w.Code, w.Body)
	}
}

func TestSecurityStatus_TellsACallerWhatTheyMayDo(t *testing.T) {
	f := newFixture(t, withAccount(t))
	reader := decoded[wire.TokenAdded](t, f.admin(http.StatusOK, "POST", "/api/security/tokens", `{"scopes":["read"]}`))
	cases := []struct {
		name, token, by string
		mayChange       bool
	}{
		{"nobody", "", "", false},
		{"a reader", reader.Token, "api-token", false},
		{"an administrator", admin, "api-token", true},
	}
	for _, c := range cases {
		got := decoded[wire.SecurityStatus](t, f.call("GET", "/api/security/status", "", header("X-API-Token", c.token)))
		if got.SignedInBy != c.by || got.MayChange != c.mayChange || !got.HasPassword || !got.AccountFixed {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestTokens_SayWhichAreFixedByTheEnvironment(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "POST", "/api/security/tokens", `{"name":"own"}`)
	for _, token := range decoded[wire.Tokens](t, f.admin(http.StatusOK, "GET", "/api/security/tokens", "")).Tokens {
		if token.Fixed != (token.Name == "Environment token") {
			t.Errorf("%s: fixed is %t", token.Name, token.Fixed)
		}
	}
}

func TestSignOnTest_NamesTheMemberThatIsWrongAndSavesNothing(t *testing.T) {
	f := newFixture(t, withAccount(t))
	issuer := authtest.NewIssuer(time.Now)
	defer issuer.Close()
	const rest = `,"clientId":"pulse","redirectUrl":"http://192.168.1.5:7655/api/oidc/callback"}`
	cases := []struct {
		name, body, field string
		status            int
	}{
		{"a provider that answers", `{"issuerUrl":"` + issuer.URL + `"` + rest, "", http.StatusOK},
		{"another address of it", `{"issuerUrl":"` + issuer.URL + `/"` + rest, "issuerUrl", http.StatusBadRequest},
		{"nothing there", `{"issuerUrl":"http://127.0.0.1:1"` + rest, "issuerUrl", http.StatusBadRequest},
		{"no client", `{"issuerUrl":"` + issuer.URL + `"}`, "clientId", http.StatusBadRequest},
	}
	for _, c := range cases {
		w := f.admin(c.status, "POST", "/api/security/oidc/test", c.body)
		details, _ := f.object(w)["details"].(map[string]any)
		if field, _ := details["field"].(string); field != c.field {
			t.Errorf("%s: %s", c.name, w.Body)
		}
	}
	if saved := decoded[wire.SignOn](t, f.admin(http.StatusOK, "GET", "/api/security/oidc", "")); saved.IssuerURL != "" || saved.Enabled {
		t.Errorf("saved %+v", saved)
	}
}
