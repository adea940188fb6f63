package wire

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"pulse/backend/fault"
	"pulse/backend/notify"
)

// Redacted stands for a secret that is not told. Written back, it means that
// the secret stays.
const Redacted = "***REDACTED***"

// Webhook is a configured webhook.
type Webhook struct {
	ID              string            `json:"id"`
	Name            string            `json:"name"`
	URL             string            `json:"url"`
	Method          string            `json:"method"`
	Headers         map[string]string `json:"headers" null:"true"`
	Enabled         bool              `json:"enabled"`
	Service         string            `json:"service"`
	Template        string            `json:"template"`
	CustomFields    map[string]string `json:"customFields,omitempty"`
	NotifyOnResolve bool              `json:"notifyOnResolve"`
}

// WebhookOf is a channel, its secrets masked.
func WebhookOf(c notify.Channel) Webhook {
	return Webhook{
		ID: c.ID, Name: c.Name, URL: c.URL, Method: c.Method, Headers: redacted(c.Headers),
		Enabled: c.Enabled, Service: c.Service, Template: c.Template,
		CustomFields: redacted(c.Fields), NotifyOnResolve: c.Resolved,
	}
}

// WebhookInput is what a client writes about a webhook. Enabled and
// NotifyOnResolve are on when absent.
type WebhookInput struct {
	ID              string            `json:"id,omitempty"`
	Name            string            `json:"name"`
	URL             string            `json:"url"`
	Method          string            `json:"method,omitempty" doc:"POST when empty"`
	Headers         map[string]string `json:"headers,omitempty"`
	Enabled         *bool             `json:"enabled,omitempty"`
	Service         string            `json:"service,omitempty" doc:"generic when empty"`
	Template        string            `json:"template,omitempty"`
	CustomFields    map[string]string `json:"customFields,omitempty"`
	NotifyOnResolve *bool             `json:"notifyOnResolve,omitempty"`
}

// methods are the ways in which a webhook may be called.
var methods = []string{"POST", "PUT", "PATCH", "GET"}

// Channel is the webhook as a channel; masked secrets are those of before.
func (in WebhookInput) Channel(id string, before notify.Channel) (notify.Channel, error) {
	c := notify.Channel{
		ID: id, Kind: "webhook", Name: strings.TrimSpace(in.Name), URL: strings.TrimSpace(in.URL),
		Method: strings.ToUpper(strings.TrimSpace(in.Method)), Service: in.Service, Template: in.Template,
		Headers: kept(in.Headers, before.Headers), Fields: kept(in.CustomFields, before.Fields),
		Enabled: true, Resolved: true,
	}
	if before.ID != "" {
		c.Enabled, c.Resolved = before.Enabled, before.Resolved
	}
	if in.Enabled != nil {
		c.Enabled = *in.Enabled
	}
	if in.NotifyOnResolve != nil {
		c.Resolved = *in.NotifyOnResolve
	}
	if c.Method == "" {
		c.Method = "POST"
	}
	switch {
	case c.Name == "" || len([]rune(c.Name)) > 100:
		return c, fault.New(fault.Invalid, "Webhook name is required and has at most 100 characters").In("name")
	case !slices.Contains(methods, c.Method):
		return c, fault.New(fault.Invalid, "Webhook method must be POST, PUT, PATCH or GET").In("method")
	case c.URL == "":
		return c, fault.New(fault.Invalid, "Invalid webhook URL: it is empty").In("url")
	case in.keepsSecrets() && hostOf(c.URL) != hostOf(before.URL):
		return c, fault.New(fault.Invalid, "The address changed: enter the masked values again").In("url")
	}
	return c, nil
}

// keepsSecrets reports whether masked values are to be taken over. They go to
// no other host than the one that they were entered for.
func (in WebhookInput) keepsSecrets() bool {
	return slices.Contains(slices.Collect(maps.Values(in.Headers)), Redacted) ||
		slices.Contains(slices.Collect(maps.Values(in.CustomFields)), Redacted)
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}

// WebhookTest is what a receiver answered to a test.
type WebhookTest struct {
	Status   int    `json:"status" doc:"HTTP status of the receiver, 0 without an answer"`
	Response string `json:"response"`
	Success  bool   `json:"success"`
	Error    string `json:"error,omitempty"`
}

func redacted(values map[string]string) map[string]string {
	masked := maps.Clone(values)
	for name, value := range masked {
		if value != "" && notify.SecretName(name) {
			masked[name] = Redacted
		}
	}
	return masked
}

func kept(values, before map[string]string) map[string]string {
	merged := maps.Clone(values)
	for name, value := range merged {
		if value == Redacted {
			merged[name] = before[name]
		}
	}
	return merged
}
