// Package webhook sends notices as HTTP requests, in the format of the service
// that takes them.
package webhook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/net/http/httpguts"

	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/notify/render"
)

// Kind is the webhook as a kind of channel. A webhook for a service that is not
// among the formats gets the generic one.
func Kind(formats ...Format) notify.Kind {
	return notify.Kind{
		Name: notify.KindWebhook, Title: "Webhook", Templates: templates(formats),
		Open: func(c notify.Channel, env notify.Env) (notify.Notifier, error) {
			return open(formatOf(c.Service, formats), c, env)
		},
	}
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
	format  Format
	channel notify.Channel
	address *render.Template // nil = the URL holds no placeholder
	payload *render.Template // nil = the format makes the body
	env     notify.Env
	mask    notify.Mask
}

func open(f Format, c notify.Channel, env notify.Env) (notify.Notifier, error) {
	if err := Validate(c, env); err != nil {
		return nil, err
	}
	h := &hook{format: f, channel: c, env: env, mask: notify.NewMask(c)}
	h.adoptFields()
	return h, h.compile()
}

// adoptFields takes headers that are fields for what they are. The maps of the
// channel belong to the caller.
func (h *hook) adoptFields() {
	h.channel.Headers, h.channel.Fields = maps.Clone(h.channel.Headers), maps.Clone(h.channel.Fields)
	for name, value := range h.channel.Headers {
		field := strings.ToLower(name)
		if !slices.Contains(h.format.FieldHeaders, field) {
			continue
		}
		delete(h.channel.Headers, name)
		if h.channel.Fields[field] == "" {
			if h.channel.Fields == nil {
				h.channel.Fields = map[string]string{}
			}
			h.channel.Fields[field] = value
		}
	}
}

// Send makes the request, or one for each alert where the service wants that.
// An answer of the 2xx range is success unless its text says otherwise; 429,
// 5xx and a connection that fails may get better, everything else does not.
func (h *hook) Send(ctx context.Context, n notify.Notice) (notify.Result, error) {
	if !h.format.PerAlert || len(n.Alerts) == 1 {
		return h.send(ctx, n)
	}
	var (
		result   notify.Result
		problems []error
	)
	for i := range n.Alerts {
		one := n
		one.ID = uuid.NewSHA1(uuid.NameSpaceOID, []byte(n.ID+n.Alerts[i].PublicID)).String() // the same at every attempt
		one.Alerts = n.Alerts[i : i+1]
		r, err := h.send(ctx, one)
		if err != nil {
			problems = append(problems, err)
			result.Status = r.Status
		}
		if result.Status == 0 {
			result.Status = r.Status
		}
		result.Request, result.Response = joined(result.Request, r.Request), joined(result.Response, r.Response)
		if err != nil && ctx.Err() != nil {
			break
		}
	}
	return result, worst(problems, len(n.Alerts))
}

// send makes one request.
func (h *hook) send(ctx context.Context, n notify.Notice) (notify.Result, error) {
	request, err := h.request(n)
	if err != nil {
		return notify.Result{}, h.masked(err)
	}
	answer, err := h.exchange(ctx, request)
	result := notify.Result{
		Status:   answer.Status,
		Request:  h.mask.Text(request.text(h.channel.Headers)),
		Response: h.mask.Text(answer.Body),
	}
	return result, h.masked(err)
}

// masked takes the secrets of the channel out of an error: services repeat in
// their answers what they were told.
func (h *hook) masked(err error) error {
	failure, ok := errors.AsType[*notify.Error](err)
	if !ok {
		return err
	}
	hidden := *failure
	hidden.Reason = h.mask.Text(failure.Reason)
	return &hidden
}

// worst is the failure that decides: as long as one may pass, all are tried
// again; the service knows by the id of each alert what it has already.
func worst(problems []error, all int) error {
	if len(problems) == 0 {
		return nil
	}
	var found *notify.Error
	for _, err := range problems {
		failure, ok := errors.AsType[*notify.Error](err)
		if !ok {
			return err
		}
		if found == nil || failure.Retry && !found.Retry || failure.RetryAfter > found.RetryAfter {
			found = failure
		}
	}
	told := *found
	told.Reason = fmt.Sprintf("%d of %d alerts were not taken: %s", len(problems), all, found.Reason)
	return &told
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return clip([]byte(a + "\n\n" + b))
}
