package pve

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/backend/httpclient"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

const (
	apiPath      = "/api2/json"
	maxAnswer    = 32 << 20
	shortestTry  = time.Second
	nodeAttempts = 2 // a node itself, then one other member for it
)

// client asks a target, at whichever of its addresses answers.
type client struct {
	pool    *pool
	session *session
	longest time.Duration // for one call; 0 = as the call says

	mu    sync.Mutex
	nodes map[string]*slots // what one node is asked at once, by whichever way
}

func newClient(t source.Target, env source.Env) *client {
	c := &client{session: newSession(t), longest: env.Timeout, nodes: map[string]*slots{}}
	c.pool = newPool(t, func(address string, trust httpclient.Trust) *resty.Client {
		return httpclient.New(httpclient.Options{
			Base: address + apiPath, Trust: trust, Timeout: contentTimeout + nodeTimeout,
			MaxBody: maxAnswer, Transport: env.Transport,
		})
	})
	return c
}

// query is one question to the API.
type query struct {
	path    string
	node    string        // the node that the path is about; empty = the cluster
	timeout time.Duration // for one attempt
	// patient says that the answer may be slow for reasons that lie behind the
	// node (an agent, a storage), so that slowness says nothing about the node.
	patient bool
	once    bool // no second attempt: it failed a moment ago
}

// attempts is how many endpoints are asked at most.
func (q query) attempts() int {
	switch {
	case q.once:
		return 1
	case q.node != "":
		return nodeAttempts
	}
	return math.MaxInt
}

// daemon tells whether the answer comes from more than the proxy in front.
func (q query) daemon(own bool) bool { return own || q.path == statusPath }

// asker asks the questions of one run of a job and counts them.
type asker struct {
	*client
	lane     lane
	requests atomic.Int64
}

func (c *client) asker(l lane) *asker { return &asker{client: c, lane: l} }

// get asks a question and decodes the answer.
func get[T any](ctx context.Context, a *asker, q query) (T, error) {
	var none T
	body, via, err := a.fetch(ctx, q)
	if err != nil {
		return none, err
	}
	answer, err := proxmox.Decode[T](body)
	if err != nil {
		return none, a.explain(err, via.address, q)
	}
	return answer, nil
}

// fetch asks one address after the other until one answers, or gives an error
// that no other address would give differently.
func (a *asker) fetch(ctx context.Context, q query) ([]byte, *endpoint, error) {
	release, err := a.nodeSlots(q.node).take(ctx, a.lane)
	if err != nil {
		return nil, nil, a.explain(err, a.pool.target.Host, q)
	}
	defer release()
	var first *source.Error
	var tried []*endpoint
	for {
		e := a.pool.choose(q.node, tried)
		if e == nil || len(tried) == q.attempts() {
			return nil, nil, allFailed(first, len(tried))
		}
		tried = append(tried, e)
		body, err := a.attempt(ctx, e, q, a.pool.left(tried))
		if err == nil {
			return body, e, nil
		}
		explained := a.explain(err, e.address, q)
		if !a.blame(ctx, e, q, err) {
			return nil, nil, explained
		}
		if first == nil {
			first = explained
		}
	}
}

// allFailed is the error when no address answered.
func allFailed(first *source.Error, tried int) *source.Error {
	if tried > 1 && first.Scope == "" {
		first.Reason = fmt.Sprintf("none of %d addresses answers; %s", tried, first.Reason)
	}
	return first
}

// nodeSlots returns what bounds the calls about a node. Calls about the cluster
// are bounded by the endpoint alone.
func (c *client) nodeSlots(node string) *slots {
	c.mu.Lock()
	defer c.mu.Unlock()
	if node == "" || c.nodes[node] == nil {
		s := newSlots(callsPerNode, background, leisurelyPerNode)
		if node == "" {
			return s
		}
		c.nodes[node] = s
	}
	return c.nodes[node]
}

// attempt asks one endpoint. While others are left, it does not use up all
// the time there is.
func (a *asker) attempt(ctx context.Context, e *endpoint, q query, left int) ([]byte, error) {
	release, err := e.slots.take(ctx, a.lane)
	if err != nil {
		return nil, err
	}
	defer release()
	limit := q.timeout
	if a.longest > 0 {
		limit = min(limit, a.longest)
	}
	if deadline, ok := ctx.Deadline(); ok && left > 0 && q.node == "" {
		limit = min(limit, max(time.Until(deadline)/2, shortestTry))
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return a.signed(ctx, e, q)
}

// signed asks with our proof, a second time when a ticket has expired early.
func (a *asker) signed(ctx context.Context, e *endpoint, q query) ([]byte, error) {
	for again := false; ; again = true {
		r := e.http.R().SetContext(ctx)
		ticket, err := a.session.sign(ctx, a, e.http, r)
		if err != nil {
			return nil, err
		}
		a.requests.Add(1)
		resp, err := r.Get(q.path)
		if err != nil {
			return nil, err
		}
		if resp.IsSuccess() {
			a.pool.succeeded(e, q.daemon(a.pool.owns(e, q.node)))
			return resp.Body(), nil
		}
		failure := a.session.failed(resp, q.path)
		if failure.Status != http.StatusUnauthorized || again || !a.session.expire(ctx, ticket) {
			return nil, failure
		}
	}
}

// blame decides what an error says about the endpoint, notes it, and reports
// whether another endpoint is worth asking.
func (a *asker) blame(ctx context.Context, e *endpoint, q query, err error) bool {
	if ctx.Err() != nil || kindOf(err) == infra.FailAuth {
		return false
	}
	own := q.node == "" || a.pool.owns(e, q.node)
	if failure, ok := errors.AsType[*proxmox.StatusError](err); ok {
		switch {
		case failure.BehindGateway():
			a.pool.failed(e, down)
			return true
		case daemonDown(failure) && own:
			a.pool.failed(e, halfDown)
			return true
		}
		a.pool.succeeded(e, q.daemon(own) && !daemonDown(failure))
		return false
	}
	switch httpclient.Diagnose(err) {
	case httpclient.ProblemTooLarge:
		return false
	case httpclient.ProblemTimeout:
		if q.patient || !own {
			return false
		}
		if q.node != "" {
			a.pool.doubt(e)
			return true
		}
	}
	a.pool.failed(e, down)
	return true
}

// healthCheck asks one endpoint what only a whole server can answer. A missing
// privilege is an answer too.
func (a *asker) healthCheck(ctx context.Context, e *endpoint) {
	q := query{path: statusPath, timeout: healthCheckTimeout}
	_, err := a.attempt(ctx, e, q, 0)
	if err != nil {
		a.blame(ctx, e, q, err)
	}
}
