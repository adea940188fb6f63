package discovery

import (
	"cmp"
	"iter"
	"net"
	"net/netip"
	"slices"
	"strings"

	"pulse/backend/fault"
)

// Auto stands for the networks that this machine is in.
const Auto = "auto"

// Limits of a network that is searched: 4096 addresses.
const (
	shortest4 = 20
	shortest6 = 116
)

// ParseSubnets reads networks in the form 192.168.1.0/24, separated by commas.
// A *fault.Error tells the first that is malformed, public or too large.
func ParseSubnets(text string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for item := range splitList(text) {
		p, err := parseSubnet(item)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Invalid, "subnet is empty: write auto, or a network like 192.168.1.0/24").In("subnet")
	}
	return list, nil
}

// splitList yields the items of a comma list without the blanks around them.
func splitList(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for item := range strings.SplitSeq(text, ",") {
			if item = strings.TrimSpace(item); item != "" && !yield(item) {
				return
			}
		}
	}
}

func parseSubnet(text string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return p, fault.New(fault.Invalid, "%q is no network: write auto, or a network like 192.168.1.0/24", text).In("subnet")
	}
	p = p.Masked()
	shortest := shortest4
	if p.Addr().Is6() {
		shortest = shortest6
	}
	switch {
	case !private(p.Addr()):
		return p, fault.New(fault.Invalid, "%s is not searched: it is no private network", p).In("subnet")
	case p.Bits() < shortest:
		return p, fault.New(fault.Invalid, "%s is not searched: it has more than 4096 addresses (/%d). Write the part in which the servers are", p, shortest).In("subnet")
	}
	return p, nil
}

// private tells addresses of a home or company network and of this machine.
// Every private range is larger than what is searched, so the first address of
// a network speaks for all.
func private(a netip.Addr) bool { return !a.Is4In6() && (a.IsPrivate() || a.IsLoopback()) }

// hosts lists the addresses of a network at which a server can be.
func hosts(p netip.Prefix) []netip.Addr {
	var list []netip.Addr
	for a := p.Addr(); a.IsValid() && p.Contains(a); a = a.Next() {
		list = append(list, a)
	}
	if p.Addr().Is4() && len(list) > 2 {
		list = list[1 : len(list)-1] // without the network itself and broadcast
	}
	return list
}

// Interface is a network interface with its addresses.
type Interface struct {
	Name      string
	Addresses []netip.Prefix
}

// Interfaces lists the network interfaces of this machine that are up.
func Interfaces() ([]Interface, error) {
	found, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	var list []Interface
	for _, i := range found {
		addresses, err := i.Addrs()
		if i.Flags&net.FlagUp == 0 || err != nil {
			continue
		}
		one := Interface{Name: i.Name}
		for _, a := range addresses {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				one.Addresses = append(one.Addresses, p)
			}
		}
		list = append(list, one)
	}
	return list, nil
}

// internal are the beginnings of names of interfaces behind which only
// containers and virtual machines of this host are.
var internal = []string{"docker", "br-", "veth", "virbr", "podman", "cni", "flannel", "lxcbr"}

// ownNetworks are the private networks that the interfaces are in. Of a large
// one only the 256 addresses around our own are taken.
func ownNetworks(interfaces []Interface) []netip.Prefix {
	var list []netip.Prefix
	for _, i := range interfaces {
		if slices.ContainsFunc(internal, func(begin string) bool { return strings.HasPrefix(i.Name, begin) }) {
			continue
		}
		for _, p := range i.Addresses {
			if !p.Addr().Is4() || !p.Addr().IsPrivate() {
				continue
			}
			bits := p.Bits()
			if bits < shortest4 {
				bits = 24
			}
			own := netip.PrefixFrom(p.Addr(), bits).Masked()
			if !slices.Contains(list, own) {
				list = append(list, own)
			}
		}
	}
	slices.SortFunc(list, func(a, b netip.Prefix) int { return cmp.Or(a.Addr().Compare(b.Addr()), a.Bits()-b.Bits()) })
	return list
}
