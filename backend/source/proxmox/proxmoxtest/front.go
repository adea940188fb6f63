// Package proxmoxtest is what the simulators of the three products of Proxmox
// have in common: answers and how they reach their caller, faults on demand,
// counted requests, and listening with a certificate. It knows no product.
package proxmoxtest

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"sync"

	"pulse/backend/pause"
)

// Prefix is where the JSON API of every product begins.
const Prefix = "/api2/json"

var (
	// ErrNoAnswer closes the connection without a word.
	ErrNoAnswer = errors.New("connection closed without an answer")
	// ErrDown says that nobody is at the address.
	ErrDown = errors.New("the machine is down")
)

// Manner is how a product answers, apart from what it says.
type Manner struct {
	// Refuse words an error.
	Refuse func(status int, reason string) Answer
	// Header goes with every answer.
	Header http.Header
	// CloseEvery is after how many answers one closes its connection; 0 is never.
	CloseEvery int
}

// Front stands in front of what a product answers: it counts requests and
// spoils answers. A simulator embeds it. It may be used concurrently.
type Front struct {
	manner Manner

	mu     sync.Mutex
	active []*activeFault // the newest first
	total  int
	counts map[string]int
}

// NewFront makes a front without faults.
func NewFront(m Manner) *Front { return &Front{manner: m} }

// Request is one that a simulator has recognised.
type Request struct {
	*http.Request

	Pattern string // of its path; empty when nothing answers there
	Member  string // of a cluster, that is asked; empty for other products
}

// Answer returns what answer says of the parameters, with what the faults make
// of it. It blocks for as long as the real server would.
func (f *Front) Answer(r Request, answer func(url.Values) Answer) (Answer, error) {
	params, unreadable := readParams(r.Request) // before a fault: who hangs up is noticed only after the body
	number := f.note(r)
	fault := f.take(r)
	if err := fault.before(r.Context()); err != nil {
		return Answer{}, err
	}
	a := f.manner.Refuse(http.StatusBadRequest, "unable to parse request body")
	if unreadable == nil {
		a = answer(params)
	}
	a = fault.alter(a, f.manner.Refuse)
	a.Close = a.Close || f.manner.CloseEvery > 0 && number%f.manner.CloseEvery == 0
	a.common = f.manner.Header
	return a, pause.For(r.Context(), a.Wait)
}

func (f *Front) note(r Request) (number int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.counts == nil {
		f.counts = map[string]int{}
	}
	pattern := r.Pattern
	if pattern == "" {
		pattern = "(unknown)"
	}
	f.total++
	f.counts[r.Method+" "+pattern]++
	return f.total
}

// Requests counts the requests since the beginning, or since the last
// ResetRequests, by method and pattern ("GET /nodes/{node}/status").
func (f *Front) Requests() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.counts)
}

// RequestTotal is the sum of Requests.
func (f *Front) RequestTotal() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.total
}

// ResetRequests sets all counts to zero.
func (f *Front) ResetRequests() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.total, f.counts = 0, nil
}
