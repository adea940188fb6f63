package telegram_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"pulse/backend/notify"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/telegram"
	"pulse/backend/notify/webhook"
)

func TestFormat_PassesTheExaminationOfFormats(t *testing.T) {
	notifytest.RunFormat(t, notifytest.Service{
		Kind: webhook.Kind(telegram.Format()),
		Channel: func(address string) notify.Channel {
			return notify.Channel{Kind: notify.KindWebhook, Service: "telegram", URL: address + "/bot4711:token-marker-4711/sendMessage?chat_id=-100123"}
		},
		Secrets: []string{"token-marker-4711"},
		Answers: map[notifytest.Behaviour]notifytest.Answer{
			notifytest.Accept:   {Status: 200, Body: `{"ok":true,"result":{"message_id":1}}`},
			notifytest.Refuse:   {Status: 400, Body: `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`},
			notifytest.Throttle: {Status: 429, Body: `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":7}}`},
		},
		Says:    "chat not found",
		Shown:   shown,
		MaxSize: 64 << 10,
		Check:   check,
	})
}

// body is what Telegram takes.
type body struct {
	ChatID    string `json:"chat_id"`
	Text      string
	ParseMode string `json:"parse_mode"`
	NoPreview bool   `json:"disable_web_page_preview"`
}

// escapes are the characters that Telegram lets be escaped.
var escapes = regexp.MustCompile("\\\\([_*`\\[])")

// shown is what Telegram shows.
func shown(text string) string { return escapes.ReplaceAllString(text, "$1") }

func TestFormat_NeedsAChat(t *testing.T) {
	notifier, err := webhook.Kind(telegram.Format()).Open(notify.Channel{Service: "telegram", URL: "http://127.0.0.1:1/bot1/sendMessage"}, notifytest.Env())
	if err != nil {
		t.Fatal(err)
	}
	_, err = notifier.Send(t.Context(), notifytest.Notice("n-1"))
	failure, ok := errors.AsType[*notify.Error](err)
	if !ok || failure.Retry || !strings.Contains(failure.Reason, "chat_id") {
		t.Errorf("got %v, want a failure for good that tells what is missing", err)
	}
}

// check holds what the service says about its requests.
func check(t *testing.T, m notifytest.Message) {
	t.Helper()
	b := notifytest.Decode[body](t, m)
	if b.ChatID != "-100123" || b.ParseMode != "Markdown" || !b.NoPreview || m.Path != "/bot4711:token-marker-4711/sendMessage" {
		t.Errorf("%s to %s: %s", b.ChatID, m.Path, m.Text)
	}
	notifytest.Within(t, "text", b.Text, 4096)
	plain := escapes.ReplaceAllString(b.Text, "")
	if strings.ContainsAny(plain, "_`[") || strings.Count(plain, "*")%2 == 1 {
		t.Errorf("Telegram refuses the text for its entities: %s", b.Text)
	}
}
