package webhook

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"pulse/backend/notify"
	"pulse/backend/notify/render"
)

// Format is how one service wants to be told. What is not filled in is as with
// a service that takes any JSON.
type Format struct {
	notify.Template
	Style       render.Style
	Plain       bool // the payload is text, not JSON
	OneLine     bool // alerts are listed on one line
	PerAlert    bool // each alert is a request of its own
	FixedMethod bool // the service takes no other method
	// FieldHeaders are headers that people enter where a custom field is meant.
	// They become fields and are not sent.
	FieldHeaders []string
	// Required names the custom fields without which the service cannot be told.
	Required []string
	// Body makes the payload, instead of the template.
	Body func(notify.Notice, notify.Env) ([]byte, error)
	// Header makes headers that depend on the notice.
	Header func(render.Data) map[string]string
	// Address changes the address of one request; what it finds there for the
	// payload it puts into the data.
	Address func(*url.URL, *render.Data) error
	// Read finds what an answer says beside its status.
	Read func(Answer) Reply
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string // at most 16 KiB
}

// Reply is what an answer says beside its status.
type Reply struct {
	Problem string        // in the words of the service; empty = none
	Wait    time.Duration // how long the service asks to wait
	Failed  bool          // the notice was not taken, although the status is one of success
	Retry   bool          // if Failed: it may pass
}

// Decode reads the JSON of an answer; what is not there stays empty.
func Decode[T any](a Answer) (out T) {
	if err := json.Unmarshal([]byte(a.Body), &out); err != nil {
		var nothing T
		return nothing
	}
	return out
}

// templates is the catalogue of formats.
func templates(formats []Format) []notify.Template {
	list := make([]notify.Template, 0, len(formats))
	for _, f := range formats {
		if f.Headers == nil {
			f.Headers = map[string]string{}
		}
		list = append(list, f.Template)
	}
	return list
}
