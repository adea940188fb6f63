package webhook

import (
	"cmp"
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"pulse/backend/httpclient"
	"pulse/backend/notify"
	"pulse/backend/notify/render"
)

// The limits of one delivery.
const (
	timeout      = 30 * time.Second
	maxRedirects = 3
	maxRead      = 1 << 20
	maxKept      = 16 << 10
)

// request is what is sent.
type request struct {
	method, url string
	header      map[string]string
	body        []byte
}

// header returns the headers of a notice. Those of the channel win, except
// over the one that tells repetitions apart. Unfilled placeholders are not sent.
func (h *hook) header(n notify.Notice, data render.Data) map[string]string {
	header := map[string]string{
		"User-Agent": cmp.Or(h.env.UserAgent, notify.DefaultUserAgent),
	}
	if method(h.channel) != http.MethodGet {
		header["Content-Type"] = "application/json"
	}
	adopt(header, h.format.Headers)
	if h.format.Header != nil {
		for name, value := range h.format.Header(data) {
			if value != "" {
				header[name] = value
			}
		}
	}
	adopt(header, h.channel.Headers)
	header["Idempotency-Key"] = n.ID
	return header
}

// adopt takes over headers that were written down, but no unfilled placeholders.
func adopt(header, written map[string]string) {
	for name, value := range written {
		if !strings.Contains(value, "{{") {
			header[http.CanonicalHeaderKey(name)] = value
		}
	}
}

// exchange sends a request and follows a few redirects. They are followed with
// the same method and body, because a notice that is turned into a GET is lost.
func (h *hook) exchange(ctx context.Context, r request) (Answer, error) {
	for redirects := 0; ; redirects++ {
		a, location, err := h.call(ctx, r)
		if err != nil || location == "" {
			return a, err
		}
		if redirects == maxRedirects {
			return a, &notify.Error{Reason: hostOf(r.url) + " redirects too often"}
		}
		if r, err = h.redirect(r, location); err != nil {
			return a, err
		}
	}
}

// call sends one request; location is where to go on, if anywhere.
func (h *hook) call(ctx context.Context, r request) (a Answer, location string, err error) {
	transport := guardedTransport(h.env)
	client := httpclient.New(httpclient.Options{Timeout: timeout, Transport: transport})
	defer httpclient.Close(client)
	call := client.R().SetContext(ctx).SetDoNotParseResponse(true).SetHeaders(r.header)
	if r.body != nil {
		call.SetBody(r.body)
	}
	resp, err := call.Execute(r.method, r.url)
	if err != nil {
		return Answer{}, "", connectionError(r.url, err)
	}
	body := resp.RawBody()
	defer func() { _ = body.Close() }()
	text, err := io.ReadAll(io.LimitReader(body, maxRead))
	a = Answer{Status: resp.StatusCode(), Header: resp.Header(), Body: clip(text)}
	if err != nil && a.Status >= 300 {
		err = nil // the status says enough
	}
	if err != nil {
		return a, "", connectionError(r.url, err)
	}
	if isRedirect(a.Status) {
		if location = resp.Header().Get("Location"); location != "" {
			return a, location, nil
		}
	}
	return a, "", h.judge(hostOf(r.url), a)
}

func isRedirect(status int) bool {
	return slices.Contains([]int{
		http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect,
	}, status)
}

// redirect returns the request for the next address. The channel's own headers
// may hold credentials; another host does not get them.
func (h *hook) redirect(r request, location string) (request, error) {
	from, err := url.Parse(r.url)
	if err != nil {
		return r, &notify.Error{Reason: "the address of the webhook cannot be read"}
	}
	to, err := from.Parse(location)
	if err != nil {
		return r, &notify.Error{Reason: from.Hostname() + " redirects to an address that cannot be read"}
	}
	if err := ValidateURL(to.String(), h.env); err != nil {
		return r, &notify.Error{Reason: from.Hostname() + " redirects to an address that is not allowed", Err: err}
	}
	if from.Scheme == "https" && to.Scheme != "https" {
		return r, &notify.Error{Reason: from.Hostname() + " redirects from https to http, which would show the notice to others"}
	}
	if to.Host != from.Host {
		r.header = maps.Clone(r.header)
		for name := range h.channel.Headers {
			delete(r.header, http.CanonicalHeaderKey(name))
		}
		if r.body != nil {
			r.header["Content-Type"] = cmp.Or(h.format.Headers["Content-Type"], "application/json")
		}
	}
	r.url = to.String()
	return r, nil
}

// text shows the request as it is stored: without the values of the channel's
// own headers.
func (r request) text(own map[string]string) string {
	header := maps.Clone(r.header)
	for name := range own {
		if name = http.CanonicalHeaderKey(name); header[name] != "" && name != "Content-Type" && name != "Idempotency-Key" {
			header[name] = "***"
		}
	}
	var b strings.Builder
	b.WriteString(r.method + " " + notify.MaskURL(r.url) + "\n")
	for _, name := range slices.Sorted(maps.Keys(header)) {
		b.WriteString(name + ": " + header[name] + "\n")
	}
	b.WriteString("\n")
	b.Write(r.body)
	return clip([]byte(b.String()))
}

func clip(text []byte) string {
	return strings.ToValidUTF8(string(text[:min(len(text), maxKept)]), "\uFFFD")
}
