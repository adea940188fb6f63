package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/netip"
	"strings"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/settings"
	"pulse/backend/wire"
)

func (s *server) system(w http.ResponseWriter, r *http.Request) error {
	system, err := s.systemInForce(r.Context())
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, system)
}

func (s *server) systemInForce(ctx context.Context) (wire.SystemSettings, error) {
	stored, err := s.Store.System(ctx)
	return wire.SystemSettings{System: s.effective(stored), EnvOverrides: s.Fixed}, err
}

func (s *server) effective(stored settings.System) settings.System {
	if s.Effective == nil {
		return stored
	}
	return s.Effective(stored)
}

func (s *server) putSystem(w http.ResponseWriter, r *http.Request) error {
	warning, err := s.changeSystem(r)
	if err != nil {
		return err
	}
	message := "Settings saved"
	if warning != "" {
		message += ". " + warning
	}
	return reply(w, http.StatusOK, wire.Status{Status: "success", Message: message})
}

func (s *server) updateSystem(w http.ResponseWriter, r *http.Request) error {
	warning, err := s.changeSystem(r)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.Success{Success: true, Message: warning})
}

// changeSystem puts the given keys over the stored settings and makes them
// take effect. A warning says what a person should know of it.
func (s *server) changeSystem(r *http.Request) (warning string, err error) {
	body, err := decode[map[string]json.RawMessage](r)
	if err != nil {
		return "", err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	before, err := s.Store.System(r.Context())
	if err != nil {
		return "", err
	}
	after, err := wire.UpdatedSystem(before, body, s.Fixed)
	if err != nil {
		return "", err
	}
	if err := s.applySystem(r.Context(), before, after); err != nil {
		return "", err
	}
	if _, themed := body["theme"]; themed {
		s.broadcast("settingsUpdate", map[string]string{"theme": after.Theme})
	}
	return openedTo(before, after), nil
}

// openedTo warns when the pages of all websites are let in.
func openedTo(before, after settings.System) string {
	if after.AllowedOrigins != "*" || before.AllowedOrigins == "*" {
		return ""
	}
	return "Pages of every website may now call this server"
}

// applySystem stores settings and makes them take effect.
func (s *server) applySystem(ctx context.Context, before, after settings.System) error {
	if err := s.checkListener(before, after); err != nil {
		return err
	}
	if err := s.Store.SaveSystem(ctx, after); err != nil {
		return err
	}
	s.Auth.Apply(s.effective(after))
	s.Watch.Reload()
	return nil
}

// checkListener refuses an address that cannot be opened, and one beyond this
// machine while everybody there would be let in.
func (s *server) checkListener(before, after settings.System) error {
	if err := s.mayListen(before, after); err != nil {
		return err
	}
	if s.Listen == nil || before.ListenHost == after.ListenHost && before.ListenPort == after.ListenPort {
		return nil
	}
	return s.Listen(after.ListenHost, after.ListenPort)
}

// mayListen refuses an address beyond this machine while everybody there would
// be let in.
func (s *server) mayListen(before, after settings.System) error {
	if !isLoopback(after.ListenHost) && after.ListenHost != before.ListenHost && !s.Auth.Protected() {
		return fault.New(fault.Conflict, "Create an account first: Pulse would be open to everybody in the network").In("listenHost")
	}
	return nil
}

func isLoopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && a.IsLoopback()
}

func (s *server) mockMode(w http.ResponseWriter, _ *http.Request) error {
	return reply(w, http.StatusOK, s.Mock.Mode())
}

func (s *server) setMockMode(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.MockInput](r)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	mode := s.Mock.Mode()
	if mode.Config, err = in.Over(mode.Config); err != nil {
		return err
	}
	if in.Enabled != nil {
		mode.Enabled = *in.Enabled
	}
	if err := s.Mock.SetMode(r.Context(), mode); err != nil {
		return err
	}
	s.Log.Info("mock mode set", "enabled", mode.Enabled, "by", auth.From(r.Context()).Name)
	return reply(w, http.StatusOK, s.Mock.Mode())
}
