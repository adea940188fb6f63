package discovery

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
)

// Search searches networks at once and returns what was found within 30 s,
// without those that are configured. Networks that cannot be searched are a
// *fault.Error.
func (s *Service) Search(ctx context.Context, subnet string) (View, error) {
	s.mu.Lock()
	subnet = cmp.Or(subnet, s.subnet, Auto)
	s.mu.Unlock()
	if subnet != Auto {
		if _, err := ParseSubnets(subnet); err != nil {
			return View{}, err
		}
	}
	limited, cancel := context.WithTimeout(ctx, inlineLimit)
	defer cancel()
	found, problems, err := s.scan(limited, subnet, func(Server) {})
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return View{}, err
	}
	configured, err := s.opt.Configured(ctx)
	if err != nil {
		return View{}, err
	}
	return View{Servers: without(found, configured, s.resolve(limited)), Problems: problems}, nil
}

// scan searches networks, one search at a time, and tells in words what could
// not be searched.
func (s *Service) scan(ctx context.Context, subnet string, found func(Server)) ([]Server, []string, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, []string{"another search is running; try again when it has ended"}, ctx.Err()
	}
	networks, problems := s.networks(subnet)
	var servers []Server
	progress, err := s.opt.Scanner.Scan(ctx, networks, func(server Server) {
		servers = merged(servers, []Server{server})
		found(server)
	})
	if errors.Is(err, context.DeadlineExceeded) {
		problems = append(problems, fmt.Sprintf("the search was ended before it was complete: %d of %d addresses and ports were tried. Write a smaller network", progress.Asked, progress.Total))
	}
	return servers, problems, err
}

// networks lists what to search. What cannot be searched is told, and does not
// keep the rest from being searched.
func (s *Service) networks(subnet string) ([]netip.Prefix, []string) {
	if subnet == Auto {
		return s.ownNetworks()
	}
	var list []netip.Prefix
	var problems []string
	for item := range splitList(subnet) {
		p, err := parseSubnet(item)
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		if !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list, problems
}

func (s *Service) ownNetworks() ([]netip.Prefix, []string) {
	interfaces, err := s.opt.Interfaces()
	if err != nil {
		return nil, []string{"the network interfaces of this machine cannot be read: " + err.Error()}
	}
	own := ownNetworks(interfaces)
	if len(own) == 0 {
		return nil, []string{"this machine is in no private network. Write the network in which the servers are, such as 192.168.1.0/24"}
	}
	return own, nil
}
