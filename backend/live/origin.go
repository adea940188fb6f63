package live

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// sessionCookie marks a caller whose browser attaches its rights by itself; for
// it only our own origin and the allowed ones count.
const sessionCookie = "pulse_session"

// allowed decides by the Origin header who may open a socket. Programs that
// are no browser send none.
func (h *Hub) allowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || origin == self(r) || slices.Contains(h.opt.Windows, origin) {
		return true
	}
	var list []string
	if h.opt.Origins != nil {
		list = h.opt.Origins()
	}
	if slices.Contains(list, "*") || slices.Contains(list, origin) {
		return true
	}
	_, err := r.Cookie(sessionCookie)
	return len(list) == 0 && err != nil && private(origin)
}

// self is the origin that this request was made to, as a proxy in front of us
// tells it. A page cannot set these headers on a socket.
func self(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	forwarded, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ",")
	if forwarded == "" {
		forwarded = r.Header.Get("X-Forwarded-Scheme")
	}
	switch strings.TrimSpace(forwarded) {
	case "https", "wss":
		scheme = "https"
	case "http", "ws":
		scheme = "http"
	}
	host := r.Host
	if h := r.Header.Get("X-Forwarded-Host"); h != "" {
		host = h
	}
	return scheme + "://" + host
}

// private tells origins of this machine and of a home network.
func private(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	host := u.Hostname()
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback() || ip.IsPrivate()
	}
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	return host == "localhost" || (last == "local" || last == "lan") && len(labels) > 1 && len(labels) <= 3
}
