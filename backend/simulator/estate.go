package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"pulse/backend/source/pve/pvetest"
)

// member is a server with the address of its first node.
type member struct {
	server

	address string
}

// sizes names estates.
var sizes = map[string]string{"small": "3/30,1/8", "medium": "25/500", "large": "160/5000"}

// build makes up the servers that the options ask for.
func build(o options) ([]member, error) {
	address, err := netip.ParseAddr(o.listen)
	if err != nil || !address.Is4() || !address.IsLoopback() {
		return nil, fmt.Errorf("-listen %q: an IPv4 loopback address is needed, such as 127.0.1.1", o.listen)
	}
	if major, minor, _ := strings.Cut(o.version, "."); !slices.Contains([]string{"6", "7", "8", "9"}, major) || minor == "" {
		return nil, fmt.Errorf("-version %q: a version from 6 to 9 is needed, such as 8.4", o.version)
	}
	var all []member
	for _, of := range []func(options) ([]server, error){clustersOf, backupsOf, mailOf} {
		servers, err := of(o)
		if err != nil {
			return nil, err
		}
		for _, s := range servers {
			all = append(all, member{s, address.String()})
			address = nextRange(address)
		}
	}
	return all, nil
}

func clustersOf(o options) (all []server, err error) {
	list, named := sizes[o.clusters]
	if !named {
		list = o.clusters
	}
	for i, size := range fields(list) {
		nodes, guests, err := pair(size, 250)
		if err != nil {
			return nil, fmt.Errorf("-clusters %q: %q is neither small, medium or large nor nodes/guests with 1 to 250 nodes", o.clusters, size)
		}
		all = append(all, cluster{pvetest.New(optionsOf(o, i, nodes, guests))})
	}
	return all, nil
}

func backupsOf(o options) (all []server, err error) {
	for i, size := range fields(o.backups) {
		datastores, count, err := pair(size, 100)
		if err != nil {
			return nil, fmt.Errorf("-pbs %q: %q is not datastores/backups with 1 to 100 datastores", o.backups, size)
		}
		all = append(all, newBackups(o, i, datastores, count))
	}
	return all, nil
}

func mailOf(o options) (all []server, err error) {
	for i, size := range fields(o.mail) {
		nodes, err := strconv.Atoi(size)
		if err != nil || nodes < 1 || nodes > 20 {
			return nil, fmt.Errorf("-pmg %q: %q is not a number of nodes from 1 to 20", o.mail, size)
		}
		all = append(all, newMail(o, i, nodes))
	}
	return all, nil
}

// fields are the parts of a list that commas separate.
func fields(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}

// pair reads two numbers such as 3/30, the first one from 1 to a limit.
func pair(text string, most int) (first, second int, err error) {
	if _, err = fmt.Sscanf(text, "%d/%d", &first, &second); err == nil && (first < 1 || first > most || second < 0) {
		err = fmt.Errorf("%q is out of range", text)
	}
	return first, second, err
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
