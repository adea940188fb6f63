package pmgtest

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

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
		return answer{}, proxmoxtest.ErrDown
	}
	rt, node := findRoute(r)
	return g.Answer(proxmoxtest.Request{Request: r, Pattern: rt.pattern}, func(params url.Values) answer {
		return g.dispatch(r, rt, node, params)
	})
}

func (g *Gateway) silent() bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.nodes[0].down
}

// dispatch follows the order of pmgproxy: who calls, does the path exist, may
// the caller, are the parameters right, is the node there.
func (g *Gateway) dispatch(r *http.Request, rt route, node string, params url.Values) answer {
	g.mu.RLock()
	defer g.mu.RUnlock()
	cl := &call{Gateway: g, now: g.now(), target: g.nodes[0], params: params}
	if !strings.HasPrefix(r.URL.Path, proxmoxtest.Prefix) {
		return answer{
			Status: http.StatusOK, Kind: "text/html; charset=UTF-8",
			Body: []byte("<!DOCTYPE html><title>Proxmox Mail Gateway</title>"),
		}
	}
	if !rt.public {
		who, denied := cl.authorize(r)
		switch {
		case denied != nil:
			return *denied
		case rt.handle == nil:
			return g.proxy.Fail(http.StatusNotImplemented, "Method '%s %s' not implemented", r.Method, strings.TrimPrefix(r.URL.Path, proxmoxtest.Prefix))
		case !rt.permits(who.Role):
			return g.proxy.Fail(http.StatusForbidden, "permission check failed (%s)", strings.Join(rt.roles, ", "))
		}
	}
	if errs := rt.check(cl); len(errs) > 0 {
		return g.proxy.Invalid(errs)
	}
	if rt.public && proxmoxtest.SentAsJSON(r) && g.opts.FormLogin {
		return g.proxy.Invalid(map[string]string{"username": "property is missing and it is not optional"})
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
		a = cl.proxy.Fail(500, "no such cluster node '%s'", name)
	case cl.target.down:
		a = proxmoxtest.Unreachable("No route to host", cl.opts.RelayDelay)
	default:
		return nil
	}
	return &a
}
