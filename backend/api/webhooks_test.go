package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/notify"
	"pulse/backend/wire"
)

func TestWebhooks_EchoWhatWasSentAndHideSecrets(t *testing.T) {
	f := newFixture(t, withAccount(t))
	added := f.object(f.admin(http.StatusOK, "POST", "/api/notifications/webhooks",
		`{"name":"home","url":"https://ntfy.lan/topic","headers":{"Authorization":"Bearer very-secret","X-Other":"plain"},"customFields":{"app_token":"very-secret"},"color":"red"}`))
	id, _ := added["id"].(string)
	if !strings.HasPrefix(id, "webhook-") || added["color"] != "red" || added["enabled"] != true || added["notifyOnResolve"] != true || added["method"] != "POST" {
		t.Errorf("added %v", added)
	}
	list := f.admin(http.StatusOK, "GET", "/api/notifications/webhooks", "")
	if strings.Contains(list.Body.String(), "very-secret") {
		t.Errorf("the list tells a secret: %s", list.Body)
	}
	hook := decoded[[]wire.Webhook](t, list)[0]
	if hook.Headers["Authorization"] != wire.Redacted || hook.Headers["X-Other"] != "plain" || hook.CustomFields["app_token"] != wire.Redacted {
		t.Errorf("hook %+v", hook)
	}
	f.admin(http.StatusOK, "PUT", "/api/notifications/webhooks/"+id,
		`{"name":"new name","url":"https://ntfy.lan/topic","headers":{"Authorization":"***REDACTED***","X-Other":"changed"},"customFields":{"app_token":"***REDACTED***"},"notifyOnResolve":false}`)
	stored, err := f.store.Channel(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if stored.Name != "new name" || stored.Headers["Authorization"] != "Bearer very-secret" || stored.Headers["X-Other"] != "changed" ||
		stored.Fields["app_token"] != "very-secret" || stored.Resolved || !stored.Enabled {
		t.Errorf("stored %+v", stored)
	}
	f.admin(http.StatusOK, "DELETE", "/api/notifications/webhooks/"+id, "")
	if got := f.admin(http.StatusOK, "GET", "/api/notifications/webhooks", "").Body.String(); got != "[]\n" {
		t.Errorf("after the removal: %s", got)
	}
	if f.estate.reloads != 3 {
		t.Errorf("%d reloads", f.estate.reloads)
	}
}

func TestWebhooks_RefuseWhatCannotWork(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for _, body := range []string{
		`{}`, `{"name":"a"}`, `{"name":"a","url":"http://localhost/"}`, `{"name":"a","url":"https://x","method":"DELETE"}`,
		`{"name":"` + strings.Repeat("a", 101) + `","url":"https://x"}`, `[]`, `{"name":7}`,
	} {
		f.admin(http.StatusBadRequest, "POST", "/api/notifications/webhooks", body)
	}
	f.admin(http.StatusNotFound, "PUT", "/api/notifications/webhooks/nope", `{"name":"a","url":"https://x"}`)
	f.admin(http.StatusNotFound, "DELETE", "/api/notifications/webhooks/nope", "")
	f.admin(http.StatusNotFound, "GET", "/api/notifications/nope", "")
}

func TestWebhookTest_UsesStoredSecrets(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "POST", "/api/notifications/webhooks", `{"id":"mine","name":"home","url":"https://a","headers":{"X-Token":"very-secret"}}`)
	got := decoded[wire.WebhookTest](t, f.admin(http.StatusOK, "POST", "/api/notifications/webhooks/test", `{"id":"mine","url":"https://a","headers":{"X-Token":"***REDACTED***"}}`))
	if !got.Success || got.Status != 200 || got.Response != "ok" {
		t.Errorf("result %+v", got)
	}
	if len(f.estate.tested) != 1 || f.estate.tested[0].Headers["X-Token"] != "very-secret" {
		t.Errorf("tested %+v", f.estate.tested)
	}
	refused := decoded[wire.WebhookTest](t, f.admin(http.StatusBadRequest, "POST", "/api/notifications/webhooks/test", `{"url":"http://localhost"}`))
	if refused.Success || refused.Error != "Invalid webhook URL: it is this machine" {
		t.Errorf("refused address: %+v", refused)
	}
}

func TestWebhookResult_SaysWhyItFailed(t *testing.T) {
	got := webhookResult(notify.Result{Status: 404, Response: "gone"}, &notify.Error{Reason: "the receiver answered 404"})
	if got != (wire.WebhookTest{Status: 404, Response: "gone", Error: "the receiver answered 404"}) {
		t.Errorf("got %+v", got)
	}
}

func TestDeliveries(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if err := f.store.SaveChannel(t.Context(), notify.Channel{ID: "mine", Kind: "webhook", Name: "home", URL: "https://a.lan/hook/very-secret?token=very-secret"}); err != nil {
		t.Fatal(err)
	}
	deliveries := []notify.Delivery{
		{Notice: notice("mail", noon.Add(-time.Minute)), Channel: "email", Kind: "email", ChannelName: "E-mail", Service: "email", State: notify.StateFailed, Error: "refused"},
		{Notice: notice("one", noon), Channel: "mine", Kind: "webhook", ChannelName: "home", State: notify.StateSent, Attempts: 2, StatusCode: 200, Request: "POST https://a.lan/***\nX-A: b\n\nbody"},
		{Notice: notice("two", noon.Add(time.Minute)), Channel: "mine", Kind: "webhook", ChannelName: "home", State: notify.StatePending, Next: noon.Add(time.Hour)},
	}
	if err := f.store.Plan(t.Context(), deliveries, nil); err != nil {
		t.Fatal(err)
	}
	for i := range deliveries {
		if err := f.store.Update(t.Context(), deliveries[i]); err != nil {
			t.Fatal(err)
		}
	}
	w := f.admin(http.StatusOK, "GET", "/api/notifications/history", "")
	list := decoded[[]wire.Delivery](t, w)
	if len(list) != 3 || list[0].ID != "two" || list[0].NextAttempt == 0 || !list[1].Success || list[1].RetryAttempts != 1 || list[1].AlertID != "a-cpu" {
		t.Errorf("history %+v", list)
	}
	if strings.Contains(w.Body.String(), "very-secret") {
		t.Errorf("the history tells a secret: %s", w.Body)
	}
	if mail := list[2]; mail.Channel != "email" || mail.WebhookName != "" || mail.WebhookURL != "" || mail.State != "failed" || mail.Error != "refused" {
		t.Errorf("mail %+v", mail)
	}
	if mails := decoded[[]wire.Delivery](t, f.admin(http.StatusOK, "GET", "/api/notifications/history?channel=email", "")); len(mails) != 1 {
		t.Errorf("mails %+v", mails)
	}
	old := decoded[[]wire.WebhookDelivery](t, f.admin(http.StatusOK, "GET", "/api/notifications/webhook-history", ""))
	if len(old) != 1 || !old[0].Success || old[0].PayloadSize != 4 {
		t.Errorf("published history %+v", old)
	}
	one := decoded[wire.DeliveryDetail](t, f.admin(http.StatusOK, "GET", "/api/notifications/history/one", ""))
	if !strings.HasSuffix(one.Request, "body") || one.ID != "one" {
		t.Errorf("one %+v", one)
	}
	f.admin(http.StatusNotFound, "GET", "/api/notifications/history/three", "")
	f.admin(http.StatusBadRequest, "GET", "/api/notifications/history?limit=x", "")
}

func notice(id string, at time.Time) notify.Notice {
	return notify.Notice{ID: id, Event: notify.EventFiring, At: at, Alerts: []alert.Alert{{PublicID: "a-cpu"}}}
}

func TestGuestMetadata(t *testing.T) {
	f := newFixture(t, withAccount(t))
	if got := f.admin(http.StatusOK, "GET", "/api/guests/metadata/", "").Body.String(); got != "{}\n" {
		t.Errorf("none: %s", got)
	}
	if got, want := f.admin(http.StatusOK, "GET", "/api/guests/metadata/pve1%2F101", "").Body.String(), `{"id":"pve1/101","customUrl":"","description":"","tags":null}`+"\n"; got != want {
		t.Errorf("unknown: %s", got)
	}
	saved := decoded[wire.GuestMetadata](t, f.admin(http.StatusOK, "PUT", "/api/guests/metadata/pve1/101", `{"id":"other","consoleUrl":"https://web.lan","notes":"mine"}`))
	if saved.ID != "pve1/101" || saved.CustomURL != "https://web.lan" || saved.Description != "mine" {
		t.Errorf("saved %+v", saved)
	}
	all := decoded[map[string]wire.GuestMetadata](t, f.admin(http.StatusOK, "GET", "/api/guests/metadata", ""))
	if all["pve1/101"].Description != "mine" {
		t.Errorf("all %+v", all)
	}
	for _, body := range []string{`{`, `{"customUrl":"ftp://x"}`, `{"customUrl":"https://"}`, `{"customUrl":"https://a./"}`, `{"customUrl":"://"}`} {
		f.admin(http.StatusBadRequest, "POST", "/api/guests/metadata/x", body)
	}
	for range 2 {
		f.admin(http.StatusNoContent, "DELETE", "/api/guests/metadata/pve1%2F101", "")
	}
}
