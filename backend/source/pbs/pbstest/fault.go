package pbstest

import (
	"context"
	"maps"
	"slices"
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
	Body     string        // … or this text …
	Type     string        // … of this content type; empty means JSON
	Empty    bool          // it has no body
	Truncate bool          // the connection ends in the middle of the body
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
	Path   string // without /api2/json: a path, a pattern such as /admin/datastore/{store}/gc, or a beginning with * at its end
	Space  string // the namespace asked for; "-" is the root
	Times  int    // how many requests at most; 0 is no limit
}

func (m Match) meets(method, path, pattern, space string) bool {
	beginning, open := strings.CutSuffix(m.Path, "*")
	return (m.Method == "" || m.Method == method) &&
		(m.Space == "" || m.Space == space || m.Space == "-" && space == "") &&
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
func (s *Server) Fault(m Match, f Fault) (remove func()) {
	entry := &activeFault{Match: m, Fault: f, left: m.Times}
	l := &s.faults
	l.mu.Lock()
	defer l.mu.Unlock()
	l.active = append([]*activeFault{entry}, l.active...)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.active = slices.DeleteFunc(slices.Clone(l.active), func(f *activeFault) bool { return f == entry })
	}
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.active = nil
}

// take returns the fault for a request; the zero Fault changes nothing.
func (l *faultList) take(method, path, pattern, space string) Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.active {
		if !f.meets(method, path, pattern, space) || f.Times > 0 && f.left == 0 {
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
	if f.Delay > 0 {
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if f.Drop {
		return errNoAnswer
	}
	return nil
}

// alter spoils a good answer.
func (f Fault) alter(a answer) answer {
	if f.Status != 0 {
		a = fail(f.Status, "%s", f.Body)
	} else if f.Body != "" {
		a.body, a.kind = []byte(f.Body), f.Type
		if a.kind == "" {
			a.kind = jsonType
		}
	}
	if f.Empty {
		a.body, a.kind = nil, ""
	}
	a.cut = a.cut || f.Truncate
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
	l.total++
	l.by[method+" "+pattern]++
	return l.total
}

// Requests counts the requests since the beginning, or since the last
// ResetRequests, by method and pattern ("GET /admin/datastore/{store}/gc").
func (s *Server) Requests() map[string]int {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	return maps.Clone(s.requests.by)
}

// RequestTotal is the sum of Requests.
func (s *Server) RequestTotal() int {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	return s.requests.total
}

// ResetRequests sets all counts to zero.
func (s *Server) ResetRequests() {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	s.requests.total, s.requests.by = 0, nil
}
