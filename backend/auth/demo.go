package auth

import "net/http"

// demo refuses what would change a server that is only shown, signing in
// included.
func (g *guard) demo(r *http.Request) *Refusal {
	if !g.env.Demo {
		return nil
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	return &Refusal{
		Status: http.StatusForbidden, Message: "Demo mode enabled", Style: Bare,
		Extra: map[string]any{"message": "This Pulse is a demonstration: nothing can be changed here"},
	}
}
