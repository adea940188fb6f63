package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strconv"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/settings"
	"pulse/backend/wire"
)

const (
	// uiDocument is where clients keep what is theirs.
	uiDocument = "ui"
	// uiLimit is how much that may be in bytes.
	uiLimit = 16 << 10
)

// oldSettingsRoutes show the settings as earlier clients know them.
func oldSettingsRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/settings", Access: auth.ReadOpen, Bucket: auth.General, Out: wire.OldSettingsView{}, Summary: "Settings in the form of earlier clients", handle: (*server).oldSettings},
		{Method: "POST", Path: "/api/settings/update", Access: auth.Admins, Bucket: auth.General, In: wire.OldSettingsInput{}, Out: wire.OldSettingsSaved{}, Summary: "Change settings in the form of earlier clients; with validateOnly as /api/settings/validate", handle: (*server).updateOldSettings},
		{Method: "POST", Path: "/api/settings/validate", Access: auth.Admins, Bucket: auth.General, In: wire.OldSettingsInput{}, Out: wire.OldSettingsValid{}, Summary: "Whether such a change would be taken", handle: (*server).validateOldSettings},
	}
}

func (s *server) oldSettings(w http.ResponseWriter, r *http.Request) error {
	stored, err := s.Store.System(r.Context())
	if err != nil {
		return err
	}
	var ui json.RawMessage
	if _, err := s.Store.Document(r.Context(), uiDocument, &ui); err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.OldSettingsView{
		Current: s.oldForm(stored), Defaults: wire.DefaultOldSettings(), UI: ui,
		Capabilities: wire.OldCapabilities{CanRestart: s.Restart != nil, CanValidatePorts: true, RequiresRestart: true},
	})
}

func (s *server) oldForm(stored settings.System) wire.OldSettings {
	return wire.OldSettingsOf(s.effective(stored), s.Auth.Protected())
}

func (s *server) updateOldSettings(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.OldSettingsInput](r)
	if err != nil {
		return err
	}
	if in.ValidateOnly {
		return s.tryOldSettings(w, r, in)
	}
	message, err := s.saveOldSettings(r.Context(), in)
	if err != nil {
		return err
	}
	restarting := in.RestartNow && s.Restart != nil
	if err := reply(w, http.StatusOK, wire.OldSettingsSaved{Success: true, Message: message, RequiresRestart: true, Restarting: restarting}); err != nil {
		return err
	}
	if restarting {
		s.Auth.Audit(r, "restart", true, "")
		s.Restart()
	}
	return nil
}

func (s *server) validateOldSettings(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.OldSettingsInput](r)
	if err != nil {
		return err
	}
	return s.tryOldSettings(w, r, in)
}

func (s *server) tryOldSettings(w http.ResponseWriter, r *http.Request, in wire.OldSettingsInput) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	change, err := s.plannedSettings(r.Context(), in)
	if err != nil {
		return err
	}
	if err := s.mayListen(change.before, change.after); err != nil {
		return err
	}
	return reply(w, http.StatusOK, wire.OldSettingsValid{Valid: true, Message: "The settings are valid" + change.remarks()})
}

func (s *server) saveOldSettings(ctx context.Context, in wire.OldSettingsInput) (message string, err error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	change, err := s.plannedSettings(ctx, in)
	if err != nil {
		return "", err
	}
	if change.after != change.before {
		if err := s.applySystem(ctx, change.before, change.after); err != nil {
			return "", err
		}
	}
	if brought(in.UI) {
		if err := s.Store.SaveDocument(ctx, uiDocument, in.UI); err != nil {
			return "", err
		}
	}
	return "Settings saved" + change.remarks(), nil
}

// oldChange is a change of settings that was found fit.
type oldChange struct {
	before, after settings.System
	unsettable    bool // more was asked for than can be changed in this form
}

// remarks says what a person should know of the change.
func (c oldChange) remarks() string {
	text := ""
	if c.unsettable {
		text += ". Polling, log files, accounts and tokens are not changed here"
	}
	if warning := openedTo(c.before, c.after); warning != "" {
		text += ". " + warning
	}
	return text
}

// plannedSettings checks a change. The caller holds the lock.
func (s *server) plannedSettings(ctx context.Context, in wire.OldSettingsInput) (change oldChange, err error) {
	if !brought(in.Settings) && !brought(in.UI) {
		return change, fault.New(fault.Invalid, "settings is required: the members of current that shall change").In("settings")
	}
	if err := checkUI(in.UI); err != nil {
		return change, err
	}
	if change.before, err = s.Store.System(ctx); err != nil {
		return change, err
	}
	change.after = change.before
	if !brought(in.Settings) {
		return change, nil
	}
	now := s.oldForm(change.before)
	next, err := now.Given(in.Settings)
	if err != nil {
		return change, err
	}
	change.unsettable = next.Unsettable(now)
	change.after = next.Over(change.before, now, s.Fixed)
	if err := change.after.Validate(); err != nil {
		return change, err
	}
	return change, checkPorts(ctx, now.Server, next.Server)
}

// brought reports whether a member is there; null is as absent.
func brought(value json.RawMessage) bool { return len(value) > 0 && string(value) != "null" }

func checkUI(ui json.RawMessage) error {
	switch {
	case !brought(ui):
		return nil
	case len(ui) > uiLimit:
		return fault.New(fault.TooLarge, "ui is larger than 16 KiB").In("ui")
	case !bytes.HasPrefix(ui, []byte("{")):
		return fault.New(fault.Invalid, "ui must be an object").In("ui")
	}
	return nil
}

// checkPorts refuses ports that others listen on. Our own one is ours.
func checkPorts(ctx context.Context, now, next wire.OldServer) error {
	for _, l := range []struct {
		field        string
		before, then wire.OldListener
	}{{"server.backend.port", now.Backend, next.Backend}, {"server.frontend.port", now.Frontend, next.Frontend}} {
		if l.then.Port == l.before.Port || l.then.Port == now.Frontend.Port {
			continue
		}
		address := net.JoinHostPort(l.then.Host, strconv.Itoa(l.then.Port))
		tried, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
		if err != nil {
			return fault.Wrap(fault.Conflict, err, "Nothing can listen on %s: the port is in use, or the address is none of this computer", address).In(l.field)
		}
		if err := tried.Close(); err != nil {
			return err
		}
	}
	return nil
}
