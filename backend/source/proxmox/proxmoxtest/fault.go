package proxmoxtest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"pulse/backend/pause"
)

// Fault is something that goes wrong with an answer. Its fields may be combined.
type Fault struct {
	Delay    time.Duration // the answer comes late
	Hang     bool          // it never comes: the call lasts until its caller gives up
	Drop     bool          // the connection is closed without an answer
	Status   int           // it is an error …
	Reason   string        // … in these words, where the product puts them
	Body     string        // it is this text …
	Type     string        // … of this content type; empty means that of the answer
	Empty    bool          // it has no body
	Truncate bool          // the connection ends in the middle of the body
	Close    bool          // the connection closes after it
}

// HTML is the fault of a proxy that answers with a page of its own.
func HTML() Fault {
	return Fault{Body: "<html><body>gateway says hello</body></html>", Type: "text/html"}
}

// WrongType is a fault of valid JSON with a text where another type belongs.
func WrongType() Fault { return Fault{Body: `{"data":"a text where something else belongs"}`} }

// Match says which requests a fault meets. Empty fields match everything.
type Match struct {
	Member string // of a cluster, that is asked
	Method string
	Path   string // without Prefix: a path, a pattern such as /nodes/{node}/status, or a beginning with * at its end
	Space  string // the namespace asked for; "-" is the root
	Times  int    // how many requests at most; 0 is no limit
}

func (m Match) meets(r Request) bool {
	path := strings.TrimPrefix(r.URL.Path, Prefix)
	beginning, open := strings.CutSuffix(m.Path, "*")
	return (m.Member == "" || m.Member == r.Member) &&
		(m.Method == "" || m.Method == r.Method) &&
		(m.Path == "" || m.Path == path || m.Path == r.Pattern || open && strings.HasPrefix(path, beginning)) &&
		m.inSpace(r)
}

func (m Match) inSpace(r Request) bool {
	if m.Space == "" {
		return true
	}
	space := r.URL.Query().Get("ns")
	return m.Space == space || m.Space == "-" && space == ""
}

type activeFault struct {
	Match
	Fault

	left int
}

// Fault makes requests fail that match. The newest fault that matches wins.
// The returned function ends it; it may be called more than once.
func (f *Front) Fault(m Match, fault Fault) (remove func()) {
	entry := &activeFault{Match: m, Fault: fault, left: m.Times}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.active = slices.Insert(f.active, 0, entry)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.active = slices.DeleteFunc(f.active, func(other *activeFault) bool { return other == entry })
	}
}

// ClearFaults ends all faults.
func (f *Front) ClearFaults() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.active = nil
}

// take returns the fault for a request; the zero Fault changes nothing.
func (f *Front) take(r Request) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range f.active {
		if !fault.meets(r) || fault.Times > 0 && fault.left == 0 {
			continue
		}
		fault.left--
		return fault.Fault
	}
	return Fault{}
}

// before does what comes before the answer.
func (f Fault) before(ctx context.Context) error {
	if f.Hang {
		<-ctx.Done()
		return ctx.Err()
	}
	if err := pause.For(ctx, f.Delay); err != nil {
		return err
	}
	if f.Drop {
		return ErrNoAnswer
	}
	return nil
}

// alter spoils a good answer.
func (f Fault) alter(a Answer, refuse func(int, string) Answer) Answer {
	if f.Status != 0 {
		a = refuse(f.Status, f.Reason)
	}
	if f.Body != "" {
		a.Body, a.Kind = []byte(f.Body), cmp.Or(f.Type, a.Kind, JSON)
	}
	if f.Empty {
		a.Body, a.Kind = nil, ""
	}
	a.Cut = a.Cut || f.Truncate
	a.Close = a.Close || f.Close
	return a
}
