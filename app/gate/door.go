package gate

import (
	"crypto/subtle"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/websocket"
)

// handler is what the address answers.
func (g *Gate) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/local/session", g.session)
	mux.HandleFunc("POST /api/local/quit", g.endProgram)
	mux.Handle("GET /api/local/elsewhere", g.letIn(g.state))
	mux.HandleFunc("/api/local/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "not_found", "This is about one computer, and is not passed on to another")
	})
	mux.Handle("GET /ws", g.letIn(g.socket))
	mux.Handle("/", g.letIn(g.pass))
	return g.guard(mux)
}

// guard refuses foreign names (a name that was made to point at this computer)
// and tells the window's page, which is of another origin, that it may read.
func (g *Gate) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.named(r.Host) {
			refuse(w, http.StatusMisdirectedRequest, "host_not_allowed", "This address is only for programs of this computer")
			return
		}
		g.allow(w.Header(), r)
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// named reports whether a Host header is the address of the gate.
func (g *Gate) named(header string) bool {
	own := g.listener.Addr().String()
	_, port, err := net.SplitHostPort(own)
	return header == own || err == nil && header == "localhost:"+port
}

func (g *Gate) allow(h http.Header, r *http.Request) {
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if !slices.Contains(g.opt.Origins, origin) {
		return
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Content-Type, Authorization, X-API-Token, X-CSRF-Token, X-Bootstrap-Code, If-None-Match")
	h.Set("Access-Control-Expose-Headers", "ETag, Retry-After")
	if r.Header.Get("Access-Control-Request-Private-Network") != "" {
		h.Set("Access-Control-Allow-Private-Network", "true")
	}
}

// letIn calls next for who shows the token of the launch.
func (g *Gate) letIn(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !same(shownToken(r), g.token) {
			refuse(w, http.StatusUnauthorized, "launch_token_required", "This address is only for the programs of Pulse on this computer")
			return
		}
		next(w, r)
	})
}

// shownToken is the token of a request: of a socket, the page can only name it
// as a sub-protocol.
func shownToken(r *http.Request) string {
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token)
	}
	for _, protocol := range websocket.Subprotocols(r) {
		if token, ok := strings.CutPrefix(protocol, tokenProtocol); ok {
			return token
		}
	}
	return ""
}

// tokenProtocol begins the sub-protocol by which a page shows its token.
const tokenProtocol = "token."

// session gives the token to a program that knows the secret of run.json.
func (g *Gate) session(w http.ResponseWriter, r *http.Request) {
	if !g.knowsSecret(w, r) {
		return
	}
	reply(w, http.StatusOK, map[string]string{"token": g.token})
}

// endProgram ends the program because a person wants that.
func (g *Gate) endProgram(w http.ResponseWriter, r *http.Request) {
	if !g.knowsSecret(w, r) {
		return
	}
	w.WriteHeader(http.StatusAccepted)
	g.leave.Do(func() { close(g.quit) })
}

func (g *Gate) knowsSecret(w http.ResponseWriter, r *http.Request) bool {
	if same(r.Header.Get("X-Pulse-Launch"), g.secret) {
		return true
	}
	refuse(w, http.StatusForbidden, "launch_secret_required", "This needs the launch secret from run.json, in the header X-Pulse-Launch")
	return false
}

func same(shown, own string) bool { return subtle.ConstantTimeCompare([]byte(shown), []byte(own)) == 1 }

// refuse answers in the form of the API's own errors.
func refuse(w http.ResponseWriter, status int, code, message string) {
	reply(w, status, map[string]any{"error": message, "code": code, "status_code": status})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller has gone away: nobody is left to tell
}
