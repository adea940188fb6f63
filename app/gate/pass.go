package gate

import (
	"context"
	"io"
	"net/http"
	"time"

	"pulse/app/elsewhere"
)

// pass passes a request on.
func (g *Gate) pass(w http.ResponseWriter, r *http.Request) {
	if l := g.way(w, r); l != nil {
		l.proxy.ServeHTTP(w, r)
	}
}

// way is where a request is to go. Where there is no way it answers itself and
// returns nil.
func (g *Gate) way(w http.ResponseWriter, r *http.Request) *link {
	l, err := g.current(r.Context())
	if err != nil {
		return nil // nobody waits any more
	}
	t := l.missing()
	if t == nil {
		return l
	}
	refuse(w, http.StatusUnauthorized, t.code(), t.Message)
	return nil
}

// State is what a page is told about the Pulse that it shows.
type State struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	URL     string   `json:"url"`
	Trouble *Trouble `json:"trouble,omitempty"`
	// Pinned is the fingerprint that a person compared; Shown the certificate of
	// now, where it is another one.
	Pinned string                 `json:"pinned,omitempty"`
	Shown  *elsewhere.Certificate `json:"shown,omitempty"`
}

// probeLimit bounds the question whether all is well.
const probeLimit = 8 * time.Second

// state asks the other Pulse whether all is well, and tells.
func (g *Gate) state(w http.ResponseWriter, r *http.Request) {
	l, err := g.current(r.Context())
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), probeLimit)
	defer cancel()
	p := l.access.Pulse
	s := State{ID: p.ID, Name: p.Name, URL: p.URL, Pinned: p.Fingerprint, Trouble: l.probe(ctx)}
	if s.Trouble != nil && s.Trouble.Kind == certificate {
		s.Shown, _ = elsewhere.ShownAt(ctx, p.URL) // unknown where it has gone meanwhile
	}
	reply(w, http.StatusOK, s)
}

// probe asks for what only those may read who are let in. A token that was
// refused is rarely shown again.
func (l *link) probe(ctx context.Context) *Trouble {
	if t := l.missing(); t != nil && !l.forgive(time.Now()) {
		return t
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, l.base.JoinPath("/api/config/nodes").String(), http.NoBody)
	if err != nil {
		return &Trouble{unreachable, err.Error()}
	}
	l.show(r.Header)
	answer, err := l.transport.RoundTrip(r)
	if err != nil {
		t := l.troubleOf(err)
		return &t
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 1<<20) // so that the connection can be used again
	switch {
	case answer.StatusCode == http.StatusUnauthorized:
		l.refused.Store(true)
		return l.missing()
	case answer.StatusCode >= http.StatusInternalServerError:
		return &Trouble{unreachable, l.name() + " answers with an error (" + answer.Status + "). Its log says more."}
	default:
		l.refused.Store(false)
		return nil
	}
}

func (l *link) name() string { return l.access.Pulse.Name }
