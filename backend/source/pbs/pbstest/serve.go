package pbstest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// call is one request on its way.
type call struct {
	*Server
	now    time.Time
	store  *store // {store} of the path, or nil
	params url.Values
	json   bool // the parameters were sent as JSON
	path   map[string]string
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
func (s *Server) Handler() http.Handler { return proxmoxtest.Reply(s.reply) }

// reply finds the answer, with what the faults make of it. It blocks for as
// long as the real server would.
func (s *Server) reply(r *http.Request) (answer, error) {
	rt, path := s.route(r.Method, strings.TrimPrefix(r.URL.Path, proxmoxtest.Prefix))
	return s.Answer(proxmoxtest.Request{Request: r, Pattern: rt.pattern}, func(params url.Values) answer {
		cl := &call{Server: s, now: s.now(), params: params, path: path, json: proxmoxtest.SentAsJSON(r)}
		return cl.dispatch(r, rt, path["store"])
	})
}

// route returns the endpoint of a path and what is named in it.
func (s *Server) route(method, path string) (route, map[string]string) {
	for _, rt := range routes() {
		if rt.method != method || rt.since > s.major {
			continue
		}
		if values, ok := proxmoxtest.PathValues(rt.pattern, path); ok {
			return rt, values
		}
	}
	return route{}, nil
}

// dispatch follows the order of the real server: who calls, does the path
// exist, may the caller, are the parameters right.
func (cl *call) dispatch(r *http.Request, rt route, name string) answer {
	if r.Method == http.MethodGet {
		cl.mu.RLock()
		defer cl.mu.RUnlock()
	} else {
		cl.mu.Lock()
		defer cl.mu.Unlock()
	}
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
