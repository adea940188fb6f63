// Package transfer moves a configuration from one installation to another: as
// a sealed text that the published API knows, or out of the folder of an
// installation that kept it in files.
package transfer

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/settings"
	"pulse/backend/source"
	"pulse/backend/store"
)

// Options is what a Service needs.
type Options struct {
	Store    *store.Store
	Dir      string // the data folder of the store
	Sources  []source.Kind
	Channels []notify.Kind
	// NotifyEnv is what channels are checked with.
	NotifyEnv func() notify.Env
	Log       *slog.Logger
	Now       func() time.Time // time.Now when nil
}

// Service exports the stored configuration and replaces it by another. Its
// methods may be called concurrently, but while one replaces the configuration
// the caller keeps everybody else from changing it.
type Service struct {
	Options
}

// New makes a service.
func New(o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NotifyEnv == nil {
		o.NotifyEnv = func() notify.Env { return notify.Env{} }
	}
	return &Service{o}
}

// Export returns the stored configuration with all its credentials, sealed
// with a passphrase. Accounts, tokens, sessions and history are not part of it.
func (s *Service) Export(ctx context.Context, passphrase string, f Format) (string, error) {
	if passphrase == "" {
		return "", fault.New(fault.Invalid, "Passphrase is required").In("passphrase")
	}
	if len([]rune(passphrase)) < MinPassphrase {
		return "", fault.New(fault.Invalid, "Passphrase must be at least %d characters long", MinPassphrase).In("passphrase")
	}
	d, err := s.document(ctx)
	if err != nil {
		return "", err
	}
	plain, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("encode export: %w", err)
	}
	return Seal(plain, passphrase, f)
}

// Preview tells what Import would change, and changes nothing.
func (s *Service) Preview(ctx context.Context, data, passphrase string) (ImportChanges, error) {
	p, err := s.plan(ctx, data, passphrase)
	return p.ImportChanges, err
}

// Import replaces the stored configuration by that of an export, after a copy
// of the database was put aside. It does all or nothing; a *fault.Error says
// what is wrong with the export. The caller makes the changes take effect.
func (s *Service) Import(ctx context.Context, data, passphrase string) (ImportChanges, error) {
	p, err := s.plan(ctx, data, passphrase)
	if err != nil {
		return p.ImportChanges, err
	}
	if p.Copy, err = s.Store.CopyAside(ctx); err != nil {
		return p.ImportChanges, fmt.Errorf("copy the database before the import: %w", err)
	}
	if err := s.Store.SaveConfiguration(ctx, p.next); err != nil {
		return p.ImportChanges, fmt.Errorf("store the imported configuration: %w", err)
	}
	s.Log.Info("configuration imported", "connections", len(p.next.Targets), "channels", len(p.next.Channels), "copy", p.Copy)
	return p.ImportChanges, nil
}

func (s *Service) plan(ctx context.Context, data, passphrase string) (plan, error) {
	switch {
	case passphrase == "":
		return plan{}, fault.New(fault.Invalid, "Passphrase is required").In("passphrase")
	case data == "":
		return plan{}, fault.New(fault.Invalid, "Import data is required").In("data")
	}
	plain, err := Open(data, passphrase)
	if err != nil {
		return plan{}, err
	}
	d, err := readDocument(plain)
	if err != nil {
		return plan{}, err
	}
	now, err := s.current(ctx)
	if err != nil {
		return plan{}, err
	}
	p := s.prepare(d, now)
	if len(p.Problems) > 0 {
		return p, fault.New(fault.Invalid, "%s", p.Problems.text()).In("data")
	}
	if len(now.Targets) > 0 && p.next.Targets != nil && len(p.next.Targets) == 0 {
		return p, fault.New(fault.Invalid, "the export holds no connections, but %d are configured: remove them first if that is what you want", len(now.Targets)).In("data")
	}
	return p, nil
}

// current is the stored configuration.
type current struct {
	Targets  []source.Target
	Alerts   settings.Alerts
	System   settings.System
	Channels []notify.Channel
	Guests   []store.GuestMetadata
	SignIn   json.RawMessage // nil where there is none
}

func (s *Service) current(ctx context.Context) (c current, err error) {
	if c.Targets, err = s.Store.Targets(ctx); err != nil {
		return c, err
	}
	if c.Alerts, err = s.Store.Alerts(ctx); err != nil {
		return c, err
	}
	if c.System, err = s.Store.System(ctx); err != nil {
		return c, err
	}
	if c.Channels, err = s.Store.Channels(ctx); err != nil {
		return c, err
	}
	if c.Guests, err = s.Store.AllMetadata(ctx); err != nil {
		return c, err
	}
	_, err = s.Store.SignIn(ctx, &c.SignIn)
	return c, err
}

// document is the stored configuration in its published form.
func (s *Service) document(ctx context.Context) (document, error) {
	c, err := s.current(ctx)
	if err != nil {
		return document{}, err
	}
	hooks, guests := []webhook{}, map[string]guestMetadata{}
	post := mail{To: []string{}, Port: submission}
	for _, channel := range c.Channels {
		switch {
		case channel.Kind == notify.KindWebhook:
			hooks = append(hooks, webhookOf(channel))
		case channel.Mail != nil:
			post = mailOf(channel)
		}
	}
	for _, g := range c.Guests {
		guests[g.ID] = guestMetadata(g)
	}
	d := document{Version: publishedVersion, ExportedAt: s.Now().UTC(), Nodes: nodesOf(c.Targets), Webhooks: &hooks, Guests: guests, OIDC: c.SignIn}
	for _, part := range []struct {
		into  *json.RawMessage
		value any
	}{{&d.Alerts, c.Alerts}, {&d.Email, post}, {&d.System, c.System}} {
		if *part.into, err = json.Marshal(part.value); err != nil {
			return d, fmt.Errorf("encode export: %w", err)
		}
	}
	return d, nil
}
