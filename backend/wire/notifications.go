package wire

import (
	"encoding/json"
	"maps"

	"pulse/backend/notify"
	"pulse/backend/settings"
)

// Notifications is everything that decides about notices, secrets masked.
type Notifications struct {
	Enabled        bool           `json:"enabled"`
	Email          Email          `json:"email"`
	Webhooks       []Webhook      `json:"webhooks"`
	Cooldown       int            `json:"cooldown" doc:"minutes"`
	GroupingWindow int            `json:"groupingWindow" doc:"seconds"`
	Grouping       NoticeGrouping `json:"grouping"`
}

// NoticeGrouping says which alerts may share a notice.
type NoticeGrouping struct {
	ByNode  bool `json:"byNode"`
	ByGuest bool `json:"byGuest"`
}

// NotificationsOf puts channels and schedule together.
func NotificationsOf(a settings.Alerts, email notify.Channel, webhooks []Webhook) Notifications {
	s := a.Schedule
	return Notifications{
		Enabled: a.Enabled, Email: EmailOf(email), Webhooks: webhooks, Cooldown: s.Cooldown, GroupingWindow: s.GroupingWindow,
		Grouping: NoticeGrouping{ByNode: s.Grouping.ByNode, ByGuest: s.Grouping.ByGuest},
	}
}

// NotificationsInput changes what is given of it.
type NotificationsInput struct {
	Email          json.RawMessage `json:"email,omitempty" doc:"as in PUT /api/notifications/email"`
	Cooldown       *int            `json:"cooldown,omitempty" doc:"minutes"`
	GroupingWindow *int            `json:"groupingWindow,omitempty" doc:"seconds"`
	Grouping       json.RawMessage `json:"grouping,omitempty"`
}

// Schedule is the part that belongs to the alert configuration, as a change of it.
func (in NotificationsInput) Schedule() map[string]any {
	changes := map[string]any{}
	if in.Cooldown != nil {
		changes["cooldown"] = *in.Cooldown
	}
	if in.GroupingWindow != nil {
		changes["groupingWindow"] = *in.GroupingWindow
	}
	if in.Grouping != nil {
		changes["grouping"] = in.Grouping
	}
	return changes
}

// NotificationTest says what to test. Without a method every channel that is
// on is tested.
type NotificationTest struct {
	Method    string          `json:"method,omitempty" doc:"email or webhook"`
	Type      string          `json:"type,omitempty" doc:"same as method"`
	Config    json.RawMessage `json:"config,omitempty" doc:"e-mail configuration that is not saved"`
	WebhookID string          `json:"webhookId,omitempty" doc:"absent = the first one that is on"`
}

// WebhookTemplate is a service with what is to be entered for it.
type WebhookTemplate struct {
	Service         string            `json:"service"`
	Name            string            `json:"name"`
	URLPattern      string            `json:"urlPattern"`
	Method          string            `json:"method"`
	Headers         map[string]string `json:"headers"`
	PayloadTemplate string            `json:"payloadTemplate"`
	Instructions    string            `json:"instructions"`
}

// WebhookTemplateOf describes a service.
func WebhookTemplateOf(t notify.Template) WebhookTemplate {
	out := WebhookTemplate{
		Service: t.Service, Name: t.Name, URLPattern: t.URLPattern, Method: t.Method,
		Headers: map[string]string{}, PayloadTemplate: t.PayloadTemplate, Instructions: t.Instructions,
	}
	maps.Copy(out.Headers, t.Headers)
	return out
}

// Replayed tells under which id a delivery that is sent again is found.
type Replayed struct {
	Success bool   `json:"success"`
	ID      string `json:"id"`
}
