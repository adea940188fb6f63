package transfer

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/settings"
	"pulse/backend/source"
	"pulse/backend/store"
	"pulse/backend/wire"
)

// prepare checks every part of a document and tells what it would change.
// What cannot be taken over is left out and named among the problems.
func (s *Service) prepare(d document, now current) plan {
	p := plan{ImportChanges: ImportChanges{
		Version: d.Version, ExportedAt: d.ExportedAt, Settings: []string{}, Alerts: []string{}, Notes: []string{},
		Connections: compare[source.Target](nil, nil, nil), Webhooks: compare[webhook](nil, nil, nil), Guests: compare[guestMetadata](nil, nil, nil),
	}}
	if d.Version != "" && d.Version != publishedVersion {
		p.Notes = append(p.Notes, fmt.Sprintf("The export has version %q, which is not known here: what this version knows is taken.", d.Version))
	}
	s.prepareSystem(&p, d, now)
	s.prepareTargets(&p, d, now)
	s.prepareAlerts(&p, d, now)
	s.prepareChannels(&p, d, now)
	prepareGuests(&p, d, now)
	prepareSignIn(&p, d, now)
	return p
}

func (s *Service) prepareTargets(p *plan, d document, now current) {
	if d.Nodes == nil {
		return
	}
	for _, what := range d.Nodes.withTwoCredentials() {
		p.remark(what, "it has a password and a token: the password is used, the token is left out")
	}
	seen := map[string]bool{}
	p.next.Targets = []source.Target{}
	for _, t := range d.Nodes.targets() {
		what := connection(t.Name, t.Kind)
		normal, err := s.normal(t)
		if err == nil && seen[t.Kind+" "+normal.Name] {
			err = fault.New(fault.Invalid, "its name occurs twice")
		}
		if err != nil {
			p.refuse(what, err)
			continue
		}
		seen[t.Kind+" "+normal.Name] = true
		p.next.Targets = append(p.next.Targets, normal)
	}
	p.Connections = compare(plainTargets(now.Targets), plainTargets(p.next.Targets), func(t source.Target) string { return t.Name + " (" + t.Kind + ")" })
}

// connection is what a connection is called among problems and remarks.
func connection(name, kind string) string { return fmt.Sprintf("connection %q (%s)", name, kind) }

// plainTargets are targets without what this program finds out by itself.
func plainTargets(targets []source.Target) []source.Target {
	plain := make([]source.Target, 0, len(targets))
	for _, t := range targets {
		fresh := source.Target{
			Kind: t.Kind, Name: t.Name, Host: t.Host, User: t.User, Password: t.Password, TokenName: t.TokenName, TokenValue: t.TokenValue,
			Fingerprint: t.Fingerprint, VerifyTLS: t.VerifyTLS, Cluster: infra.Cluster{}, DisksEvery: t.DisksEvery,
		}
		n := nodesOf([]source.Target{t})
		fresh.Monitor = n.targets()[0].Monitor
		plain = append(plain, fresh)
	}
	return plain
}

// normal is a target in its normal form, fit to be polled.
func (s *Service) normal(t source.Target) (source.Target, error) {
	at := slices.IndexFunc(s.Sources, func(k source.Kind) bool { return k.Name == t.Kind })
	switch {
	case at < 0:
		return t, fault.New(fault.Invalid, "this version cannot watch servers of this kind")
	case t.Name == "":
		return t, fault.New(fault.Invalid, "it has no name")
	case t.Host == "":
		return t, fault.New(fault.Invalid, "it has no address")
	case (t.User == "" || t.Password == "") && (t.TokenName == "" || t.TokenValue == ""):
		return t, fault.New(fault.Invalid, "it has neither a password nor a token")
	case s.Sources[at].Normalize == nil:
		return t, nil
	}
	return s.Sources[at].Normalize(t)
}

func (s *Service) prepareAlerts(p *plan, d document, now current) {
	if !given(d.Alerts) {
		return
	}
	usual := s.Store.DefaultAlerts()
	next, err := settings.MergeAlerts(usual, d.Alerts)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Field == settings.ZoneField {
		zone := &next.Schedule.QuietHours.Timezone
		p.remark("time zone of the quiet hours", fmt.Sprintf("%q is not known here, the zone of this machine, %s, is used", *zone, usual.Schedule.QuietHours.Timezone))
		*zone = usual.Schedule.QuietHours.Timezone
		err = next.Validate()
	}
	if err != nil {
		p.refuse("alert configuration", err)
		return
	}
	p.next.Alerts = &next
	p.Alerts = differingKeys(now.Alerts, next)
}

// prepareSystem takes the settings over. How this server is reached is not
// theirs to decide: another machine has other addresses.
func (s *Service) prepareSystem(p *plan, d document, now current) {
	if !given(d.System) {
		return
	}
	next, err := readSystem(d.System, now.System)
	if err != nil {
		p.refuse("settings", err)
		return
	}
	next.ListenHost, next.ListenPort, next.FrontendPort = now.System.ListenHost, now.System.ListenPort, now.System.FrontendPort
	p.next.System = &next
	p.Settings = differingKeys(now.System, next)
}

// readSystem puts stored settings of another installation over ours. There,
// zero and empty mean the default.
func readSystem(part json.RawMessage, onto settings.System) (settings.System, error) {
	usual := settings.DefaultSystem()
	if err := json.Unmarshal(part, &onto); err != nil {
		return onto, fault.New(fault.Invalid, "they cannot be read (%s)", problem(err))
	}
	for _, n := range []struct {
		at       *int
		fallback int
	}{{&onto.PBSPollingInterval, usual.PBSPollingInterval}, {&onto.PMGPollingInterval, usual.PMGPollingInterval}, {&onto.ConnectionTimeout, usual.ConnectionTimeout}} {
		if *n.at == 0 {
			*n.at = n.fallback
		}
	}
	for _, t := range []struct {
		at       *string
		fallback string
	}{{&onto.AutoUpdateTime, usual.AutoUpdateTime}, {&onto.LogLevel, usual.LogLevel}, {&onto.DiscoverySubnet, usual.DiscoverySubnet}} {
		if *t.at == "" {
			*t.at = t.fallback
		}
	}
	return onto, onto.Validate()
}

func prepareGuests(p *plan, d document, now current) {
	if d.Guests == nil {
		return
	}
	p.next.Metadata = []store.GuestMetadata{}
	for _, id := range slices.Sorted(maps.Keys(d.Guests)) {
		g := d.Guests[id]
		m, err := wire.GuestMetadataInput{CustomURL: g.CustomURL, Description: g.Description, Tags: g.Tags}.For(id)
		if err == nil && id == "" {
			err = fault.New(fault.Invalid, "its id is empty")
		}
		if err != nil {
			p.refuse(fmt.Sprintf("notes about guest %q", id), err)
			continue
		}
		p.next.Metadata = append(p.next.Metadata, store.GuestMetadata(m))
	}
	p.Guests = compare(now.Guests, p.next.Metadata, func(m store.GuestMetadata) string { return m.ID })
}

func prepareSignIn(p *plan, d document, now current) {
	if len(d.OIDC) == 0 {
		return
	}
	change := &store.SignInChange{Sessions: auth.ProviderSessions}
	if given(d.OIDC) {
		config := auth.Provider{}.Tidied()
		err := json.Unmarshal(d.OIDC, &config)
		if err == nil {
			config = config.Tidied()
			err = config.Check()
		}
		if err != nil {
			p.refuse("sign-in at a provider", err)
			return
		}
		if now.SignIn != nil && len(differingKeys(now.SignIn, config)) == 0 {
			return
		}
		change.Document, p.SignIn = config, "changed"
	} else {
		if now.SignIn == nil {
			return
		}
		p.SignIn = "removed"
	}
	p.next.SignIn = change
}

// reason is an error for people, who get no texts that may quote secrets.
func reason(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Message
	}
	return "it cannot be read (" + problem(err) + ")"
}
