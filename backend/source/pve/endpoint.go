package pve

import (
	"context"
	"time"

	"github.com/go-resty/resty/v2"
)

// What one member is asked at once. Work that can wait leaves a place free, so
// that the pulse never queues behind it.
const (
	callsPerMember      = 4
	background          = callsPerMember - 1
	callsPerNode        = 4
	healthCheckInterval = 30 * time.Second
	healthCheckTimeout  = 5 * time.Second
)

// condition is what is known of an endpoint.
type condition int

const (
	untried  condition = iota
	healthy            // answered last time
	halfDown           // its proxy answers, the daemon behind it does not
	down               // does not answer
)

// endpoint is one address at which the target can be asked. Its pool's mutex
// guards the fields below it.
type endpoint struct {
	address string
	http    *resty.Client
	slots   *slots

	node       string // the member that answers there, once known
	member     bool   // learnt from the cluster, not configured
	condition  condition
	heard      time.Time // when condition was last confirmed
	reached    time.Time // when it last answered; zero = never
	clusterSay bool      // the cluster says that the member is online
}

// counts tells whether an endpoint says anything about the health of the
// connection. A member that the cluster calls online and that we never reached
// is in a network that we do not see; it is not a fault.
func (e *endpoint) counts() bool {
	return !e.member || !e.reached.IsZero() || !e.clusterSay
}

// ranks is how many ranks there are.
const ranks = 4

// rank orders endpoints by how likely they are to answer. An address learnt
// from the cluster comes after the others until it has been reached once.
func (e *endpoint) rank() int {
	switch {
	case e.condition == down:
		return 3
	case e.condition == halfDown:
		return 2
	case e.condition == untried && e.member:
		return 1
	}
	return 0
}

// slots bounds what is asked at once.
type slots struct{ all, background chan struct{} }

func newSlots(all, background int) *slots {
	return &slots{make(chan struct{}, all), make(chan struct{}, background)}
}

// take waits for a place and returns the function that gives it back.
func (s *slots) take(ctx context.Context, urgent bool) (func(), error) {
	if urgent {
		if err := take(ctx, s.all); err != nil {
			return nil, err
		}
		return func() { <-s.all }, nil
	}
	if err := take(ctx, s.background); err != nil {
		return nil, err
	}
	if err := take(ctx, s.all); err != nil {
		<-s.background
		return nil, err
	}
	return func() { <-s.all; <-s.background }, nil
}

func take(ctx context.Context, places chan struct{}) error {
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
