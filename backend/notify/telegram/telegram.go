// Package telegram tells a chat of Telegram by a bot.
package telegram

import (
	_ "embed" // the payload
	"net/url"
	"regexp"
	"time"

	"pulse/backend/notify"
	"pulse/backend/notify/render"
	"pulse/backend/notify/webhook"
)

//go:embed payload.tmpl
var payload string

// Format is Telegram Bot as a format of webhooks.
func Format() webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: "telegram", Name: "Telegram Bot", Method: "POST",
			URLPattern: "https://api.telegram.org/bot{bot_token}/sendMessage",
			Headers:    map[string]string{"Content-Type": "application/json"}, PayloadTemplate: payload,
			Instructions: "Ask @BotFather in Telegram for a bot and its token. Write to the bot (or add it to the group), look up the number of the chat with getUpdates, " +
				"and put it at the end of the URL as ?chat_id=. Groups have negative numbers; channels may be written @name.",
		},
		Style: render.Style{Escape: render.Backslash("_*`[")}, Address: address, Read: read,
	}
}

// address moves the chat from the URL to the payload. A test without one is
// sent, so that Telegram's own answer is seen.
func address(u *url.URL, d *render.Data) error {
	query := u.Query()
	d.ChatID = query.Get("chat_id")
	query.Del("chat_id")
	u.RawQuery = query.Encode()
	if !chat.MatchString(d.ChatID) && d.Event != string(notify.EventTest) {
		return &notify.Error{Reason: "the URL names no chat: end it with ?chat_id= and the number of the chat, or @ and the name of a channel"}
	}
	return nil
}

// chat is a number, or the name of a channel.
var chat = regexp.MustCompile(`^(-?[0-9]+|@[A-Za-z0-9_]+)$`)

// read finds what Telegram says: ok, or a description and the seconds to wait.
func read(a webhook.Answer) webhook.Reply {
	said := webhook.Decode[struct {
		OK          *bool  `json:"ok"`
		Code        int    `json:"error_code"`
		Description string `json:"description"`
		Parameters  struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}](a)
	return webhook.Reply{
		Problem: said.Description, Wait: time.Duration(said.Parameters.RetryAfter) * time.Second,
		Failed: said.OK != nil && !*said.OK, Retry: said.Code == 429 || said.Code >= 500,
	}
}
