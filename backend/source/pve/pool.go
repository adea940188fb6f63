package pve

import (
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"

	"pulse/backend/httpclient"
	"pulse/backend/infra"
	"pulse/backend/source"
)

// pool knows every address of a target and which of them answer. Any member
// of a cluster passes on what is asked about another one.
type pool struct {
	target  source.Target
	connect func(address string, trust httpclient.Trust) *resty.Client

	mu        sync.Mutex
	endpoints []*endpoint // the configured one first
	cluster   infra.Cluster
	pins      map[string]string // fingerprint by node, as the cluster tells them
	told      []bool            // reachability of the members when membership was last told
	closed    bool
}

func newPool(t source.Target, connect func(string, httpclient.Trust) *resty.Client) *pool {
	p := &pool{target: t, connect: connect, pins: map[string]string{}}
	p.endpoints = []*endpoint{p.open(t.Host, "")}
	p.setMembers(believed(t.Cluster), "", nil)
	return p
}

// open makes an endpoint; the caller holds the mutex or owns the pool alone.
func (p *pool) open(address, node string) *endpoint {
	return &endpoint{
		address: address, node: node, member: node != "",
		http:  p.connect(address, p.trust(node)),
		slots: newSlots(callsPerMember, background, leisurely),
	}
}

// trust decides which certificate an endpoint may show. The certificate of a
// member is vouched for by the cluster, which was believed before; the
// configured address has nobody but its own pin.
func (p *pool) trust(node string) httpclient.Trust {
	pinned := p.target.Fingerprint != ""
	if !pinned && !p.target.VerifyTLS {
		return httpclient.Trust{Any: true}
	}
	return httpclient.Trust{PinsOnly: pinned, Pins: func() []string {
		p.mu.Lock()
		defer p.mu.Unlock()
		return []string{p.target.Fingerprint, p.pins[node]}
	}}
}

// choose picks the endpoint for a call about a node, or about the cluster when
// node is empty: the node itself if it is healthy, else any healthy one at
// random, else whatever is left, the least broken first.
func (p *pool) choose(node string, tried []*endpoint) *endpoint {
	p.mu.Lock()
	defer p.mu.Unlock()
	var best []*endpoint
	lowest := ranks
	for _, e := range p.endpoints {
		if slices.Contains(tried, e) {
			continue
		}
		if node != "" && e.node == node && e.condition == healthy {
			return e
		}
		r := e.rank()
		if r < lowest {
			best, lowest = nil, r
		}
		if r == lowest {
			best = append(best, e)
		}
	}
	if len(best) == 0 {
		return nil
	}
	return best[rand.IntN(len(best))]
}

// left is how many endpoints have not been tried.
func (p *pool) left(tried []*endpoint) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.endpoints) - len(tried)
}

// succeeded notes an answer. Only the answer of a daemon proves that a
// half-down endpoint works again.
func (p *pool) succeeded(e *endpoint, daemon bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.heard, e.reached = time.Now(), time.Now()
	if daemon || e.condition != halfDown {
		e.condition = healthy
	}
}

// failed notes that an endpoint cannot be used.
func (p *pool) failed(e *endpoint, c condition) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.heard, e.condition = time.Now(), c
	if c == halfDown {
		e.reached = e.heard
	}
}

// doubt has an endpoint checked soon: it was slow, which may have had reasons
// of its own.
func (p *pool) doubt(e *endpoint) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.heard = time.Time{}
}

// owns tells whether a path of node is answered by the endpoint itself.
func (p *pool) owns(e *endpoint, node string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return e.node == node
}

// health is how the connection is, given that somebody answered.
func (p *pool) health() infra.Health {
	p.mu.Lock()
	defer p.mu.Unlock()
	var good, bad int
	for _, e := range p.endpoints {
		switch {
		case !e.counts():
		case e.condition <= healthy && (!e.member || !e.reached.IsZero()):
			good++
		default:
			bad++
		}
	}
	if bad > 0 && good+bad > 1 {
		return infra.Degraded
	}
	return infra.Healthy
}

// unchecked returns the endpoints that nothing was heard of for an interval,
// and those that seem healthy on a node that the cluster calls offline.
func (p *pool) unchecked(interval time.Duration, offline map[string]bool) []*endpoint {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []*endpoint
	for _, e := range p.endpoints {
		if time.Since(e.heard) >= interval || (offline[e.node] && e.condition == healthy) {
			out = append(out, e)
		}
	}
	return out
}

// unproven returns the endpoints that were never tried.
func (p *pool) unproven() []*endpoint {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []*endpoint
	for _, e := range p.endpoints {
		if e.condition == untried {
			out = append(out, e)
		}
	}
	return out
}

// close releases every connection.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, e := range p.endpoints {
		httpclient.Close(e.http)
	}
}
