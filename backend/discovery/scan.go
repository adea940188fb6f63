package discovery

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// How gently a network is searched, unless the Scanner says otherwise.
const (
	defaultParallel = 64
	defaultConnect  = 800 * time.Millisecond
)

// Scanner searches networks. Zero fields mean the usual; it may be used
// concurrently.
type Scanner struct {
	Dial       Dial                                                     // nil = the network
	LookupAddr func(ctx context.Context, addr string) ([]string, error) // nil = names are not looked up
	Parallel   int                                                      // connections opened at once
	Connect    time.Duration                                            // longest wait for a connection
	Ports      []uint16                                                 // nil = 8006 and 8007
}

// Progress is how much of a search was done.
type Progress struct {
	Asked, Total int // addresses with their ports
}

// Scan asks every address of the networks and tells each server as it is found,
// one call at a time. It ends early with ctx's error.
func (s *Scanner) Scan(ctx context.Context, networks []netip.Prefix, found func(Server)) (Progress, error) {
	doors := s.doors(networks)
	progress := Progress{Total: len(doors)}
	queue, results := make(chan netip.AddrPort), make(chan *Server)
	var workers sync.WaitGroup
	for range min(cmp.Or(s.Parallel, defaultParallel), len(doors)) {
		workers.Go(func() {
			for door := range queue {
				results <- s.knock(ctx, door)
			}
		})
	}
	go func() {
		defer close(results)
		feed(ctx, queue, doors)
		workers.Wait()
	}()
	for server := range results {
		progress.Asked++
		if server != nil && ctx.Err() == nil {
			found(*server)
		}
	}
	return progress, ctx.Err()
}

func feed(ctx context.Context, queue chan<- netip.AddrPort, doors []netip.AddrPort) {
	defer close(queue)
	for _, door := range doors {
		select {
		case queue <- door:
		case <-ctx.Done():
			return
		}
	}
}

// doors are all addresses with all ports, each once.
func (s *Scanner) doors(networks []netip.Prefix) []netip.AddrPort {
	ports := s.Ports
	if ports == nil {
		ports = []uint16{portPVE, portPBS}
	}
	var list []netip.AddrPort
	for _, network := range networks {
		for _, host := range hosts(network) {
			for _, port := range ports {
				list = append(list, netip.AddrPortFrom(host, port))
			}
		}
	}
	slices.SortFunc(list, netip.AddrPort.Compare)
	return slices.Compact(list)
}

// knock returns nil where nobody answers who is of interest.
func (s *Scanner) knock(ctx context.Context, door netip.AddrPort) *Server {
	if ctx.Err() != nil {
		return nil
	}
	waiting, cancel := context.WithTimeout(ctx, cmp.Or(s.Connect, defaultConnect))
	conn, err := s.dial()(waiting, "tcp", door.String())
	cancel()
	if err != nil {
		return nil
	}
	if server, ok := s.identify(ctx, door, conn); ok {
		return &server
	}
	return nil
}

func (s *Scanner) dial() Dial {
	if s.Dial != nil {
		return s.Dial
	}
	return (&net.Dialer{}).DialContext
}
