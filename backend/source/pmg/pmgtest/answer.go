package pmgtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// object is a JSON object. The answers are written as literals, so that they
// share no field name with the code under test.
type object = map[string]any

// answer is what goes back to the caller.
type answer struct {
	status int
	reason string // the status line's phrase, where Proxmox says what is wrong
	kind   string // content type; none for an empty body
	body   []byte
	wait   time.Duration // before the answer is given
	close  bool
	cut    bool // the connection ends in the middle of the body
}

const jsonType = "application/json;charset=UTF-8"

// ok answers with {"data": v}.
func ok(v any) answer { return encode(http.StatusOK, "OK", object{"data": v}) }

func encode(status int, reason string, body object) answer {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("pmgtest: answer cannot be encoded: %v", err))
	}
	return answer{status: status, reason: reason, kind: jsonType, body: raw}
}

// fail answers with an error as pmgproxy words it: the reason stands in the
// status line, and from version 9 on also in the body.
func (g *Gateway) fail(status int, format string, args ...any) answer {
	reason := fmt.Sprintf(format, args...)
	body := object{"data": nil}
	if g.major >= 9 {
		body["message"] = reason + "\n"
	}
	return encode(status, reason, body)
}

// invalid answers with the parameters that are wrong.
func (g *Gateway) invalid(errors map[string]string) answer {
	a := g.fail(http.StatusBadRequest, "Parameter verification failed.")
	body := object{"data": nil, "errors": errors}
	if g.major >= 9 {
		body["message"] = a.reason + "\n"
	}
	return encode(a.status, a.reason, body)
}

// response builds the message for req.
func (a answer) response(req *http.Request) *http.Response {
	return &http.Response{
		Status: strconv.Itoa(a.status) + " " + a.reason, StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header(), Body: a.reader(), ContentLength: int64(len(a.body)), Close: a.close, Request: req,
	}
}

func (a answer) header() http.Header {
	h := http.Header{}
	h.Set("Server", "pmg-api-daemon/3.0")
	h.Set("Cache-Control", "max-age=0")
	h.Set("Pragma", "no-cache")
	if a.kind != "" {
		h.Set("Content-Type", a.kind)
	}
	return h
}

func (a answer) reader() io.ReadCloser {
	if !a.cut {
		return io.NopCloser(bytes.NewReader(a.body))
	}
	half := bytes.NewReader(a.body[:len(a.body)/2])
	return io.NopCloser(io.MultiReader(half, broken{}))
}

// broken ends a body before its announced length.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// write sends the answer. A phrase of our own needs the bare connection, because
// net/http writes the standard phrase; such an answer closes its connection.
func (a answer) write(w http.ResponseWriter, r *http.Request) {
	standard := a.reason == http.StatusText(a.status) && !a.cut
	hijacker, bare := w.(http.Hijacker)
	if standard || !bare {
		a.writePlain(w)
		return
	}
	conn, buffer, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	a.close = true
	message := a.response(r)
	_ = message.Write(buffer) // fails on purpose for a cut body
	_ = message.Body.Close()
	_ = buffer.Flush()
	_ = conn.Close()
}

func (a answer) writePlain(w http.ResponseWriter) {
	for name, values := range a.header() {
		w.Header()[name] = values
	}
	if a.kind == "" {
		w.Header()["Content-Type"] = nil // none, and none guessed
	}
	if a.close {
		w.Header().Set("Connection", "close")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}
