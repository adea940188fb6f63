package pvetest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
)

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
		return answer{}, proxmoxtest.ErrDown
	}
	rt, path := findRoute(r)
	return c.Answer(proxmoxtest.Request{Request: r, Pattern: rt.pattern, Member: member}, func(params url.Values) answer {
		return c.dispatch(member, r, rt, path, params)
	})
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
	if !strings.HasPrefix(r.URL.Path, proxmoxtest.Prefix) {
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
		return c.proxy.Fail(http.StatusNotImplemented, "Method '%s %s' not implemented", r.Method, strings.TrimPrefix(r.URL.Path, proxmoxtest.Prefix))
	}
	return cl.answer(r, rt)
}

// outside answers for what is not part of the JSON API.
func (c *Cluster) outside(r *http.Request) answer {
	if r.URL.Path == "/" {
		return answer{
			Status: http.StatusOK, Kind: "text/html; charset=UTF-8",
			Body: []byte("<!DOCTYPE html><title>Proxmox Virtual Environment</title>"),
		}
	}
	if strings.HasPrefix(r.URL.Path, "/api2/") {
		return answer{Status: http.StatusNotImplemented, Reason: "no such uri"}
	}
	return answer{Status: http.StatusNotFound, Reason: "no such file '" + r.URL.Path + "'"}
}

func (cl *call) answer(r *http.Request, rt route) answer {
	if errs := rt.check(cl); len(errs) > 0 {
		return cl.proxy.Invalid(errs)
	}
	if where, privs, missing := rt.missing(cl); missing {
		return cl.proxy.Fail(http.StatusForbidden, "Permission check failed (%s, %s)", where, strings.Join(privs, "|"))
	}
	if a := cl.reachNode(rt); a != nil {
		return *a
	}
	if a := cl.findGuest(); a != nil {
		return *a
	}
	if rt.public && proxmoxtest.SentAsJSON(r) && cl.opts.FormLogin {
		return cl.proxy.Invalid(map[string]string{"username": propertyMissing, "password": propertyMissing})
	}
	return rt.handle(cl)
}

// reachNode sets the node of the path, or answers in its place when it, or the
// daemon that the call needs, does not answer.
func (cl *call) reachNode(rt route) *answer {
	cl.node = cl.member
	if name, named := cl.path["node"]; named {
		if cl.node = cl.Cluster.node(name); cl.node == nil {
			a := cl.proxy.Fail(500, "hostname lookup '%s' failed - failed to get address info for: %s: Name or service not known", name, name)
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
		a = proxmoxtest.Unreachable("No route to host", cl.opts.RelayDelay)
	case cl.node.noDaemon:
		a = proxmoxtest.Unreachable("Connection refused", 0)
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
	a := cl.proxy.Fail(500, "Configuration file 'nodes/%s/%s/%d.conf' does not exist", cl.node.Name, folder, id)
	return &a
}
