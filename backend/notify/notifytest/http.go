package notifytest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"

	"pulse/backend/notify"
)

// HTTPReceiver is a service that takes notices by HTTP. It answers with
// everything that it was sent, secrets included, as some services do.
type HTTPReceiver struct {
	server    *httptest.Server
	configure func(address string) notify.Channel
	secrets   []string
	hanging   chan struct{} // closed at the end of the test

	mu        sync.Mutex
	behaviour Behaviour
	received  []Message
}

// NewHTTPReceiver starts a service. configure makes the channel that leads to
// its address; secrets are what must not leave the channel.
func NewHTTPReceiver(t *testing.T, configure func(address string) notify.Channel, secrets ...string) *HTTPReceiver {
	t.Helper()
	r := &HTTPReceiver{configure: configure, secrets: secrets, hanging: make(chan struct{})}
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
	switch r.note(Message{ID: req.Header.Get("Idempotency-Key"), Text: string(body)}) {
	case Refuse:
		w.WriteHeader(http.StatusBadRequest)
	case Throttle:
		w.Header().Set("Retry-After", strconv.Itoa(int(RetryAfter.Seconds())))
		w.WriteHeader(http.StatusTooManyRequests)
	case Break:
		w.WriteHeader(http.StatusServiceUnavailable)
	case Hang:
		select {
		case <-r.hanging:
		case <-req.Context().Done():
		}
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
