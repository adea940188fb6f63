package api

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"pulse/backend/auth"
)

// Route is one entry of the table: what may be called by whom, what goes in
// and what comes out.
type Route struct {
	Method  string
	Path    string // pattern of http.ServeMux
	Access  auth.Access
	Bucket  auth.Bucket
	In, Out any      // values of the request's and the answer's type; nil = none
	Media   string   // of an answer that is no JSON
	Summary string   // empty = not described: it only answers that something is missing
	Query   []string // names of query parameters
	Status  int      // of a success; 0 = 200, or 204 without an answer
	// SameOrigin takes our own page's mark in place of a CSRF token.
	SameOrigin bool
	// Errors is the shape of this route's errors.
	Errors shape
	// Head says that the published route answers HEAD too.
	Head bool
	// Body is the largest request body in bytes; 0 = 1 MiB.
	Body   int64
	handle func(*server, http.ResponseWriter, *http.Request) error
}

// resource is all routes of one path.
type resource struct {
	path    string
	methods map[string]Route
	order   []string
}

// resources groups the table by path.
func resources() []*resource {
	byPath := map[string]*resource{}
	var list []*resource
	for _, route := range Routes() {
		r := byPath[route.Path]
		if r == nil {
			r = &resource{path: route.Path, methods: map[string]Route{}}
			byPath[route.Path] = r
			list = append(list, r)
		}
		r.methods[route.Method] = route
		r.order = append(r.order, route.Method)
		if route.Head {
			r.order = append(r.order, http.MethodHead)
		}
	}
	return list
}

// route finds the route for a method. A path of method "" takes them all.
func (r *resource) route(method string) (Route, bool) {
	if route, ok := r.methods[method]; ok {
		return route, true
	}
	if route, ok := r.methods[""]; ok {
		return route, true
	}
	route, ok := r.methods[http.MethodGet]
	return route, ok && method == http.MethodHead && route.Head
}

// endpoint serves one path.
type endpoint struct {
	server *server
	*resource
	events map[string]string // of the audit, by method
}

// rule is that of the route, or for a method that the path does not have, of
// its first one.
func (e *endpoint) rule(method string) auth.Rule {
	route, ok := e.route(method)
	if !ok {
		route = e.methods[e.order[0]]
	}
	return auth.Rule{Access: route.Access, Bucket: route.Bucket, SameOrigin: route.SameOrigin}
}

// ServeHTTP calls the handler, and records the call where the audit wants it.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if event := e.events[r.Method]; event != "" {
		e.audited(w, r, event)
		return
	}
	e.serve(w, r)
}

// serve calls the handler and renders its error.
func (e *endpoint) serve(w http.ResponseWriter, r *http.Request) {
	route, ok := e.route(r.Method)
	if !ok {
		e.refuse(w, r)
		return
	}
	if r.Body != nil {
		r.Body = http.MaxBytesReader(w, r.Body, cmp.Or(route.Body, bodyLimit))
	}
	if err := route.handle(e.server, w, r); err != nil {
		e.server.fail(w, r, route, err)
	}
}

// refuse answers a method that the path does not have.
func (e *endpoint) refuse(w http.ResponseWriter, r *http.Request) {
	if missing(r.Method, e.path) {
		e.server.render(w, r, &failure{status: http.StatusNotFound, code: "not_found", text: "Not found"})
		return
	}
	w.Header().Set("Allow", strings.Join(append(slices.Clone(e.order), http.MethodOptions), ", "))
	e.server.render(w, r, &failure{
		status: http.StatusMethodNotAllowed, code: "method_not_allowed", text: "Method not allowed", shape: e.methods[e.order[0]].Errors,
	})
}

// missing tells the parts of the published API in which a method that is not in
// the table makes a path unknown instead of the method wrong.
func missing(method, path string) bool {
	return strings.HasPrefix(path, "/api/alerts/") || strings.HasPrefix(path, "/api/notifications/") ||
		method == http.MethodPost && strings.HasPrefix(path, "/api/config/nodes/")
}
