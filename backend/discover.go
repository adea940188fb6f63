package backend

import (
	"context"
	"net"
	"net/url"
	"strconv"

	"pulse/backend/discovery"
	"pulse/backend/infra"
	"pulse/backend/source"
)

// newDiscovery makes the search for servers, as the settings have it.
func (b *Backend) newDiscovery() *discovery.Service {
	interfaces := b.opt.Interfaces
	if interfaces == nil {
		interfaces = discovery.Interfaces
	}
	s := discovery.NewService(discovery.Options{
		Scanner:    &discovery.Scanner{LookupAddr: net.DefaultResolver.LookupAddr},
		Interfaces: interfaces, LookupHost: net.DefaultResolver.LookupHost,
		Configured: b.endpoints, Tell: b.hub.Broadcast, Log: b.log,
	})
	system := b.system.Load()
	s.Apply(system.DiscoveryEnabled && !b.mock.Mode().Enabled, system.DiscoverySubnet)
	return s
}

// applyDiscovery takes over changed settings. In mock mode no real network is
// searched.
func (b *Backend) applyDiscovery() {
	if b.discovery == nil {
		return // still being built
	}
	system := b.system.Load()
	b.discovery.Apply(system.DiscoveryEnabled && !b.mock.Mode().Enabled, system.DiscoverySubnet)
}

// polled are the connections that are polled now: in mock mode those of the
// made-up estate.
func (b *Backend) polled(ctx context.Context) ([]source.Target, error) {
	if targets, on := b.mock.targets(); on {
		return targets, nil
	}
	return b.store.Targets(ctx)
}

// endpoints are the addresses of everything that is configured, with the
// members of clusters.
func (b *Backend) endpoints(ctx context.Context) ([]discovery.Endpoint, error) {
	targets, err := b.store.Targets(ctx)
	if err != nil {
		return nil, err
	}
	snapshot := b.monitor.View().Snapshot
	var list []discovery.Endpoint
	for _, t := range targets {
		own, ok := endpointOf(t.Host)
		if !ok {
			continue
		}
		list = append(list, own)
		cluster := t.Cluster
		if e := snapshot.Estate(t.ID); e != nil {
			cluster = e.Cluster
		}
		list = append(list, membersOf(cluster, own.Port)...)
	}
	return list, nil
}

func membersOf(c infra.Cluster, port int) []discovery.Endpoint {
	var list []discovery.Endpoint
	for _, m := range c.Members {
		if e, ok := endpointOf(m.Address); ok {
			list = append(list, e)
		}
		if m.IP != "" {
			list = append(list, discovery.Endpoint{Host: m.IP, Port: port})
		}
	}
	return list
}

func endpointOf(address string) (discovery.Endpoint, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return discovery.Endpoint{}, false
	}
	port, err := strconv.Atoi(u.Port())
	return discovery.Endpoint{Host: u.Hostname(), Port: port}, err == nil
}
