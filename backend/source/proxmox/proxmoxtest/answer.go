package proxmoxtest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Object is a JSON object. Simulators write their answers as literals, so that
// they share no field name with the code under test.
type Object = map[string]any

// Answer is what goes back to the caller.
type Answer struct {
	Status int
	Reason string // the status line's phrase; empty means the standard one
	Kind   string // content type; none for an empty body
	Body   []byte
	Wait   time.Duration // before the answer is given
	Close  bool          // the connection closes after it
	Cut    bool          // the connection ends in the middle of the body

	common http.Header // what the product sends with every answer
}

// JSON is the content type of an answer with data.
const JSON = "application/json;charset=UTF-8"

// OK answers with {"data": v}.
func OK(v any) Answer { return Encode(http.StatusOK, "OK", Object{"data": v}) }

// Encode answers with a JSON object. It panics when that cannot be encoded.
func Encode(status int, reason string, body Object) Answer {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("proxmoxtest: answer cannot be encoded: %v", err))
	}
	return Answer{Status: status, Reason: reason, Kind: JSON, Body: raw}
}

func (a Answer) reason() string { return cmp.Or(a.Reason, http.StatusText(a.Status)) }

func (a Answer) header() http.Header {
	h := a.common.Clone()
	if h == nil {
		h = http.Header{}
	}
	if a.Kind != "" {
		h.Set("Content-Type", a.Kind)
	}
	return h
}

// response builds the message for req.
func (a Answer) response(req *http.Request) *http.Response {
	return &http.Response{
		Status: strconv.Itoa(a.Status) + " " + a.reason(), StatusCode: a.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header(), Body: a.reader(), ContentLength: int64(len(a.Body)), Close: a.Close, Request: req,
	}
}

func (a Answer) reader() io.ReadCloser {
	if !a.Cut {
		return io.NopCloser(bytes.NewReader(a.Body))
	}
	half := bytes.NewReader(a.Body[:len(a.Body)/2])
	return io.NopCloser(io.MultiReader(half, broken{}))
}

// broken ends a body before its announced length.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// write sends the answer. A phrase of our own needs the bare connection, because
// net/http writes the standard phrase; such an answer closes its connection.
func (a Answer) write(w http.ResponseWriter, r *http.Request) {
	standard := a.reason() == http.StatusText(a.Status) && !a.Cut
	hijacker, bare := w.(http.Hijacker)
	if standard || !bare {
		a.writePlain(w)
		return
	}
	conn, buffer, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	a.Close = true
	message := a.response(r)
	_ = message.Write(buffer) // fails on purpose for a cut body
	_ = message.Body.Close()
	_ = buffer.Flush()
	_ = conn.Close()
}

func (a Answer) writePlain(w http.ResponseWriter) {
	for name, values := range a.header() {
		w.Header()[name] = values
	}
	if a.Kind == "" {
		w.Header()["Content-Type"] = nil // none, and none guessed
	}
	if a.Close {
		w.Header().Set("Connection", "close")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // the caller may have gone
}
