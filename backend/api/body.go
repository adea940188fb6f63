package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// reply writes a value as JSON with a newline at its end.
func reply(w http.ResponseWriter, status int, body any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err = w.Write(append(encoded, '\n'))
	return err
}

// replyBare is reply for the routes whose answer ends without a newline.
func replyBare(w http.ResponseWriter, body any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(encoded)
	return err
}

// bodyLimit is the largest request body.
const bodyLimit = 1 << 20

// decode reads a JSON object from a request. Whoever reads it raw decides what
// null means.
func decode[T any](r *http.Request) (T, error) {
	var in T
	body, err := io.ReadAll(r.Body)
	if err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return in, err
		}
		return in, badBody(err)
	}
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return in, badBody(errEmptyBody)
	}
	if _, raw := any(in).(json.RawMessage); !raw && bytes.Equal(body, []byte("null")) {
		return in, badBody(errNull)
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return in, badBody(err)
	}
	return in, nil
}

// decodeOptional is decode for routes that work without a body; null is none.
func decodeOptional[T any](r *http.Request) (T, error) {
	in, err := decode[T](r)
	if errors.Is(err, errEmptyBody) || errors.Is(err, errNull) {
		return in, nil
	}
	return in, err
}

var (
	errEmptyBody = errors.New("empty body")
	errNull      = errors.New("null instead of an object")
)

func badBody(err error) error {
	text := "Invalid request body: it must be JSON"
	switch {
	case errors.Is(err, errEmptyBody):
		text = "Invalid request body: it is empty"
	case errors.Is(err, errNull):
		text = "Invalid request body: it must be an object, not null"
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		text = "Invalid request body: " + cmp.Or(wrong.Field, "it") + " has the wrong type"
	}
	if _, ok := errors.AsType[*time.ParseError](err); ok {
		text = "Invalid request body: a time looks like 2025-10-14T12:00:00Z"
	}
	return &failure{status: http.StatusBadRequest, code: "invalid_request", text: text, err: err}
}
