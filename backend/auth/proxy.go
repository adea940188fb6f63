package auth

import (
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"
)

// ProxyTrust is how a proxy in front of the program says who calls. It is
// believed only from trusted proxies.
type ProxyTrust struct {
	Secret        string // shown in X-Proxy-Secret; empty means that no proxy signs people in
	UserHeader    string // empty: the proxy tells no names
	RoleHeader    string // empty: everybody is an administrator
	RoleSeparator string
	AdminRole     string
	LogoutURL     string
}

// byProxy finds the caller that a trusted proxy names.
func (g *guard) byProxy(w http.ResponseWriter, r *http.Request) (Identity, bool) {
	p := g.env.Proxy
	if p.Secret == "" || !g.clients.trusts(peerOf(r)) || !same(r.Header.Get("X-Proxy-Secret"), p.Secret) {
		return Identity{}, false
	}
	id := Identity{Method: Proxy, Rights: p.rights(r)}
	if p.UserHeader != "" {
		if id.Name = limited(strings.TrimSpace(r.Header.Get(p.UserHeader)), 100); id.Name == "" {
			return Identity{}, false
		}
	}
	mark(w, id)
	return id, true
}

// rights are those of an administrator for whoever has that role; where roles
// are told, a caller without any may read.
func (p ProxyTrust) rights(r *http.Request) Rights {
	if p.RoleHeader == "" {
		return everything
	}
	separator := p.RoleSeparator
	if separator == "" {
		separator = "|"
	}
	admin := p.AdminRole
	if admin == "" {
		admin = "admin"
	}
	for _, told := range r.Header.Values(p.RoleHeader) {
		roles := strings.Split(told, separator)
		if slices.ContainsFunc(roles, func(role string) bool { return strings.TrimSpace(role) == admin }) {
			return everything
		}
	}
	return Read
}

// mark tells in the answer how the caller was found out.
func mark(w http.ResponseWriter, id Identity) {
	w.Header().Set("X-Auth-Method", string(id.Method))
	if id.Name != "" {
		w.Header().Set("X-Authenticated-User", id.Name)
	}
}

// same compares secrets; the time tells nothing about them, not even a length.
func same(shown, secret string) bool {
	return subtle.ConstantTimeCompare([]byte(hashOf(shown)), []byte(hashOf(secret))) == 1
}
