package gate_test

import (
	"net/http"
	"testing"

	"pulse/app/elsewhere"
	"pulse/app/elsewhere/elsewheretest"
	"pulse/app/gate"
	"pulse/app/prefs"
)

// signIn gets a token of a server.
func signIn(t *testing.T, s *elsewheretest.Server) (prefs.Pulse, string) {
	t.Helper()
	p := prefs.Pulse{ID: "n1", Name: "nas.lan", URL: s.URL, Fingerprint: s.Fingerprint}
	ticket, err := elsewhere.SignIn(t.Context(), p, elsewhere.Credentials{User: elsewheretest.User, Password: elsewheretest.Password})
	if err != nil {
		t.Fatal(err)
	}
	return p, ticket.Token
}

func TestGate_ShowsARealPulseAndComesBackByItself(t *testing.T) {
	server := elsewheretest.Start(t)
	p, token := signIn(t, server)
	g := to(t, p, token)
	g.want(t, "/api/config/nodes", http.StatusOK, "")
	g.want(t, "/api/security/tokens", http.StatusOK, "")
	if s := g.state(t); s.Trouble != nil || s.Name != "nas.lan" || s.URL != server.URL {
		t.Errorf("state = %+v", s)
	}
	conn, _, err := g.listen(t)
	if err != nil {
		t.Fatal(err)
	}
	var first struct{ T string }
	if err := conn.ReadJSON(&first); err != nil || first.T != "full" || conn.Subprotocol() != "pulse.delta.v1" {
		t.Errorf("first message %+v, %v, protocol %q", first, err, conn.Subprotocol())
	}

	server.End()
	for err == nil { // what was on its way, then the end
		_, _, err = conn.ReadMessage()
	}
	g.want(t, "/api/config/nodes", http.StatusBadGateway, "elsewhere_unreachable")
	if s := g.state(t); s.Trouble == nil || s.Trouble.Kind != "unreachable" {
		t.Errorf("state = %+v", s)
	}
	server.Begin(t)
	g.want(t, "/api/config/nodes", http.StatusOK, "")

	server.RevokeAll(t)
	g.want(t, "/api/config/nodes", http.StatusUnauthorized, "")
	if _, answer, err := g.listen(t); err == nil || answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("feed with a revoked token: %v, %v", answer, err)
	}
	if s := g.state(t); s.Trouble == nil || s.Trouble.Kind != "sign-in" {
		t.Errorf("state = %+v", s)
	}
	_, again := signIn(t, server)
	g.Use(gate.Access{Pulse: p, Token: again})
	g.want(t, "/api/config/nodes", http.StatusOK, "")
}

func TestGate_SendsNothingToAnotherCertificateUntilItIsBelieved(t *testing.T) {
	server := elsewheretest.Start(t)
	p, token := signIn(t, server)
	g := to(t, p, token)
	g.want(t, "/api/config/nodes", http.StatusOK, "")
	server.End()
	server.NewCertificate(t)
	server.Begin(t)
	g.want(t, "/api/config/nodes", http.StatusBadGateway, "certificate_changed")
	s := g.state(t)
	if s.Trouble == nil || s.Trouble.Kind != "certificate" || s.Pinned != p.Fingerprint || s.Shown == nil || s.Shown.Fingerprint != server.Fingerprint {
		t.Errorf("state = %+v", s)
	}
	if _, answer, err := g.listen(t); err == nil || answer.StatusCode != http.StatusBadGateway {
		t.Errorf("feed at another certificate: %v, %v", answer, err)
	}
	p.Fingerprint = s.Shown.Fingerprint
	g.Use(gate.Access{Pulse: p, Token: token})
	g.want(t, "/api/config/nodes", http.StatusOK, "")
}
