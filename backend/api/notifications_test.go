package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/notify"
	"pulse/backend/wire"
)

const mailConfig = `{"enabled":true,"provider":"Gmail","server":"smtp.example.com","port":587,"username":"pulse","password":"very-secret",
	"from":"pulse@example.com","to":["ann@example.com"],"tls":false,"startTLS":true}`

func (f *fixture) mail() notify.Channel {
	f.t.Helper()
	c, err := f.store.Channel(f.t.Context(), "email")
	if err != nil {
		f.t.Fatal(err)
	}
	return c
}

func TestEmail_DefaultsAreThePublishedOnes(t *testing.T) {
	f := newFixture(t, withAccount(t))
	got := f.admin(http.StatusOK, "GET", "/api/notifications/email", "").Body.String()
	want := `{"enabled":false,"provider":"","server":"","port":587,"username":"","password":"","from":"","to":[],"tls":true,"startTLS":false,` +
		`"replyTo":"","rateLimit":60,"caCertificate":"","notifyOnResolve":true,"hasPassword":false}` + "\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEmail_PasswordIsNeverToldAndStaysWhenItIsNotWritten(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "PUT", "/api/notifications/email", mailConfig)
	for _, password := range []string{`,"password":""`, `,"password":"***REDACTED***"`, ``} {
		f.admin(http.StatusOK, "POST", "/api/notifications/email", `{"from":"other@example.com","notifyOnResolve":false`+password+`}`)
		if c := f.mail(); c.Mail.Password != "very-secret" || c.Mail.From != "other@example.com" || c.Mail.Server != "smtp.example.com" || c.Resolved || !c.Enabled {
			t.Errorf("after %q: stored %+v %+v", password, c, c.Mail)
		}
	}
	for _, path := range []string{"/api/notifications/email", "/api/notifications"} {
		if body := f.admin(http.StatusOK, "GET", path, "").Body.String(); strings.Contains(body, "very-secret") || !strings.Contains(body, `"hasPassword":true`) {
			t.Errorf("%s: %s", path, body)
		}
	}
}

func TestEmail_PasswordGoesToNoOtherServer(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "PUT", "/api/notifications/email", mailConfig)
	f.admin(http.StatusBadRequest, "PUT", "/api/notifications/email", `{"server":"mail.elsewhere.com","password":""}`)
	f.admin(http.StatusBadRequest, "POST", "/api/notifications/email/test", `{"server":"mail.elsewhere.com"}`)
	f.admin(http.StatusOK, "PUT", "/api/notifications/email", `{"server":"mail.elsewhere.com","username":""}`)
	if m := f.mail().Mail; m.Password != "" {
		t.Error("the password of the server before was kept")
	}
}

func TestEmail_TakesTheNamesOfOlderClients(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "PUT", "/api/notifications/email", `{"smtpHost":"mail.example.com","smtpPort":465,"to":[" a@example.com ",""]}`)
	if m := f.mail().Mail; m.Server != "mail.example.com" || m.TLS || m.Port != 465 || !cmp.Equal(m.To, []string{"a@example.com"}) {
		t.Errorf("stored %+v", m)
	}
}

func TestEmail_RefusesWhatCannotBeRight(t *testing.T) {
	f := newFixture(t, withAccount(t))
	for body, word := range map[string]string{
		`{`: "JSON", `[]`: "wrong type", `{"port":"x"}`: "port", `{"to":"a@example.com"}`: "to",
		`{"port":70000}`: "its port", `{"port":0}`: "1 to 65535", `{"smtpPort":-1}`: "1 to 65535", `null`: "not null", `{"enabled":true}`: "mail server",
	} {
		got := f.admin(http.StatusBadRequest, "PUT", "/api/notifications/email", body).Body.String()
		if !strings.Contains(got, word) {
			t.Errorf("%s: %s, want it to speak of %q", body, got, word)
		}
	}
}

func TestEmailTest_SaysWhatReallyHappened(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusBadRequest, "POST", "/api/notifications/email/test", "")
	got := decoded[wire.Status](t, f.admin(http.StatusOK, "POST", "/api/notifications/email/test", mailConfig))
	if got != (wire.Status{Status: "success", Message: "Test e-mail sent to ann@example.com"}) {
		t.Errorf("got %+v", got)
	}
	f.admin(http.StatusOK, "PUT", "/api/notifications/email", mailConfig)
	f.admin(http.StatusOK, "POST", "/api/notifications/email/test", "")
	f.admin(http.StatusOK, "POST", "/api/notifications/test", `{"method":"email","config":{"password":"","from":"form@example.com"}}`)
	if last := f.estate.tested[2].Mail; last.Password != "very-secret" || last.From != "form@example.com" || f.mail().Mail.From != "pulse@example.com" {
		t.Errorf("tested %+v", last)
	}
	f.estate.refusing = map[string]string{"E-mail": "the server refused the password"}
	refused := f.admin(http.StatusBadRequest, "POST", "/api/notifications/test", `{"type":"email"}`).Body.String()
	if !strings.Contains(refused, "the server refused the password") {
		t.Errorf("got %s", refused)
	}
}

func TestNotificationTest_Webhooks(t *testing.T) {
	f := newFixture(t, withAccount(t))
	says := func(status int, body, want string) {
		t.Helper()
		if got := f.admin(status, "POST", "/api/notifications/test", body).Body.String(); !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %q", body, got, want)
		}
	}
	says(http.StatusBadRequest, `{"method":"webhook"}`, "no webhooks configured")
	says(http.StatusBadRequest, ``, "no notification channel is enabled")
	f.admin(http.StatusOK, "POST", "/api/notifications/webhooks", `{"id":"a","name":"off","url":"https://a","enabled":false}`)
	says(http.StatusBadRequest, `{"method":"webhook"}`, "no enabled webhooks found")
	f.admin(http.StatusOK, "POST", "/api/notifications/webhooks", `{"id":"b","name":"broken","url":"https://b"}`)
	f.admin(http.StatusOK, "POST", "/api/notifications/webhooks", `{"id":"c","name":"fine","url":"https://c"}`)
	f.estate.refusing = map[string]string{"broken": "b answered 500"}
	says(http.StatusOK, `{"method":"webhook","webhookId":"a"}`, "Test sent over off")
	says(http.StatusBadRequest, `{"method":"webhook"}`, "b answered 500")
	says(http.StatusNotFound, `{"method":"webhook","webhookId":"nope"}`, "Webhook not found")
	says(http.StatusBadRequest, `{"method":"pigeon"}`, "pigeon")
	says(http.StatusOK, ``, "broken: b answered 500; fine: sent")
	f.estate.refusing["fine"] = "c is gone"
	says(http.StatusBadRequest, `{}`, "broken: b answered 500; fine: c is gone")
}

func TestNotifications_ShowAndChangeEverythingAtOnce(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusOK, "POST", "/api/notifications/webhooks", `{"id":"a","name":"home","url":"https://a","headers":{"X-Token":"very-secret"}}`)
	f.admin(http.StatusOK, "POST", "/api/notifications", `{"email":`+mailConfig+`,"cooldown":7,"groupingWindow":90,"grouping":{"byGuest":true}}`)
	w := f.admin(http.StatusOK, "GET", "/api/notifications/", "")
	got := decoded[wire.Notifications](t, w)
	if !got.Enabled || got.Cooldown != 7 || got.GroupingWindow != 90 || got.Grouping != (wire.NoticeGrouping{ByNode: true, ByGuest: true}) ||
		got.Email.Server != "smtp.example.com" || len(got.Webhooks) != 1 || strings.Contains(w.Body.String(), "very-secret") {
		t.Errorf("got %s", w.Body)
	}
	f.admin(http.StatusBadRequest, "POST", "/api/notifications", `{"cooldown":9,"email":{"port":70000}}`)
	if again := decoded[wire.Notifications](t, f.admin(http.StatusOK, "GET", "/api/notifications", "")); again.Cooldown != 7 {
		t.Error("half of a wrong change was stored")
	}
}

func TestNotificationLists(t *testing.T) {
	f := newFixture(t, withAccount(t))
	providers := decoded[[]wire.EmailProvider](t, f.admin(http.StatusOK, "GET", "/api/notifications/email-providers", ""))
	want := []wire.EmailProvider{{Name: "Gmail", SMTPHost: "smtp.gmail.com", SMTPPort: 587, StartTLS: true, AuthRequired: true, Instructions: "Make a password for Pulse."}}
	if diff := cmp.Diff(want, providers); diff != "" {
		t.Errorf("providers (-want +got):\n%s", diff)
	}
	templates := f.admin(http.StatusOK, "GET", "/api/notifications/webhook-templates", "").Body.String()
	if !strings.Contains(templates, `"service":"generic"`) || !strings.Contains(templates, `"headers":{}`) {
		t.Errorf("templates %s", templates)
	}
}

func TestReplay_IsAccepted(t *testing.T) {
	f := newFixture(t, withAccount(t))
	got := decoded[wire.Replayed](t, f.admin(http.StatusAccepted, "POST", "/api/notifications/history/one/replay", ""))
	if !got.Success || got.ID != "one" || !cmp.Equal(f.estate.replayed, []string{"one"}) {
		t.Errorf("got %+v, replayed %v", got, f.estate.replayed)
	}
}
