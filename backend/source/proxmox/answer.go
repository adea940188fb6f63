package proxmox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/go-resty/resty/v2"
)

// ErrUnreadable marks an answer of 200 that is not what it should be.
var ErrUnreadable = errors.New("the answer cannot be understood")

// ErrNoData marks an answer of 200 that carries nothing where something is due.
var ErrNoData = errors.New("the answer carries no data")

// Decode takes the data out of the envelope that every answer comes in. Its
// error is an ErrUnreadable.
func Decode[T any](body []byte) (T, error) {
	var none T
	var envelope struct {
		Data *T `json:"data"`
	}
	err := json.Unmarshal(body, &envelope)
	if err == nil && envelope.Data == nil {
		err = ErrNoData
	}
	if err != nil {
		return none, errors.Join(ErrUnreadable, err)
	}
	return *envelope.Data, nil
}

// StatusError is an answer that is not a success.
type StatusError struct {
	Status int
	Reason string // from the status line, or the body's message; printable, without secrets
	Path   string
}

// Error tells the status and the server's words.
func (e *StatusError) Error() string { return strings.TrimSpace(e.Path + ": " + e.Told()) }

// Told is the status with the server's words.
func (e *StatusError) Told() string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, e.Reason))
}

// PassedOn tells the answers by which a member says that it cannot reach whom
// it passed the call on to.
func (e *StatusError) PassedOn() bool {
	return e.Status == StatusConnectFailed || e.Status == StatusConnectionLost || e.Status == StatusTooManyTries
}

// BehindGateway tells the answers of a reverse proxy before a dead server.
func (e *StatusError) BehindGateway() bool {
	return e.Status == http.StatusBadGateway || e.Status == http.StatusServiceUnavailable || e.Status == http.StatusGatewayTimeout
}

// StatusOf returns the HTTP status in an error's chain, 0 when there is none.
func StatusOf(err error) int {
	if e, ok := errors.AsType[*StatusError](err); ok {
		return e.Status
	}
	return 0
}

// Failed makes an error of an answer that is not a success. The reason stands
// in the status line, in newer versions also in the body; parameter errors name
// the parameter there. Secrets are taken out of it.
func Failed(resp *resty.Response, path string, secrets ...string) *StatusError {
	_, reason, _ := strings.Cut(resp.Status(), " ")
	if reason == "" || reason == http.StatusText(resp.StatusCode()) {
		reason = reasonIn(resp.Body(), reason)
	}
	return &StatusError{Status: resp.StatusCode(), Reason: Printable(Mask(reason, secrets...)), Path: path}
}

// reasonIn is the reason that a body gives, or the other one.
func reasonIn(body []byte, other string) string {
	var told struct {
		Message Text            `json:"message"`
		Errors  map[string]Text `json:"errors"`
	}
	if json.Unmarshal(body, &told) != nil {
		return other
	}
	if told.Message != "" {
		other = string(told.Message)
	}
	names := make([]string, 0, len(told.Errors))
	for name := range told.Errors {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		other += fmt.Sprintf("; %s: %s", name, told.Errors[name])
	}
	return other
}

// maxReason bounds what is quoted of a server's own words.
const maxReason = 200

// Printable cuts a server's words to one short line without control characters.
func Printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, "?"))
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > maxReason {
		return string(runes[:maxReason]) + "…"
	}
	return s
}
