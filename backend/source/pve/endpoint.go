package pve

import (
	"context"
	"time"

	"github.com/go-resty/resty/v2"
)

// What one member is asked at once. Work that can wait leaves a place free, so
// that the pulse never queues behind it; work that may take long leaves another
// one, so that figures do not queue behind backups.
const (
	callsPerMember      = 4
	callsPerNode        = 4
	background          = callsPerMember - 1
	leisurely           = background - 1 // to one member
	leisurelyPerNode    = 1
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

// lane says how much a call may be in the way of others.
type lane int

const (
	laneUrgent    lane = iota // the pulse
	laneUsual                 // figures
	laneLeisurely             // what may take long: backups, disks, snapshots
)

// slots bounds what is asked at once, by lane: a call needs a place in its own
// lane and in every faster one.
type slots [laneLeisurely + 1]chan struct{}

func newSlots(all, background, leisurely int) *slots {
	return &slots{make(chan struct{}, all), make(chan struct{}, background), make(chan struct{}, leisurely)}
}

// take waits for a place and returns the function that gives it back.
func (s *slots) take(ctx context.Context, l lane) (func(), error) {
	var taken []chan struct{}
	release := func() {
		for _, places := range taken {
			<-places
		}
	}
	for ; l >= laneUrgent; l-- {
		if err := take(ctx, s[l]); err != nil {
			release()
			return nil, err
		}
		taken = append(taken, s[l])
	}
	return release, nil
}

func take(ctx context.Context, places chan struct{}) error {
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
