package pbstest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	prefix   = "/api2/json"
	maxInput = 1 << 20
)

// errNoAnswer closes the connection without a word.
var errNoAnswer = errors.New("connection closed without an answer")

// call is one request on its way.
type call struct {
	*Server
	now    time.Time
	store  *store // {store} of the path, or nil
	params url.Values
	json   bool // the parameters were sent as JSON
	who    Account
}

// route is an endpoint: what it needs and what answers.
type route struct {
	method, pattern string
	privilege       string // on the path below; none for everybody who is known
	path            string // "{store}" stands for the datastore's name
	since           int    // the major version that brought it
	public          bool
	params          []string
	handle          func(*call) answer
}

// Handler is what the server serves.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := s.reply(r)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		a.write(w)
	})
}

// reply finds the answer, with what the faults make of it. It blocks for as
// long as the real server would.
func (s *Server) reply(r *http.Request) (answer, error) {
	path := strings.TrimPrefix(r.URL.Path, prefix)
	rt, store := s.route(r.Method, path)
	params, sentJSON, unreadable := readParams(r) // before a fault: who hangs up is noticed only after the body
	number := s.requests.note(r.Method, rt.pattern)
	f := s.faults.take(r.Method, path, rt.pattern, r.URL.Query().Get("ns"))
	if err := f.before(r.Context()); err != nil {
		return answer{}, err
	}
	a := fail(http.StatusBadRequest, "unable to parse request body")
	if unreadable == nil {
		cl := &call{Server: s, now: s.now(), params: params, json: sentJSON}
		a = cl.dispatch(r, rt, store)
	}
	a = f.alter(a)
	a.close = s.opts.CloseEvery > 0 && number%s.opts.CloseEvery == 0
	return a, nil
}

// route returns the endpoint of a path and the datastore named in it.
func (s *Server) route(method, path string) (route, string) {
	for _, rt := range routes() {
		if rt.method != method || rt.since > s.major {
			continue
		}
		if rt.pattern == path {
			return rt, ""
		}
		before, after, open := strings.Cut(rt.pattern, "{store}")
		name, starts := strings.CutPrefix(path, before)
		if name, ends := strings.CutSuffix(name, after); open && starts && ends && !strings.Contains(name, "/") {
			return rt, name
		}
	}
	return route{}, ""
}

// dispatch follows the order of the real server: who calls, does the path
// exist, may the caller, are the parameters right.
func (cl *call) dispatch(r *http.Request, rt route, name string) answer {
	cl.mu.RLock()
	defer cl.mu.RUnlock()
	if !rt.public {
		var known bool
		if cl.who, known = cl.authorize(r); !known {
			return fail(http.StatusUnauthorized, "authentication failed - no authentication credentials provided.")
		}
	}
	if rt.handle == nil {
		return fail(http.StatusNotFound, "Path '%s' not found.", r.URL.Path)
	}
	if !cl.who.may(strings.ReplaceAll(rt.path, "{store}", name), rt.privilege) {
		return fail(http.StatusForbidden, "permission check failed")
	}
	for p := range cl.params {
		if !slices.Contains(rt.params, p) {
			return fail(http.StatusBadRequest, "parameter verification failed - '%s': schema does not allow additional properties.", p)
		}
	}
	if name != "" {
		if a := cl.open(name); a != nil {
			return *a
		}
	}
	return rt.handle(cl)
}

// open finds the datastore of the path, or says what is wrong with it.
func (cl *call) open(name string) *answer {
	var a answer
	switch cl.store = cl.Server.store(name); {
	case cl.store == nil:
		a = fail(http.StatusBadRequest, "no such datastore '%s'", name)
	case cl.store.unmounted:
		a = fail(http.StatusBadRequest, "datastore '%s' is not mounted", name)
	case cl.store.err != "":
		a = fail(http.StatusBadRequest, "%s", cl.store.err)
	default:
		return nil
	}
	return &a
}

// readParams reads the query of a GET and the body of any other request, as a
// form or as JSON.
func readParams(r *http.Request) (url.Values, bool, error) {
	if r.Method == http.MethodGet || r.Body == nil {
		return r.URL.Query(), false, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxInput))
	if err != nil {
		return nil, false, fmt.Errorf("read request body: %w", err)
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		params, err := flat(body)
		return params, true, err
	}
	params, err := url.ParseQuery(string(body))
	return params, false, err
}
