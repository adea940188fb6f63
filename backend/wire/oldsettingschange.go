package wire

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"pulse/backend/fault"
	"pulse/backend/settings"
)

// Given are the settings with the members of a JSON object put over them.
func (o OldSettings) Given(object json.RawMessage) (OldSettings, error) {
	given := o
	given.Security.AllowedOrigins = nil
	if err := json.Unmarshal(object, &given); err != nil {
		return o, fault.New(fault.Invalid, "settings has the wrong form: %s", wordsFor(err)).In("settings")
	}
	if len(given.Security.AllowedOrigins) == 0 {
		given.Security.AllowedOrigins = o.Security.AllowedOrigins
	}
	return given, given.validate(o)
}

// wordsFor says which member has which wrong type.
func wordsFor(err error) string {
	if wrong, ok := err.(*json.UnmarshalTypeError); ok && wrong.Field != "" { //nolint:errorlint // made by json.Unmarshal, which does not wrap it
		return wrong.Field + ": " + kindOf(err)
	}
	return "it must be an object"
}

func (o OldSettings) validate(now OldSettings) error {
	back, front := o.Server.Backend, o.Server.Frontend
	isPort := func(n int) bool { return n >= 1 && n <= 65535 }
	checks := []struct {
		field   string
		ok      bool
		allowed string
	}{
		{"server.backend.port", isPort(back.Port) || back.Port == now.Server.Backend.Port, "1 to 65535"},
		{"server.frontend.port", isPort(front.Port), "1 to 65535"},
		{"server.frontend.port", back.Port != front.Port || o.Server == now.Server, "another port than that of the backend"},
		{"server.backend.host", settings.IsHost(back.Host) || back.Host == now.Server.Backend.Host, "an IP address or a host name, without port"},
		{"server.frontend.host", settings.IsHost(front.Host) || front.Host == now.Server.Frontend.Host, "an IP address or a host name, without port"},
		{"monitoring.pollingInterval", o.Monitoring.PollingInterval >= 1000, "1000 milliseconds and more"},
		{"monitoring.backupPollingCycles", o.Monitoring.BackupPollingCycles >= 1, "1 and more"},
		{"logging.level", slices.Contains([]string{"debug", "info", "warn", "error"}, o.Logging.Level), "debug, info, warn or error"},
		{"security.iframeEmbedding", slices.Contains([]string{"", embedNowhere, embedAllowed}, o.Security.IframeEmbedding), embedNowhere + " or " + embedAllowed},
	}
	for _, c := range checks {
		if !c.ok {
			return fault.New(fault.Invalid, "%s is not valid: allowed is %s", c.field, c.allowed).In(c.field)
		}
	}
	return nil
}

// Over puts what differs from the settings in force over the stored ones.
// What the environment fixes stays.
func (o OldSettings) Over(stored settings.System, now OldSettings, fixed map[string]bool) settings.System {
	origins, before := strings.Join(o.Security.AllowedOrigins, ","), strings.Join(now.Security.AllowedOrigins, ",")
	embedding := o.Security.IframeEmbedding
	for _, change := range []struct {
		key     string
		differs bool
		put     func()
	}{
		{"backendPort", o.Server.Backend.Port != now.Server.Backend.Port, func() { stored.BackendPort = o.Server.Backend.Port }},
		{"listenPort", o.Server.Frontend.Port != now.Server.Frontend.Port, func() { stored.ListenPort = o.Server.Frontend.Port }},
		{"listenHost", o.Server.Frontend.Host != now.Server.Frontend.Host, func() { stored.ListenHost = o.Server.Frontend.Host }},
		{"logLevel", o.Logging.Level != now.Logging.Level, func() { stored.LogLevel = o.Logging.Level }},
		{"allowedOrigins", origins != before, func() { stored.AllowedOrigins = origins }},
		{"allowEmbedding", embedding != "" && embedding != now.Security.IframeEmbedding, func() { stored.AllowEmbedding = embedding == embedAllowed }},
	} {
		if change.differs && !fixed[change.key] {
			change.put()
		}
	}
	return stored
}

// Unsettable reports whether something differs from the settings in force that
// cannot be changed in this form.
func (o OldSettings) Unsettable(now OldSettings) bool {
	o.Server.Backend.Port, o.Server.Frontend, o.Logging.Level = now.Server.Backend.Port, now.Server.Frontend, now.Logging.Level
	o.Security.AllowedOrigins, o.Security.IframeEmbedding = now.Security.AllowedOrigins, now.Security.IframeEmbedding
	return !reflect.DeepEqual(o, now)
}
