package webhook

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/notify"
	"pulse/backend/notify/render"
)

// formatOf is the format of a service, or the generic one.
func formatOf(service string, formats []Format) Format {
	i := slices.IndexFunc(formats, func(f Format) bool { return f.Service == service })
	if i < 0 {
		return Generic()
	}
	return formats[i]
}

// custom reports whether a person wrote the payload.
func (h *hook) custom() bool { return strings.TrimSpace(h.channel.Template) != "" }

// compile reads the templates of the channel. One that a person wrote is tried
// out, so that mistakes are told when it is saved.
func (h *hook) compile() (err error) {
	if strings.Contains(h.channel.URL, "{{") {
		if h.address, err = render.Compile(h.channel.URL, render.URL, render.Style{}); err != nil {
			return fault.New(fault.Invalid, "Invalid webhook URL: %s", err).In("url")
		}
		if _, err = h.address.Execute(h.data(example(1))); err != nil {
			return fault.New(fault.Invalid, "Invalid webhook URL: %s", err).In("url")
		}
	}
	text := h.format.PayloadTemplate
	if h.custom() {
		text = h.channel.Template
	} else if h.format.Body != nil {
		return nil
	}
	form := render.JSON
	if h.format.Plain {
		form = render.Plain
	}
	if h.payload, err = render.Compile(text, form, h.format.Style); err != nil {
		return invalidTemplate(err)
	}
	if !h.custom() {
		return nil
	}
	for _, alerts := range []int{1, 2} {
		if _, err := h.payload.Execute(h.data(example(alerts))); err != nil {
			return invalidTemplate(err)
		}
	}
	return nil
}

func invalidTemplate(err error) error {
	return fault.New(fault.Invalid, "Invalid webhook template: %s", err).In("template")
}

// example is a notice to try out templates with. Its texts hold what templates
// most often trip over.
func example(alerts int) notify.Notice {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	n := notify.Notice{ID: "example", Event: notify.EventFiring, At: at, Source: "https://pulse.example.com"}
	for range alerts {
		n.Alerts = append(n.Alerts, alert.Alert{
			Key: alert.Key{Type: alert.TypeCPU}, PublicID: "example-100-cpu", Level: alert.Warning, Phase: alert.Firing,
			Subject: infra.Resource{PublicID: "example-100", Kind: infra.KindGuest, Name: `web "one"`, Node: "node1", Instance: "example"},
			Message: `VM CPU at 95.0% \ "one"`, Value: 95, Threshold: 80, Clear: 75, Since: at.Add(-time.Minute), FiredAt: at, SeenAt: at,
			Metadata: map[string]any{"resourceType": "VM"},
		})
	}
	return n
}

func (h *hook) data(n notify.Notice) render.Data {
	d := render.DataOf(n, h.channel.Fields, h.format.OneLine)
	if h.channel.Fields == nil {
		d.CustomFields = map[string]string{}
	}
	return d
}

// request makes what is sent for a notice.
func (h *hook) request(n notify.Notice) (request, error) {
	for _, field := range h.format.Required {
		if !h.custom() && h.channel.Fields[field] == "" && n.Event != notify.EventTest {
			return request{}, &notify.Error{Reason: fmt.Sprintf("the custom field %s is missing; enter it in the settings of the webhook", field)}
		}
	}
	data := h.data(n)
	address, err := h.fill(&data)
	if err != nil {
		return request{}, err
	}
	r := request{method: method(h.channel), url: address, header: h.header(n, data)}
	if h.format.FixedMethod {
		r.method = h.format.Method
	}
	if r.method != "GET" {
		r.body, err = h.body(n, data)
	}
	return r, err
}

// fill makes the address of a request and judges it as it is called.
func (h *hook) fill(data *render.Data) (string, error) {
	address := h.channel.URL
	if h.address != nil {
		text, err := h.address.Execute(*data)
		if err != nil {
			return "", &notify.Error{Reason: "the URL of the webhook cannot be filled in: " + err.Error()}
		}
		address = strings.TrimSpace(string(text))
	}
	if h.format.Address != nil {
		u, err := url.Parse(address)
		if err != nil {
			return "", &notify.Error{Reason: "the URL of the webhook cannot be read"}
		}
		if err := h.format.Address(u, data); err != nil {
			return "", err
		}
		address = u.String()
	}
	if h.address != nil {
		if err := ValidateURL(address, h.env); err != nil {
			return "", &notify.Error{Reason: err.Error(), Err: err}
		}
	}
	return address, nil
}

func (h *hook) body(n notify.Notice, data render.Data) ([]byte, error) {
	if h.payload == nil {
		body, err := h.format.Body(n, h.env)
		if err != nil {
			return nil, fmt.Errorf("encode notice %s: %w", n.ID, err)
		}
		return body, nil
	}
	body, err := h.payload.Execute(data)
	if err != nil {
		return nil, &notify.Error{Reason: "the template of the webhook cannot be filled in: " + err.Error()}
	}
	if !json.Valid(body) && !h.format.Plain {
		return nil, &notify.Error{Reason: "the template of the webhook makes no valid JSON"}
	}
	return body, nil
}
