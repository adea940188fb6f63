package pmg

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/backend/httpclient"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

const (
	apiPath   = "/api2/json"
	maxAnswer = 8 << 20
	// background is what is asked at once besides the pulse.
	background = 3
)

// client asks one gateway; a member of a cluster passes on what is asked about
// another one.
type client struct {
	address string
	http    *resty.Client
	session *session
	longest time.Duration // for one call; 0 = as the call says
	slots   chan struct{}
}

func newClient(t source.Target, env source.Env) *client {
	return &client{
		address: t.Host, session: newSession(t), longest: env.Timeout, slots: make(chan struct{}, background),
		http: httpclient.New(httpclient.Options{
			Base: t.Host + apiPath, Trust: proxmox.Trust(t), Timeout: deadline, MaxBody: maxAnswer, Transport: env.Transport,
		}),
	}
}

func (c *client) close() { httpclient.Close(c.http) }

// limit is the longest time for a call.
func (c *client) limit(usual time.Duration) time.Duration {
	if c.longest > 0 {
		return min(usual, c.longest)
	}
	return usual
}

// call describes a question, for the words about its failure.
func (c *client) call(q query) proxmox.Call {
	return proxmox.Call{Product: product, Account: c.session.user, Address: c.address, Path: q.path, Scope: q.node}
}

// query is one question to the API.
type query struct {
	path    string
	params  map[string]string
	node    string // the node that the path is about; empty = the gateway
	timeout time.Duration
}

// asker asks the questions of one run of a job and counts them.
type asker struct {
	*client
	urgent   bool // does not wait behind others
	requests atomic.Int64
}

func (c *client) asker(urgent bool) *asker { return &asker{client: c, urgent: urgent} }

// get asks a question and decodes the answer. Its errors are in words.
func get[T any](ctx context.Context, a *asker, q query) (T, error) {
	var none T
	body, err := a.fetch(ctx, q)
	if err != nil {
		return none, a.call(q).Explain(err)
	}
	answer, err := proxmox.Decode[T](body)
	if err != nil {
		return none, a.call(q).Explain(err)
	}
	return answer, nil
}

func (a *asker) fetch(ctx context.Context, q query) ([]byte, error) {
	if !a.urgent {
		select {
		case a.slots <- struct{}{}:
			defer func() { <-a.slots }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	ctx, cancel := context.WithTimeout(ctx, a.limit(q.timeout))
	defer cancel()
	return a.signed(ctx, q)
}

// signed asks with our ticket, a second time when it has expired early.
func (a *asker) signed(ctx context.Context, q query) ([]byte, error) {
	for again := false; ; again = true {
		ticket, err := a.session.current(ctx, a)
		if err != nil {
			return nil, err
		}
		a.requests.Add(1)
		resp, err := a.http.R().SetContext(ctx).SetHeader("Cookie", cookie+string(ticket.Ticket)).SetQueryParams(q.params).Get(q.path)
		if err != nil {
			return nil, err
		}
		if resp.IsSuccess() {
			return resp.Body(), nil
		}
		failure := proxmox.Failed(resp, q.path, a.session.password, string(ticket.Ticket))
		if failure.Status != http.StatusUnauthorized || again {
			return nil, failure
		}
		if err := a.session.tickets.Expire(ctx, ticket); err != nil {
			return nil, err
		}
	}
}
