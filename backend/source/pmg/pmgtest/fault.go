package pmgtest

import (
	"context"
	"maps"
	"strings"
	"sync"
	"time"
)

// Fault is something that goes wrong with an answer. Its fields may be combined.
type Fault struct {
	Delay    time.Duration // the answer comes late
	Hang     bool          // it never comes: the call lasts until its caller gives up
	Drop     bool          // the connection is closed without an answer
	Status   int           // it is an error …
	Reason   string        // … with this phrase in the status line
	Body     string        // it is this text …
	Type     string        // … of this content type; empty means JSON
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
	Method string
	Path   string // without /api2/json: a path, a pattern such as /nodes/{node}/status, or a beginning with * at its end
	Times  int    // how many requests at most; 0 is no limit
}

func (m Match) meets(method, path, pattern string) bool {
	beginning, open := strings.CutSuffix(m.Path, "*")
	return (m.Method == "" || m.Method == method) &&
		(m.Path == "" || m.Path == path || m.Path == pattern || open && strings.HasPrefix(path, beginning))
}

type faultList struct {
	mu     sync.Mutex
	active []*activeFault
}

type activeFault struct {
	Match
	Fault
	left int
}

// Fault makes requests fail that match. The newest fault that matches wins.
// The returned function ends it; it may be called more than once.
func (g *Gateway) Fault(m Match, f Fault) (remove func()) {
	entry := &activeFault{Match: m, Fault: f, left: m.Times}
	l := &g.faults
	l.mu.Lock()
	defer l.mu.Unlock()
	l.active = append([]*activeFault{entry}, l.active...)
	return func() { l.remove(entry) }
}

// ClearFaults ends all faults.
func (g *Gateway) ClearFaults() {
	g.faults.mu.Lock()
	defer g.faults.mu.Unlock()
	g.faults.active = nil
}

func (l *faultList) remove(entry *activeFault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var rest []*activeFault
	for _, f := range l.active {
		if f != entry {
			rest = append(rest, f)
		}
	}
	l.active = rest
}

// take returns the fault for a request; the zero Fault changes nothing.
func (l *faultList) take(method, path, pattern string) Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.active {
		if !f.meets(method, path, pattern) || f.Times > 0 && f.left == 0 {
			continue
		}
		f.left--
		return f.Fault
	}
	return Fault{}
}

// before does what comes before the answer.
func (f Fault) before(ctx context.Context) error {
	if f.Hang {
		<-ctx.Done()
		return ctx.Err()
	}
	if err := sleep(ctx, f.Delay); err != nil {
		return err
	}
	if f.Drop {
		return errNoAnswer
	}
	return nil
}

// alter spoils a good answer.
func (f Fault) alter(a answer) answer {
	if f.Status != 0 {
		a = encode(f.Status, f.Reason, object{"data": nil})
	}
	if f.Body != "" {
		a.body, a.kind = []byte(f.Body), f.Type
		if a.kind == "" {
			a.kind = jsonType
		}
	}
	if f.Empty {
		a.body, a.kind = nil, ""
	}
	a.cut = a.cut || f.Truncate
	a.close = a.close || f.Close
	return a
}

// requestLog counts requests by method and pattern.
type requestLog struct {
	mu    sync.Mutex
	total int
	by    map[string]int
}

func (l *requestLog) note(method, pattern string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil {
		l.by = map[string]int{}
	}
	if pattern == "" {
		pattern = "(unknown)"
	}
	l.total++
	l.by[method+" "+pattern]++
	return l.total
}

// Requests counts the requests since the beginning, or since the last
// ResetRequests, by method and pattern ("GET /nodes/{node}/status").
func (g *Gateway) Requests() map[string]int {
	g.requests.mu.Lock()
	defer g.requests.mu.Unlock()
	return maps.Clone(g.requests.by)
}

// RequestTotal is the sum of Requests.
func (g *Gateway) RequestTotal() int {
	g.requests.mu.Lock()
	defer g.requests.mu.Unlock()
	return g.requests.total
}

// ResetRequests sets all counts to zero.
func (g *Gateway) ResetRequests() {
	g.requests.mu.Lock()
	defer g.requests.mu.Unlock()
	g.requests.total, g.requests.by = 0, nil
}
