package notifytest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"pulse/backend/notify"
)

// HTTPReceiver is a service that takes notices by HTTP. It answers with
// everything that it was sent, secrets included, as some services do, unless
// it was told what the real one answers.
type HTTPReceiver struct {
	server    *httptest.Server
	configure func(address string) notify.Channel
	secrets   []string
	answers   map[Behaviour]Answer
	each      bool          // every alert is a request of its own
	hanging   chan struct{} // closed at the end of the test

	mu        sync.Mutex
	behaviour Behaviour
	received  []Message
}

// Answer is what a service answers.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// usual are the answers of a service that says everything by its status.
var usual = map[Behaviour]Answer{
	Accept:   {Status: http.StatusOK},
	Refuse:   {Status: http.StatusBadRequest},
	Throttle: {Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {strconv.Itoa(int(RetryAfter.Seconds()))}}},
	Break:    {Status: http.StatusServiceUnavailable},
	Hang:     {Status: http.StatusOK},
}

// NewHTTPReceiver starts a service. configure makes the channel that leads to
// its address; secrets are what must not leave the channel.
func NewHTTPReceiver(t *testing.T, configure func(address string) notify.Channel, secrets ...string) *HTTPReceiver {
	t.Helper()
	r := &HTTPReceiver{configure: configure, secrets: secrets, answers: usual, hanging: make(chan struct{})}
	r.server = httptest.NewServer(http.HandlerFunc(r.serve))
	t.Cleanup(func() {
		close(r.hanging)
		r.server.Close()
	})
	return r
}

// Channel leads to the service.
func (r *HTTPReceiver) Channel() notify.Channel { return r.configure(r.server.URL) }

// Secrets are those of the channel.
func (r *HTTPReceiver) Secrets() []string { return r.secrets }

// Behave says how the service treats the next notices.
func (r *HTTPReceiver) Behave(b Behaviour) {
	if b == Gone {
		r.server.Listener.Close()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.behaviour = b
}

// Asks is the time for which the service asks when it throttles.
func (r *HTTPReceiver) Asks() time.Duration { return RetryAfter }

// Messages is how many requests a notice of so many alerts becomes.
func (r *HTTPReceiver) Messages(alerts int) int {
	if r.each {
		return alerts
	}
	return 1
}

// Received lists the requests that arrived.
func (r *HTTPReceiver) Received() []Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Message(nil), r.received...)
}

func (r *HTTPReceiver) serve(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	behaviour := r.note(Message{
		ID: req.Header.Get("Idempotency-Key"), Text: string(body), Method: req.Method, Path: req.URL.RequestURI(), Header: req.Header,
	})
	if behaviour == Hang {
		select {
		case <-r.hanging:
		case <-req.Context().Done():
		}
	}
	answer := r.answers[behaviour]
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Status)
	if answer.Body != "" {
		_, _ = io.WriteString(w, answer.Body)
		return
	}
	_, _ = io.WriteString(w, req.URL.String()+"\n")
	_ = req.Header.Write(w)
	_, _ = w.Write(body)
}

func (r *HTTPReceiver) note(m Message) Behaviour {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.received = append(r.received, m)
	return r.behaviour
}
