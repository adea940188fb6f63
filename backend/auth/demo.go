package auth

import "net/http"

// demo marks the answers of a server that is only shown, and refuses what
// would change it, signing in included.
func (g *guard) demo(w http.ResponseWriter, r *http.Request) *Refusal {
	if !g.env.Demo {
		return nil
	}
	w.Header().Set("X-Demo-Mode", "true")
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	return &Refusal{
		Status: http.StatusForbidden, Message: "Demo mode enabled", Style: Bare,
		Extra: map[string]any{"message": "This Pulse is a demonstration: nothing can be changed here"},
	}
}
