package api

import (
	"pulse/backend/auth"
	"pulse/backend/wire"
)

func notificationRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/notifications", Access: auth.Admins, Bucket: auth.General, Out: wire.Notifications{}, Summary: "All about notices: mail, webhooks, cooldown and grouping", handle: (*server).notifications},
		{Method: "POST", Path: "/api/notifications", Access: auth.Admins, Bucket: auth.General, In: wire.NotificationsInput{}, Out: wire.Status{}, Summary: "Change mail, cooldown and grouping (only the keys given)", handle: (*server).changeNotifications},
		{Method: "POST", Path: "/api/notifications/test", Access: auth.Admins, Bucket: auth.Tests, In: wire.NotificationTest{}, Out: wire.Status{}, Summary: "Send a test over one channel or all, and wait for the result", handle: (*server).testChannels},
		{Method: "GET", Path: "/api/notifications/email", Access: auth.Reader, Bucket: auth.General, Out: wire.Email{}, Summary: "Configuration of mail, without its password", handle: (*server).email},
		{Method: "PUT", Path: "/api/notifications/email", Access: auth.Admins, Bucket: auth.General, In: partial{wire.Email{}}, Out: wire.Status{}, Summary: "Change mail; an empty password stays as it is", handle: (*server).putEmail},
		{Method: "POST", Path: "/api/notifications/email", Access: auth.Admins, Bucket: auth.General, In: partial{wire.Email{}}, Out: wire.Status{}, Summary: "Same as PUT", handle: (*server).putEmail},
		{Method: "POST", Path: "/api/notifications/email/test", Access: auth.Admins, Bucket: auth.Tests, In: partial{wire.Email{}}, Out: wire.Status{}, Summary: "Send a test mail, with a configuration that is not saved or the stored one", handle: (*server).testEmail},
		{Method: "GET", Path: "/api/notifications/email-providers", Access: auth.Reader, Bucket: auth.General, Out: []wire.EmailProvider{}, Summary: "Known mail services", handle: (*server).emailProviders},
		{Method: "GET", Path: "/api/notifications/webhook-templates", Access: auth.Reader, Bucket: auth.General, Out: []wire.WebhookTemplate{}, Summary: "Known webhook services", handle: (*server).webhookTemplates},
		{Method: "GET", Path: "/api/notifications/webhooks", Access: auth.Admins, Bucket: auth.General, Out: []wire.Webhook{}, Summary: "Configured webhooks, secrets masked", handle: (*server).webhooks},
		{Method: "POST", Path: "/api/notifications/webhooks", Access: auth.Admins, Bucket: auth.General, In: wire.WebhookInput{}, Out: wire.Webhook{}, Summary: "Add a webhook", handle: (*server).addWebhook},
		{Method: "POST", Path: "/api/notifications/webhooks/test", Access: auth.Admins, Bucket: auth.Tests, In: wire.WebhookInput{}, Out: wire.WebhookTest{}, Summary: "Send a test over a webhook that is not saved", handle: (*server).testWebhook},
		{Method: "PUT", Path: "/api/notifications/webhooks/{id}", Access: auth.Admins, Bucket: auth.General, In: wire.WebhookInput{}, Out: wire.Webhook{}, Summary: "Change a webhook; masked values stay", handle: (*server).changeWebhook},
		{Method: "DELETE", Path: "/api/notifications/webhooks/{id}", Access: auth.Admins, Bucket: auth.General, Out: wire.Status{}, Summary: "Remove a webhook", handle: (*server).deleteWebhook},
		{Method: "GET", Path: "/api/notifications/webhook-history", Access: auth.Reader, Bucket: auth.General, Out: []wire.WebhookDelivery{}, Summary: "The last 100 webhook deliveries, newest last", handle: (*server).webhookHistory},
		{Method: "GET", Path: "/api/notifications/history", Access: auth.Reader, Bucket: auth.General, Out: []wire.Delivery{}, Query: []string{"limit", "channel", "alertId"}, Summary: "Deliveries, newest first", handle: (*server).deliveries},
		{Method: "GET", Path: "/api/notifications/history/{id}", Access: auth.Admins, Bucket: auth.General, Out: wire.DeliveryDetail{}, Summary: "One delivery with what was sent and answered", handle: (*server).delivery},
		{Method: "POST", Path: "/api/notifications/history/{id}/replay", Access: auth.Admins, Bucket: auth.General, Status: 202, Out: wire.Replayed{}, Summary: "Send a delivery again", handle: (*server).replayDelivery},
		{Method: "", Path: "/api/notifications/{rest...}", Access: auth.Admins, Bucket: auth.General, handle: notFound("Not found")},
	}
}
