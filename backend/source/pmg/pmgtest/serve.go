package pmgtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	prefix   = "/api2/json"
	maxInput = 1 << 20
)

// errNoAnswer closes the connection without a word.
var errNoAnswer = errors.New("connection closed without an answer")

// call is one request on its way through the gateway.
type call struct {
	*Gateway
	now    time.Time
	target *node // {node} of the path, or the node that was asked
	params url.Values
}

// reply finds the answer, with what the faults make of it. It blocks for as
// long as the real server would.
func (g *Gateway) reply(r *http.Request) (answer, error) {
	if g.silent() {
		return answer{}, errNoAnswer
	}
	params, err := readParams(r) // first: only then does the server notice that its caller gives up
	rt, node := findRoute(r)
	number := g.requests.note(r.Method, rt.pattern)
	f := g.faults.take(r.Method, strings.TrimPrefix(r.URL.Path, prefix), rt.pattern)
	if waitErr := f.before(r.Context()); waitErr != nil {
		return answer{}, waitErr
	}
	if err != nil {
		return g.fail(http.StatusBadRequest, "unable to parse request body"), nil
	}
	a := f.alter(g.dispatch(r, rt, node, params))
	if g.opts.CloseEvery > 0 && number%g.opts.CloseEvery == 0 {
		a.close = true
	}
	return a, sleep(r.Context(), a.wait)
}

func (g *Gateway) silent() bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.nodes[0].down
}

// readParams reads the query of a GET and the body of any other request, as a
// form or as JSON.
func readParams(r *http.Request) (url.Values, error) {
	if r.Method == http.MethodGet || r.Body == nil {
		return r.URL.Query(), nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxInput))
	if err != nil {
		return nil, fmt.Errorf("read request body: %w", err)
	}
	if !sentAsJSON(r) {
		return url.ParseQuery(string(body))
	}
	var in map[string]any
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, fmt.Errorf("decode request body: %w", err)
	}
	params := url.Values{}
	for name, value := range in {
		params.Set(name, fmt.Sprint(value))
	}
	return params, nil
}

func sentAsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

// dispatch follows the order of pmgproxy: who calls, does the path exist, may
// the caller, are the parameters right, is the node there.
func (g *Gateway) dispatch(r *http.Request, rt route, node string, params url.Values) answer {
	g.mu.RLock()
	defer g.mu.RUnlock()
	cl := &call{Gateway: g, now: g.now(), target: g.nodes[0], params: params}
	if !strings.HasPrefix(r.URL.Path, prefix) {
		return answer{
			status: http.StatusOK, reason: "OK", kind: "text/html; charset=UTF-8",
			body: []byte("<!DOCTYPE html><title>Proxmox Mail Gateway</title>"),
		}
	}
	if !rt.public {
		who, denied := cl.authorize(r)
		switch {
		case denied != nil:
			return *denied
		case rt.handle == nil:
			return g.fail(http.StatusNotImplemented, "Method '%s %s' not implemented", r.Method, strings.TrimPrefix(r.URL.Path, prefix))
		case !rt.permits(who.Role):
			return g.fail(http.StatusForbidden, "permission check failed (%s)", strings.Join(rt.roles, ", "))
		}
	}
	if errs := rt.check(cl); len(errs) > 0 {
		return g.invalid(errs)
	}
	if rt.public && sentAsJSON(r) && g.opts.FormLogin {
		return g.invalid(map[string]string{"username": "property is missing and it is not optional"})
	}
	if a := cl.reach(node); a != nil {
		return *a
	}
	return rt.handle(cl)
}

// reach sets the node of the path, or answers in its place when it is silent.
func (cl *call) reach(name string) *answer {
	if name == "" {
		return nil
	}
	cl.target = cl.node(name)
	var a answer
	switch {
	case cl.target == nil:
		a = cl.fail(500, "no such cluster node '%s'", name)
	case cl.target.down:
		a = answer{status: 595, reason: "No route to host", wait: cl.opts.RelayDelay, close: true}
	default:
		return nil
	}
	return &a
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
