package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/wire"
)

// shape is the form of an error body. The published API has several.
type shape int

const (
	dual       shape = iota // text for a page, structured for programs
	structured              // structured for everybody
	bare                    // only "error"; text outside the API
	statusWord              // {"status":"error","message":...}
	validWord               // {"valid":false,"message":...}
)

// failure is an error with everything that its body needs.
type failure struct {
	status  int
	code    string
	text    string
	shape   shape
	details map[string]string
	extra   map[string]any // more members of a bare body
	body    any            // the whole body, where it is one of a kind
	err     error          // the cause; not shown
}

// Error returns the text for people.
func (f *failure) Error() string { return f.text }

// Unwrap returns the cause.
func (f *failure) Unwrap() error { return f.err }

// fail renders what a handler returned.
func (s *server) fail(w http.ResponseWriter, r *http.Request, route Route, err error) {
	if r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		return // nobody waits for an answer any more
	}
	f := s.failureFor(r, err)
	if f.shape == dual {
		f.shape = route.Errors
	}
	s.render(w, r, f)
}

func (s *server) failureFor(r *http.Request, err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		copied := *f
		return &copied
	}
	if refusal, ok := errors.AsType[*auth.Refusal](err); ok {
		return failureOf(refusal)
	}
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &failure{
			status: http.StatusRequestEntityTooLarge, code: "too_large",
			text: fmt.Sprintf("The request is larger than %d MiB", large.Limit>>20),
		}
	}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		if f.Err != nil {
			s.Log.Warn("request failed", "request", requestID(r), "path", r.URL.Path, "err", f.Err)
		}
		return &failure{status: statusOf(f.Code), code: string(f.Code), text: f.Message, details: field(f.Field)}
	}
	s.Log.Error("request failed", "request", requestID(r), "method", r.Method, "path", r.URL.Path, "err", err)
	return &failure{
		status: http.StatusInternalServerError, code: "internal_error",
		text: "Something went wrong inside Pulse; its log says what",
	}
}

func field(name string) map[string]string {
	if name == "" {
		return nil
	}
	return map[string]string{"field": name}
}

// statusOf translates the codes of faults.
func statusOf(code fault.Code) int {
	switch code {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict, fault.Taken:
		return http.StatusConflict
	case fault.Unauthorized:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Unavailable:
		return http.StatusBadGateway
	default:
		return http.StatusInternalServerError
	}
}

func failureOf(r *auth.Refusal) *failure {
	shapes := map[auth.Style]shape{auth.Dual: dual, auth.Structured: structured, auth.Bare: bare}
	return &failure{status: r.Status, code: r.Code, text: r.Message, shape: shapes[r.Style], extra: r.Extra}
}

// render writes an error in its shape.
func (s *server) render(w http.ResponseWriter, r *http.Request, f *failure) {
	if f.status == http.StatusUnauthorized && f.shape == dual {
		f.shape = bare
	}
	switch {
	case f.body != nil:
		s.write(w, f.status, f.body)
	case f.shape == bare && f.extra == nil && !underAPI(r) && !wantsJSON(r), f.shape == dual && (fromPage(r) && !onlyJSON(r) || !underAPI(r)):
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(f.status)
		_, _ = io.WriteString(w, f.text+"\n") // a caller who is gone is no failure
	case f.shape == bare:
		s.write(w, f.status, f.bare())
	case f.shape == statusWord:
		body := map[string]any{"status": "error", "message": f.text}
		if f.details != nil {
			body["details"] = f.details // the certificate that was shown
		}
		s.write(w, f.status, body)
	case f.shape == validWord:
		s.write(w, f.status, map[string]any{"valid": false, "message": f.text})
	default:
		body := wire.ErrorOf(f.status, f.code, f.text, f.details, s.Now())
		body.RequestID = requestID(r)
		s.write(w, f.status, body)
	}
}

func (f *failure) bare() map[string]any {
	body := map[string]any{"error": f.text}
	for key, value := range f.extra {
		body[key] = value
	}
	return body
}

func (s *server) write(w http.ResponseWriter, status int, body any) {
	if err := reply(w, status, body); err != nil {
		s.Log.Debug("answer not delivered", "err", err)
	}
}

// fromPage tells requests of a page in a browser, which shows an error's body
// as it is.
func fromPage(r *http.Request) bool {
	for _, name := range []string{"X-Requested-With", "Sec-Fetch-Mode", "Origin", "Referer"} {
		if r.Header.Get(name) != "" {
			return true
		}
	}
	return false
}

func underAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path+"/", "/api/") }

// onlyJSON tells a page that reads an error's members instead of showing its body.
func onlyJSON(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

func wantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json")
}
