package api

import (
	"crypto/rand"
	"crypto/sha256"
	_ "embed" // for the page
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

//go:embed simplestats.html
var simplePage string

func plainRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/simple-stats", Access: auth.Reader, Head: true, Media: "text/html", Summary: "A plain page of figures", handle: (*server).simpleStats},
		{Method: "GET", Path: "/socket.io", Access: auth.ReadOpen, Bucket: auth.General, Head: true, handle: (*server).socketIO},
		{Method: "GET", Path: "/socket.io/{rest...}", Access: auth.ReadOpen, Bucket: auth.General, Head: true, handle: (*server).socketIO},
		{Method: "GET", Path: "/socket.io/socket.io.js", Access: auth.Public, Bucket: auth.General, handle: notFound("Not found")},
		{Method: "POST", Path: "/api/test-notification", Access: auth.Admins, Bucket: auth.General, Out: wire.Status{}, Summary: "Tells every screen of a made-up server, as if it had registered itself", handle: (*server).testNotification},
	}
}

// simpleStats serves a page that needs nothing but itself and the live feed.
// Its one script is allowed by its hash.
func (s *server) simpleStats(w http.ResponseWriter, _ *http.Request) error {
	h := w.Header()
	policy := h.Get("Content-Security-Policy")
	h.Set("Content-Security-Policy", strings.Replace(policy, "script-src 'self'", "script-src "+scriptHash(simplePage), 1))
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	_, _ = io.WriteString(w, simplePage) // a caller who is gone is no failure
	return nil
}

// scriptHash names the script of a page for a content security policy.
func scriptHash(page string) string {
	_, rest, _ := strings.Cut(page, "<script>")
	script, _, _ := strings.Cut(rest, "</script>")
	sum := sha256.Sum256([]byte(script))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// socketIO serves programs that were written for another way to the live feed:
// they are led to the WebSocket.
func (s *server) socketIO(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	switch {
	case strings.Contains(r.URL.Path, "socket.io.js"):
		return notFound("Not found")(s, w, r)
	case q.Get("transport") == "websocket":
		return s.socket(w, r)
	case q.Get("transport") != "polling":
		http.Redirect(w, r, "/ws", http.StatusFound)
		return nil
	}
	w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
	answer := "6"
	if q.Get("sid") == "" {
		answer = fmt.Sprintf(`0{"sid":"%s","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":60000}`, digits())
	}
	_, _ = io.WriteString(w, answer) // a caller who is gone is no failure
	return nil
}

// digits are a number that nobody had before.
func digits() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return strconv.FormatUint(binary.BigEndian.Uint64(b[:]), 10)
}

func (s *server) testNotification(w http.ResponseWriter, _ *http.Request) error {
	s.broadcast("node_auto_registered", wire.RegistrationTried())
	return reply(w, http.StatusOK, wire.Status{Status: "notification sent"})
}
