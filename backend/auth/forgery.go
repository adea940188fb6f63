package auth

import (
	"crypto/subtle"
	"net/http"
	"strings"
)

// genuine refuses changes that a foreign page made the browser of a caller
// send. A header that proved the caller cannot be added by such a page.
func (g *guard) genuine(w http.ResponseWriter, r *http.Request, rule Rule, id Identity) *Refusal {
	if !isAPI(r.URL.Path) || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	switch {
	case id.Method == Token || id.Method == Window || id.Method == Basic:
		return nil
	case id.session != nil && !rule.SameOrigin:
		if subtle.ConstantTimeCompare([]byte(presentedCSRF(w, r)), []byte(id.session.csrf())) == 1 || g.provenByHeader(w, r) {
			return nil
		}
		g.audit(r, "csrf_failure", id.Name, false, "token missing or wrong")
		http.SetCookie(w, cookie(r, CSRFCookie, id.session.csrf(), id.session.age(g.now())))
		return &Refusal{Status: http.StatusForbidden, Code: "csrf_failed", Message: "CSRF token validation failed"}
	default:
		return g.sameOrigin(r)
	}
}

// provenByHeader reports whether a Basic header proves the caller whose cookie
// was looked at first: programs that keep cookies send both.
func (g *guard) provenByHeader(w http.ResponseWriter, r *http.Request) bool {
	name, password, ok := r.BasicAuth()
	if !ok {
		return false
	}
	_, refusal := g.byPassword(w, r, name, password)
	return refusal == nil
}

// sameOrigin refuses what a foreign page sends. Browsers say where a request
// comes from; programs say nothing and pass.
func (g *guard) sameOrigin(r *http.Request) *Refusal {
	if g.system.Load().known(r.Header.Get("Origin")) || new(http.CrossOriginProtection).Check(g.clients.asSent(r)) == nil {
		return nil
	}
	g.audit(r, "csrf_failure", "", false, "request from a foreign page")
	return &Refusal{
		Status: http.StatusForbidden, Code: "cross_site", Style: Structured,
		Message: "This request comes from another site. Open Pulse's own page, or add the site to the allowed origins",
	}
}

// presentedCSRF is the token of the header, or of the form of an old page.
func presentedCSRF(w http.ResponseWriter, r *http.Request) string {
	if token := r.Header.Get("X-CSRF-Token"); token != "" {
		return token
	}
	const form = "application/x-www-form-urlencoded"
	if !strings.HasPrefix(strings.ToLower(r.Header.Get("Content-Type")), form) {
		return ""
	}
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	return r.PostFormValue("csrf_token")
}
