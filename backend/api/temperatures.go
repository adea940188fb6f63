package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"pulse/backend/auth"
	"pulse/backend/infra"
	"pulse/backend/wire"
)

const (
	// maxTemperatureNodes is how many nodes one call tries.
	maxTemperatureNodes = 20
	temperatureLimit    = 8 * time.Second
)

// verifyTemperatures tells a set-up script, in words, whether temperatures of
// nodes can be read. Only nodes that are watched are tried.
func (s *server) verifyTemperatures(w http.ResponseWriter, r *http.Request) error {
	if !auth.From(r.Context()).May(auth.Read) && !s.enroll.Codes.Opens(setupToken(r)) {
		if err := s.Auth.MayTryCode(r); err != nil {
			return err
		}
		s.Auth.WrongCode(r)
		return &auth.Refusal{Status: http.StatusUnauthorized, Message: "Authentication required", Style: auth.Bare}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	in, err := decode[wire.TemperatureNodes](r)
	text := "Give the names of nodes: {\"nodes\":\"pve1 pve2\"}"
	if err == nil {
		text = s.temperatureWords(r.Context(), strings.Fields(in.Nodes))
	}
	_, err = fmt.Fprintln(w, text)
	return err
}

func (s *server) temperatureWords(ctx context.Context, names []string) string {
	var read func(context.Context, string) ([]byte, error)
	if s.SourceEnv != nil {
		read = s.SourceEnv().Sensors
	}
	if read == nil {
		return "Pulse does not read temperatures over SSH. PULSE_TEMPERATURE_SSH=true switches it on"
	}
	ctx, cancel := context.WithTimeout(ctx, temperatureLimit)
	defer cancel()
	lines := []string{}
	for _, name := range names[:min(len(names), maxTemperatureNodes)] {
		lines = append(lines, s.temperatureLine(ctx, name, read))
	}
	return strings.Join(lines, "\n")
}

func (s *server) temperatureLine(ctx context.Context, name string, read func(context.Context, string) ([]byte, error)) string {
	snapshot := s.Watch.View().Snapshot
	at := slices.IndexFunc(snapshot.Nodes, func(n infra.Node) bool { return n.Name == name })
	if at < 0 {
		return "A node that was named is not watched by Pulse"
	}
	if _, err := read(ctx, hostOfNode(snapshot, &snapshot.Nodes[at])); err != nil {
		return name + ": temperatures cannot be read yet"
	}
	return name + ": temperatures can be read"
}

// hostOfNode is where a node itself is reached: as its cluster says, else at
// the address of the connection.
func hostOfNode(snapshot *infra.Snapshot, n *infra.Node) string {
	if e := snapshot.Estate(n.Target); e != nil {
		for _, m := range e.Cluster.Members {
			if m.Name == n.Name && m.IP != "" {
				return m.IP
			}
		}
	}
	if u, err := url.Parse(n.Host); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return n.Name
}

// setupToken is the code that a set-up script shows.
func setupToken(r *http.Request) string {
	if token := r.Header.Get("X-Setup-Token"); token != "" {
		return token
	}
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token)
	}
	return r.URL.Query().Get("auth_token")
}
