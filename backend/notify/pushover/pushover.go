// Package pushover tells the devices of a Pushover user.
package pushover

import (
	_ "embed" // the payload
	"net/http"
	"strconv"
	"strings"
	"time"

	"pulse/backend/notify"
	"pulse/backend/notify/webhook"
)

//go:embed payload.tmpl
var payload string

// Format is Pushover as a format of webhooks.
func Format() webhook.Format {
	return webhook.Format{
		Template: notify.Template{
			Service: "pushover", Name: "Pushover", Method: "POST",
			URLPattern: "https://api.pushover.net/1/messages.json",
			Headers:    map[string]string{"Content-Type": "application/json"}, PayloadTemplate: payload,
			Instructions: "On pushover.net: create an application. Enter its API token as the custom field app_token, and your user key (or a group key) as user_token.",
		},
		Required: []string{"app_token", "user_token"}, Read: read,
	}
}

// read finds what Pushover says: a status that is not 1 and a list of errors.
// A used-up quota says when it begins anew.
func read(a webhook.Answer) webhook.Reply {
	said := webhook.Decode[struct {
		Status *int     `json:"status"`
		Errors []string `json:"errors"`
	}](a)
	reply := webhook.Reply{Problem: strings.Join(said.Errors, ", "), Failed: said.Status != nil && *said.Status != 1}
	if reset, err := strconv.ParseInt(a.Header.Get("X-Limit-App-Reset"), 10, 64); err == nil && a.Status == http.StatusTooManyRequests {
		reply.Wait = max(time.Until(time.Unix(reset, 0)), 0)
	}
	return reply
}
