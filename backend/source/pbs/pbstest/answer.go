package pbstest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// object is a JSON object.
type object = map[string]any

// answer is what goes back to the caller.
type answer struct {
	status int
	kind   string // content type; none for an empty body
	body   []byte
	close  bool
	cut    bool // the connection ends in the middle of the body
}

const jsonType = "application/json;charset=UTF-8"

// ok answers with {"data": v}.
func ok(v any) answer {
	raw, err := json.Marshal(object{"data": v})
	if err != nil {
		panic(fmt.Sprintf("pbstest: answer cannot be encoded: %v", err))
	}
	return answer{status: http.StatusOK, kind: jsonType, body: raw}
}

// fail answers with an error as the server words it: plain text.
func fail(status int, format string, args ...any) answer {
	return answer{status: status, kind: "text/plain; charset=utf-8", body: fmt.Appendf(nil, format, args...)}
}

// response builds the message for req.
func (a answer) response(req *http.Request) *http.Response {
	h := http.Header{}
	if a.kind != "" {
		h.Set("Content-Type", a.kind)
	}
	return &http.Response{
		Status: strconv.Itoa(a.status) + " " + http.StatusText(a.status), StatusCode: a.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: a.reader(), ContentLength: int64(len(a.body)), Close: a.close, Request: req,
	}
}

func (a answer) reader() io.ReadCloser {
	if !a.cut {
		return io.NopCloser(bytes.NewReader(a.body))
	}
	return io.NopCloser(io.MultiReader(bytes.NewReader(a.body[:len(a.body)/2]), broken{}))
}

// broken ends a body before its announced length.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// write sends the answer; one that is cut ends with its connection.
func (a answer) write(w http.ResponseWriter) {
	if a.kind == "" {
		w.Header()["Content-Type"] = nil // none, and none guessed
	} else {
		w.Header().Set("Content-Type", a.kind)
	}
	if a.close {
		w.Header().Set("Connection", "close")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if !a.cut {
		_, _ = w.Write(a.body) // the caller has gone
		return
	}
	_, _ = w.Write(a.body[:len(a.body)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
