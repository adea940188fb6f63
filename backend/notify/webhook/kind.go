// Package webhook sends notices as HTTP requests.
package webhook

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"pulse/backend/fault"
	"pulse/backend/notify"
)

// Kind is the webhook as a kind of channel.
func Kind() notify.Kind {
	return notify.Kind{Name: "webhook", Title: "Webhook", Open: open}
}

// Methods are the HTTP methods that a webhook may use. The first is the usual
// one.
var Methods = [...]string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodGet}

// Validate reports what is wrong with a channel, as a *fault.Error.
func Validate(c notify.Channel, env notify.Env) error {
	if !slices.Contains(Methods[:], method(c)) {
		return fault.New(fault.Invalid, "Invalid webhook method: %q; use POST, PUT, PATCH or GET", c.Method).In("method")
	}
	for name, value := range c.Headers {
		if !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			return fault.New(fault.Invalid, "Invalid webhook header: %q", name).In("headers")
		}
	}
	return ValidateURL(c.URL, env)
}

func method(c notify.Channel) string { return strings.ToUpper(cmp.Or(c.Method, Methods[0])) }

// hook is one configured webhook.
type hook struct {
	channel notify.Channel
	env     notify.Env
	mask    notify.Mask
}

func open(c notify.Channel, env notify.Env) (notify.Notifier, error) {
	if err := Validate(c, env); err != nil {
		return nil, err
	}
	return &hook{channel: c, env: env, mask: notify.NewMask(c)}, nil
}

// Send makes the request. An answer of the 2xx range is success; 429, 5xx and
// a connection that fails may get better, everything else does not.
func (h *hook) Send(ctx context.Context, n notify.Notice) (notify.Result, error) {
	if strings.Contains(h.channel.URL, "{{") {
		return notify.Result{}, &notify.Error{Reason: "the URL of the webhook holds a placeholder; this version calls fixed addresses only"}
	}
	body, err := json.Marshal(payloadOf(n, h.env.AlertJSON))
	if err != nil {
		return notify.Result{}, fmt.Errorf("encode notice %s: %w", n.ID, err)
	}
	if method(h.channel) == http.MethodGet {
		body = nil
	}
	request := request{method: method(h.channel), url: h.channel.URL, header: h.header(n), body: body}
	answer, err := h.exchange(ctx, request)
	result := notify.Result{
		Status:   answer.status,
		Request:  h.mask.Text(request.text(h.channel.Headers)),
		Response: h.mask.Text(answer.body),
	}
	return result, err
}
