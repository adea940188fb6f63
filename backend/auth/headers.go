package auth

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"pulse/backend/settings"
)

// WindowOrigins are the origins of the desktop window's own page, by system.
func WindowOrigins() []string {
	return []string{"wails://wails", "wails://wails.localhost", "http://wails.localhost", "https://wails.localhost"}
}

// surface is what the system settings say about other sites. It never changes.
type surface struct {
	origins  []string // "*" allows all
	policy   string   // content security policy
	readable bool     // API-only mode shows its list without a token
	embedded bool
}

func surfaceOf(s settings.System, development bool) *surface {
	out := &surface{origins: list(s.AllowedOrigins), embedded: s.AllowEmbedding, readable: s.OpenReadOnly}
	if development && len(out.origins) == 0 {
		out.origins = []string{"http://localhost:5173", "http://localhost:7655"}
	}
	ancestors := "'none'"
	if s.AllowEmbedding {
		ancestors = "*"
		if sites := slices.DeleteFunc(list(s.AllowedEmbedOrigins), notOrigin); len(sites) > 0 {
			ancestors = "'self' " + strings.Join(sites, " ")
		}
	}
	out.policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
		"img-src 'self' data: blob:; connect-src 'self'; font-src 'self' data:; frame-ancestors " + ancestors
	return out
}

// Origins lists the sites that may call, for the socket's check; "*" is all.
func (s *Service) Origins() []string { return s.system.Load().origins }

func (p *surface) secure(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-XSS-Protection", "1; mode=block")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Permissions-Policy", "geolocation=(), microphone=(), camera=()")
	h.Set("Content-Security-Policy", p.policy)
	if !p.embedded {
		h.Set("X-Frame-Options", "DENY")
	}
}

// allow tells a browser whether a page of another origin may read the answer.
func (p *surface) allow(h http.Header, r *http.Request) {
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	ours := slices.Contains(WindowOrigins(), origin)
	switch {
	case origin != "" && (ours || slices.Contains(p.origins, origin)):
		h.Set("Access-Control-Allow-Origin", origin)
	case slices.Contains(p.origins, "*"):
		h.Set("Access-Control-Allow-Origin", "*")
	default:
		return
	}
	h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Content-Type, Authorization, X-API-Token, X-CSRF-Token, X-Bootstrap-Code, If-None-Match")
	h.Set("Access-Control-Expose-Headers", "ETag, Retry-After")
	if ours && r.Header.Get("Access-Control-Request-Private-Network") != "" {
		h.Set("Access-Control-Allow-Private-Network", "true")
	}
}

// known reports whether an origin is one of those that were named.
func (p *surface) known(origin string) bool {
	return slices.Contains(WindowOrigins(), origin) || origin != "*" && slices.Contains(p.origins, origin)
}

func list(text string) []string {
	var out []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSuffix(strings.TrimSpace(item), "/"); item != "" {
			out = append(out, item)
		}
	}
	return out
}

func notOrigin(text string) bool {
	u, err := url.Parse(text)
	return err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" ||
		u.RawQuery != "" || u.User != nil || strings.ContainsAny(text, " ;'\"")
}
