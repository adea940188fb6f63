package discovery

import (
	"cmp"
	"slices"
	"time"

	"pulse/backend/wire"
)

// View is what is known now.
type View struct {
	Enabled  bool // the search in the background is on
	Scanning bool
	At       time.Time // when the last search ended; zero before the first
	Servers  []Server  // without those that are configured
	Problems []string
}

// Answer is the view in its published form, without its age.
func (v View) Answer() wire.Discovery {
	d := wire.Discovery{Servers: list(v.Servers), Errors: append([]string{}, v.Problems...), Scanning: v.Scanning}
	if v.Enabled {
		d.Cached, d.Updated = !v.At.IsZero(), new(int64)
		if d.Cached {
			*d.Updated = v.At.Unix()
		}
	}
	return d
}

// Aged is Answer with the age of what it tells.
func (v View) Aged(now time.Time) wire.Discovery {
	d := v.Answer()
	if v.Enabled {
		d.Age = new(float64)
		if d.Cached {
			*d.Age = now.Sub(v.At).Seconds()
		}
	}
	return d
}

// Update is the view as the event that screens take over.
func (v View) Update(now time.Time) wire.DiscoveryUpdate {
	return wire.DiscoveryUpdate{Servers: list(v.Servers), Errors: append([]string{}, v.Problems...), Scanning: v.Scanning, Timestamp: now.Unix()}
}

func list(servers []Server) []wire.DiscoveredServer {
	out := make([]wire.DiscoveredServer, 0, len(servers))
	for _, s := range servers {
		out = append(out, published(s))
	}
	return out
}

func published(s Server) wire.DiscoveredServer {
	ip := s.Address.Addr().String()
	return wire.DiscoveredServer{
		IP: ip, Port: int(s.Address.Port()), Type: string(s.Product), Version: cmp.Or(s.Version, "Unknown"),
		Hostname: s.Hostname, Release: s.Release, Host: ip, Name: cmp.Or(s.Hostname, ip),
		Fingerprint: s.Fingerprint, Evidence: append([]string{}, s.Evidence...),
	}
}

// merged adds servers that are not in a list yet, in the order of addresses.
func merged(before, more []Server) []Server {
	out := slices.Clone(before)
	for _, s := range more {
		if !slices.ContainsFunc(out, func(o Server) bool { return o.Address == s.Address }) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b Server) int { return a.Address.Compare(b.Address) })
	return out
}
