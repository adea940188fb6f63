package pvetest

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

// call is one request on its way through a member.
type call struct {
	*Cluster
	now    time.Time
	at     time.Time // of the node's last statistics, for lists
	member *node     // that was asked
	node   *node     // {node} of the path, or nil
	guest  *guest    // {vmid} of the path, or nil
	path   map[string]string
	params url.Values
	who    identity
}

// Handler is what the member's pveproxy serves. Every member answers for the
// whole cluster. It panics when there is no such member.
func (c *Cluster) Handler(member string) http.Handler {
	c.mustHave(member)
	return c.handler(member)
}

func (c *Cluster) handler(member string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := c.reply(member, r)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		a.write(w, r)
	})
}

func (c *Cluster) mustHave(member string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.node(member) == nil {
		panic(fmt.Sprintf("pvetest: there is no node %q in %s", member, c.Name()))
	}
}

// reply finds the answer, with what the faults make of it. It blocks for as
// long as the real server would.
func (c *Cluster) reply(member string, r *http.Request) (answer, error) {
	if c.isDown(member) {
		return answer{}, errNoAnswer
	}
	params, err := readParams(r)
	rt, path := findRoute(r)
	number := c.requests.note(r.Method, rt.pattern)
	f := c.faults.take(member, r.Method, r.URL.Path, rt.pattern)
	if waitErr := f.before(r.Context()); waitErr != nil {
		return answer{}, waitErr
	}
	if err != nil {
		return c.fail(http.StatusBadRequest, "unable to parse request body"), nil
	}
	a := f.alter(c.dispatch(member, r, rt, path, params))
	if c.opts.CloseEvery > 0 && number%c.opts.CloseEvery == 0 {
		a.close = true
	}
	return a, sleep(r.Context(), a.wait)
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

// dispatch follows the order of pveproxy: who calls, does the path exist, may
// the caller, is the node there, are the parameters right.
func (c *Cluster) dispatch(member string, r *http.Request, rt route, path map[string]string, params url.Values) answer {
	if r.Method == http.MethodGet {
		c.mu.RLock()
		defer c.mu.RUnlock()
	} else {
		c.mu.Lock()
		defer c.mu.Unlock()
	}
	cl := &call{Cluster: c, now: c.now(), member: c.node(member), path: path, params: params}
	if !strings.HasPrefix(r.URL.Path, prefix) {
		return c.outside(r)
	}
	if cl.member.noFS {
		return cl.noFileSystem()
	}
	if rt.handle == nil || !rt.public {
		var denied *answer
		if cl.who, denied = cl.authorize(r); denied != nil {
			return *denied
		}
	}
	if rt.handle == nil {
		return c.fail(http.StatusNotImplemented, "Method '%s %s' not implemented", r.Method, strings.TrimPrefix(r.URL.Path, prefix))
	}
	return cl.answer(r, rt)
}

// outside answers for what is not part of the JSON API.
func (c *Cluster) outside(r *http.Request) answer {
	if r.URL.Path == "/" {
		return answer{
			status: http.StatusOK, reason: "OK", kind: "text/html; charset=UTF-8",
			body: []byte("<!DOCTYPE html><title>Proxmox Virtual Environment</title>"),
		}
	}
	if strings.HasPrefix(r.URL.Path, "/api2/") {
		return answer{status: http.StatusNotImplemented, reason: "no such uri"}
	}
	return answer{status: http.StatusNotFound, reason: "no such file '" + r.URL.Path + "'"}
}

func (cl *call) answer(r *http.Request, rt route) answer {
	if errs := rt.check(cl); len(errs) > 0 {
		return cl.invalid(errs)
	}
	if where, privs, missing := rt.missing(cl); missing {
		return cl.fail(http.StatusForbidden, "Permission check failed (%s, %s)", where, strings.Join(privs, "|"))
	}
	if a := cl.reachNode(rt); a != nil {
		return *a
	}
	if a := cl.findGuest(); a != nil {
		return *a
	}
	if rt.public && sentAsJSON(r) && cl.opts.FormLogin {
		return cl.invalid(map[string]string{"username": propertyMissing, "password": propertyMissing})
	}
	return rt.handle(cl)
}

// reachNode sets the node of the path, or answers in its place when it, or the
// daemon that the call needs, does not answer.
func (cl *call) reachNode(rt route) *answer {
	cl.node = cl.member
	if name, named := cl.path["node"]; named {
		if cl.node = cl.Cluster.node(name); cl.node == nil {
			a := cl.fail(500, "hostname lookup '%s' failed - failed to get address info for: %s: Name or service not known", name, name)
			return &a
		}
	}
	cl.at = cl.statTime(cl.node, cl.now)
	if rt.anywhere {
		return nil
	}
	var a answer
	switch {
	case cl.node.down:
		a = cl.unreachable("No route to host", cl.opts.RelayDelay)
	case cl.node.noDaemon:
		a = cl.unreachable("Connection refused", 0)
	case cl.node.noFS:
		a = cl.noFileSystem()
	default:
		return nil
	}
	return &a
}

func (cl *call) findGuest() *answer {
	text, named := cl.path["vmid"]
	if !named {
		return nil
	}
	kind, id := Type(cl.path["type"]), atoi(text)
	cl.guest = cl.Cluster.guest(id)
	if cl.guest != nil && cl.guest.Type == kind && cl.guest.Node == cl.node.Name {
		return nil
	}
	folder := map[Type]string{VM: "qemu-server", CT: "lxc"}[kind]
	a := cl.fail(500, "Configuration file 'nodes/%s/%s/%d.conf' does not exist", cl.node.Name, folder, id)
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
