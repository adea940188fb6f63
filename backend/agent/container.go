package main

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/moby/moby/api/types/container"

	"pulse/backend/wire"
)

// describe is a container as it is reported, without its use of resources.
func describe(listed *container.Summary, inspected *container.InspectResponse, now time.Time) wire.ReportContainer {
	c := wire.ReportContainer{
		ID: cmp.Or(inspected.ID, listed.ID), Name: nameOf(listed, inspected), Image: listed.Image,
		State: string(listed.State), Status: listed.Status, Labels: listed.Labels,
		CreatedAt: time.Unix(listed.Created, 0).UTC(), RestartCount: inspected.RestartCount, Ports: portsOf(listed.Ports),
	}
	if created, err := time.Parse(time.RFC3339Nano, inspected.Created); err == nil {
		c.CreatedAt = created.UTC()
	}
	if inspected.NetworkSettings != nil {
		for name, n := range inspected.NetworkSettings.Networks {
			if n != nil {
				c.Networks = append(c.Networks, wire.ContainerNetwork{Name: name, IPv4: address(n.IPAddress), IPv6: address(n.GlobalIPv6Address)})
			}
		}
		slices.SortFunc(c.Networks, func(a, b wire.ContainerNetwork) int { return cmp.Compare(a.Name, b.Name) })
	}
	if inspected.State != nil {
		addState(&c, inspected.State, now)
	}
	return c
}

// addState takes over what an inspection tells of a container's state, which
// is newer than the list.
func addState(c *wire.ReportContainer, s *container.State, now time.Time) {
	c.State = cmp.Or(string(s.Status), c.State)
	c.ExitCode = s.ExitCode
	if s.Health != nil && s.Health.Status != container.NoHealthcheck {
		c.Health = string(s.Health.Status)
	}
	c.StartedAt = moment(s.StartedAt)
	if s.Running {
		if c.StartedAt != nil {
			c.UptimeSeconds = max(int64(now.Sub(*c.StartedAt)/time.Second), 0)
		}
		return
	}
	c.FinishedAt = moment(s.FinishedAt)
}

// addUse puts the statistics of a running container in.
func addUse(c *wire.ReportContainer, s *stats, before sample, hostMemory int64, now time.Time) {
	if rate, known := s.sample(now).rate(before); known {
		c.CPUPercent = &rate
	}
	if s.Memory.Usage <= 0 {
		return
	}
	used, limit := s.used(), s.limit(hostMemory)
	c.MemoryUsageBytes, c.MemoryLimitBytes = &used, limit
	if limit > 0 {
		share := min(float64(used)/float64(limit), 1) * 100
		c.MemoryPercent = &share
	}
}

// nameOf is the container's own name: the first one, without the links that
// other containers have to it.
func nameOf(listed *container.Summary, inspected *container.InspectResponse) string {
	name := inspected.Name
	if name == "" && len(listed.Names) > 0 {
		name = listed.Names[0]
	}
	return cmp.Or(strings.TrimPrefix(name, "/"), inspected.ID, listed.ID)
}

func portsOf(list []container.PortSummary) []wire.ContainerPort {
	var ports []wire.ContainerPort
	for _, p := range list {
		ports = append(ports, wire.ContainerPort{
			PrivatePort: int(p.PrivatePort), PublicPort: int(p.PublicPort), Protocol: p.Type, IP: address(p.IP),
		})
	}
	slices.SortStableFunc(ports, func(a, b wire.ContainerPort) int {
		return cmp.Or(cmp.Compare(a.PrivatePort, b.PrivatePort), cmp.Compare(a.Protocol, b.Protocol), cmp.Compare(a.IP, b.IP))
	})
	return ports
}

func address(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

// moment reads a time of the engine; one that has not come is in the year 1.
func moment(text string) *time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || t.Year() < 1970 {
		return nil
	}
	t = t.UTC()
	return &t
}
