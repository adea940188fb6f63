package pbs

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/backend/httpclient"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

const (
	apiPath   = "/api2/json"
	atOnce    = 3         // calls in flight, beside the pulse, which never queues
	maxAnswer = 32 << 20  // of anything but a list of snapshots
	maxList   = 512 << 20 // of a list of snapshots, which is never held as a whole
)

// client asks one backup server.
type client struct {
	http    *resty.Client
	session *session
	address string
	longest time.Duration // for one call; 0 = as the call says
	slots   chan struct{}
}

func newClient(t source.Target, env source.Env) *client {
	return &client{
		http: httpclient.New(httpclient.Options{
			Base: t.Host + apiPath, Trust: proxmox.Trust(t), Timeout: backupsLimit, MaxBody: maxAnswer, Transport: env.Transport,
		}),
		session: newSession(t), address: t.Host, longest: env.Timeout, slots: make(chan struct{}, atOnce),
	}
}

func (c *client) close() { httpclient.Close(c.http) }

// query is one question to the API.
type query struct {
	path    string
	params  url.Values
	scope   string        // the datastore that it is about; empty = the server
	timeout time.Duration // 0 = as long as the job may take
	max     int64         // longest answer in bytes; 0 = maxAnswer
}

// asker asks the questions of one run of a job and counts them.
type asker struct {
	*client
	urgent   bool
	requests atomic.Int64
}

func (c *client) asker(urgent bool) *asker { return &asker{client: c, urgent: urgent} }

// get asks a question and decodes the answer out of its envelope.
func get[T any](ctx context.Context, a *asker, q query) (T, error) {
	var envelope struct {
		Data *T `json:"data"`
	}
	err := a.ask(ctx, q, func(body io.Reader) error {
		if err := json.NewDecoder(body).Decode(&envelope); err != nil {
			return err
		}
		if envelope.Data == nil {
			return proxmox.ErrNoData
		}
		return nil
	})
	if err != nil {
		var none T
		return none, err
	}
	return *envelope.Data, nil
}

// ask asks a question and passes the answer to read while it arrives.
func (a *asker) ask(ctx context.Context, q query, read func(io.Reader) error) error {
	if err := a.take(ctx); err != nil {
		return a.explain(err, q)
	}
	defer a.release()
	limit := q.timeout
	if limit > 0 && a.longest > 0 {
		limit = min(limit, a.longest)
	}
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	if err := a.signed(ctx, q, read); err != nil {
		return a.explain(err, q)
	}
	return nil
}

func (a *asker) take(ctx context.Context) error {
	if a.urgent {
		return ctx.Err()
	}
	select {
	case a.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (a *asker) release() {
	if !a.urgent {
		<-a.slots
	}
}

// signed asks with our proof, a second time when a ticket has expired early.
func (a *asker) signed(ctx context.Context, q query, read func(io.Reader) error) error {
	for again := false; ; again = true {
		r := a.http.R().SetContext(ctx).SetQueryParamsFromValues(q.params).SetDoNotParseResponse(true)
		ticket, err := a.session.sign(ctx, a, r)
		if err != nil {
			return err
		}
		a.requests.Add(1)
		resp, err := r.Get(q.path)
		if err != nil {
			return err
		}
		err = a.receive(resp, q, read)
		if proxmox.StatusOf(err) != http.StatusUnauthorized || again || !a.session.expire(ctx, ticket) {
			return err
		}
	}
}

// receive reads an answer. What goes wrong on the way is told from what the
// server sent wrong.
func (a *asker) receive(resp *resty.Response, q query, read func(io.Reader) error) error {
	defer resp.RawBody().Close()
	if !resp.IsSuccess() {
		return a.session.failed(resp, q.path)
	}
	body := &body{from: resp.RawBody(), left: q.max}
	if body.left == 0 {
		body.left = maxAnswer
	}
	err := read(body)
	switch {
	case err == nil:
		return nil
	case body.broken != nil:
		return body.broken
	}
	return errors.Join(proxmox.ErrUnreadable, err)
}

// body is the body of an answer up to a length. It remembers what went wrong
// on the way.
type body struct {
	from   io.Reader
	left   int64
	broken error
}

// Read reads, and fails when the answer is too long.
func (b *body) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.broken = resty.ErrResponseBodyTooLarge
		return 0, b.broken
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		b.broken = err
	}
	return n, err
}
