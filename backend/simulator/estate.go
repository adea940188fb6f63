package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"pulse/backend/source/pve/pvetest"
)

// member is a cluster with the address of its first node.
type member struct {
	cluster *pvetest.Cluster
	first   string
}

// sizes names estates.
var sizes = map[string]string{"small": "3/30,1/8", "medium": "25/500", "large": "160/5000"}

// build makes up the clusters that the options ask for.
func build(o options) ([]member, error) {
	address, err := netip.ParseAddr(o.listen)
	if err != nil || !address.Is4() || !address.IsLoopback() {
		return nil, fmt.Errorf("-listen %q: an IPv4 loopback address is needed, such as 127.0.1.1", o.listen)
	}
	if major, minor, _ := strings.Cut(o.version, "."); !slices.Contains([]string{"6", "7", "8", "9"}, major) || minor == "" {
		return nil, fmt.Errorf("-version %q: a version from 6 to 9 is needed, such as 8.4", o.version)
	}
	list, named := sizes[o.clusters]
	if !named {
		list = o.clusters
	}
	var all []member
	for i, size := range strings.Split(list, ",") {
		var nodes, guests int
		if _, err := fmt.Sscanf(size, "%d/%d", &nodes, &guests); err != nil || nodes < 1 || nodes > 250 || guests < 0 {
			return nil, fmt.Errorf("-clusters %q: %q is neither small, medium or large nor nodes/guests with 1 to 250 nodes", o.clusters, size)
		}
		all = append(all, member{pvetest.New(optionsOf(o, i, nodes, guests)), address.String()})
		address = nextRange(address)
	}
	return all, nil
}

// optionsOf gives every cluster but the first names of its own.
func optionsOf(o options, i, nodes, guests int) pvetest.Options {
	p := pvetest.Estate(nodes, guests, o.seed+uint64(i))
	p.Version = o.version
	if o.real {
		p.DenyDelay, p.RelayDelay, p.OfflineAfter, p.CloseEvery = 3*time.Second, 11*time.Second, 6*time.Second, 3
	}
	if i == 0 {
		return p
	}
	prefix := fmt.Sprintf("site%d-", i+1)
	if p.Name != "" {
		p.Name = prefix + p.Name
	}
	for n := range p.Nodes {
		p.Nodes[n].Name = prefix + p.Nodes[n].Name
	}
	for n := range p.Guests {
		p.Guests[n].Node = prefix + p.Guests[n].Node
	}
	for _, s := range p.Storages {
		for n := range s.Nodes {
			s.Nodes[n] = prefix + s.Nodes[n]
		}
	}
	return p
}

// nextRange is 256 addresses on.
func nextRange(a netip.Addr) netip.Addr {
	b := a.As4()
	b[2]++
	return netip.AddrFrom4(b)
}
