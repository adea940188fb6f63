// Package authtest is an OpenID Connect provider for tests: it serves a real
// description, keys, authorization and tokens on loopback, and misbehaves when
// asked to.
package authtest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"time"
)

// Issuer is a running provider. Its methods may be called concurrently.
type Issuer struct {
	*httptest.Server
	ClientID, ClientSecret string
	now                    func() time.Time

	mu     sync.Mutex
	key    *rsa.PrivateKey
	keyID  string
	codes  map[string]grant // not yet exchanged
	claims map[string]any   // put over the usual ones
	fault  Fault
}

// grant is what a code stands for.
type grant struct{ nonce, challenge, redirect string }

// Fault is one way to misbehave.
type Fault int

// The faults. The zero value is none.
const (
	Sound         Fault = iota
	SharedSecret        // sign with the client's secret (HS256)
	OtherKey            // sign with a key that is not published
	NoIDToken           // send an access token only
	TokensRefused       // answer the exchange with an error that repeats the secret
)

// NewIssuer starts a provider with one client. Close ends it.
func NewIssuer(now func() time.Time) *Issuer {
	i := &Issuer{ClientID: "pulse", ClientSecret: random(), now: now, codes: map[string]grant{}}
	i.Rotate()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", i.describe)
	mux.HandleFunc("GET /keys", i.keys)
	mux.HandleFunc("GET /authorize", i.authorize)
	mux.HandleFunc("POST /token", i.token)
	i.Server = httptest.NewServer(mux)
	return i
}

// Rotate replaces the signing key; the one before is published no more.
func (i *Issuer) Rotate() {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // the system has no randomness
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.key, i.keyID = key, random()
}

// Say puts claims into the tokens that follow, over the usual ones.
func (i *Issuer) Say(claims map[string]any) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.claims = maps.Clone(claims)
}

// Break makes the tokens that follow faulty; Sound mends them.
func (i *Issuer) Break(f Fault) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.fault = f
}

func (i *Issuer) describe(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token",
		"jwks_uri": i.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"},
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
	})
}

func (i *Issuer) keys(w http.ResponseWriter, _ *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	answer(w, http.StatusOK, map[string]any{"keys": []any{map[string]any{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": i.keyID,
		"n": encoded(i.key.N.Bytes()), "e": encoded(big.NewInt(int64(i.key.E)).Bytes()),
	}}})
}

// authorize signs the person in without asking and sends the browser back.
func (i *Issuer) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != i.ClientID || q.Get("code_challenge_method") != "S256" || q.Get("response_type") != "code" {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	code := random()
	i.mu.Lock()
	i.codes[code] = grant{q.Get("nonce"), q.Get("code_challenge"), q.Get("redirect_uri")}
	i.mu.Unlock()
	back := url.Values{"code": {code}, "state": {q.Get("state")}}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

// token exchanges a code, once, for whoever has the verifier and the secret.
func (i *Issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	code := r.PostFormValue("code")
	g, known := i.codes[code]
	delete(i.codes, code)
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	switch {
	case i.fault == TokensRefused:
		answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_client", "error_description": "wrong secret " + secret})
	case !known || g.redirect != r.PostFormValue("redirect_uri") || g.challenge != encoded(challenge[:]):
		answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
	case id != i.ClientID || secret != i.ClientSecret:
		answer(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
	default:
		tokens := map[string]any{"access_token": random(), "token_type": "Bearer", "expires_in": 300}
		if i.fault != NoIDToken {
			tokens["id_token"] = i.sign(g.nonce)
		}
		answer(w, http.StatusOK, tokens)
	}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a caller who is gone is no failure
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func random() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
