// Package mock makes up an estate for mock mode: the sources' own simulators
// behind an in-memory transport, so that everything above the network is real.
package mock

import (
	"net"
	"net/http"
	"time"

	"pulse/backend/source/docker/agenttest"
)

// Options say how large the estate is and how it behaves.
type Options struct {
	Nodes         int // of Proxmox VE; the first five form a cluster
	VMsPerNode    int
	LXCsPerNode   int
	StoppedPart   float64  // of the guests, 0 to 1
	RandomMetrics bool     // figures move with time; else they stand still
	HighLoadNodes []string // nodes that are busy, with their guests
	Now           func() time.Time

	DockerHosts, ContainersPerHost int
}

// Connection is what has to be configured to poll one part of the estate. The
// host answers only through the estate's RoundTrip.
type Connection struct {
	Kind   string // of source: "pve"
	Name   string
	Host   string // base URL
	Token  string // user@realm!name
	Secret string // of the token; made up, it opens nothing else

	User, Password string // where the product knows no tokens; made up as well
}

// Estate is a made-up estate. It is an http.RoundTripper that may be used
// concurrently and needs no closing.
type Estate struct {
	connections []Connection
	networks    []network
	agents      *agenttest.Fleet
}

// network carries requests to the hosts that it owns.
type network interface {
	http.RoundTripper
	Owns(host string) bool
}

// New makes up an estate. The same options give the same one.
func New(o Options) *Estate {
	if o.Now == nil {
		o.Now = time.Now
	}
	e := &Estate{}
	e.addPVE(o)
	e.addPBS(o)
	e.addPMG(o)
	e.addDocker(o)
	return e
}

// Connections lists what there is to poll.
func (e *Estate) Connections() []Connection { return e.connections }

// RoundTrip answers for the estate's hosts. No request leaves the process: for
// any other host the error is that of a name that does not exist.
func (e *Estate) RoundTrip(r *http.Request) (*http.Response, error) {
	for _, n := range e.networks {
		if n.Owns(r.URL.Hostname()) {
			return n.RoundTrip(r)
		}
	}
	if r.Body != nil {
		_ = r.Body.Close()
	}
	return nil, &net.DNSError{Err: "no such host in mock mode", Name: r.URL.Hostname(), IsNotFound: true}
}
