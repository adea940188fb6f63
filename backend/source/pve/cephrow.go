package pve

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pulse/backend/infra"
)

// cephOf converts the status of a Ceph cluster.
func cephOf(t infra.TargetID, s cephStatus, at time.Time) infra.Ceph {
	osds := s.OSDMap.osdFigures
	if !osds.OSDs.Known {
		osds = s.OSDMap.Inner
	}
	c := infra.Ceph{
		Resource: infra.Resource{ID: infra.CephID(t, string(s.FSID)), Kind: infra.KindCeph, Name: "Ceph", Target: t, SeenAt: at},
		FSID:     string(s.FSID), Health: string(s.Health.Status), Message: cephMessage(s.Health.Checks),
		Monitors: monitorsOf(s), Managers: managersOf(s), PGs: int(s.PGMap.PGs.Whole()),
		OSDs: int(osds.OSDs.Whole()), OSDsUp: int(osds.Up.Whole()), OSDsIn: int(osds.In.Whole()),
		Services: cephServices(s),
	}
	if s.PGMap.Total.Positive() && s.PGMap.Used.Known {
		c.Space = used(s.PGMap.Total.Int(), s.PGMap.Used.Int())
		if s.PGMap.Avail.Known {
			c.Space.Value.Free = s.PGMap.Avail.Whole()
		}
	}
	return c
}

// cephMessage joins what is wrong: "CODE: text; CODE: text".
func cephMessage(checks dict[cephCheckRow]) string {
	parts := make([]string, 0, len(checks))
	for _, code := range slices.Sorted(maps.Keys(checks)) {
		parts = append(parts, code+": "+string(checks[code].Summary.Message))
	}
	return strings.Join(parts, "; ")
}

// monitorsOf counts the monitors from the first of the places that tells
// them; which one does depends on the release.
func monitorsOf(s cephStatus) int {
	for _, n := range []int{
		len(s.ServiceMap.Services["mon"].Daemons), len(s.MonMap.Mons), int(s.MonMap.NumMons.Whole()), len(s.QuorumNames),
	} {
		if n > 0 {
			return n
		}
	}
	return 0
}

func managersOf(s cephStatus) int {
	if n := len(s.ServiceMap.Services["mgr"].Daemons); n > 0 {
		return n
	}
	standbys := max(len(s.MgrMap.Standbys), int(s.MgrMap.NumStandbys.Whole()))
	if s.MgrMap.ActiveName != "" || s.MgrMap.Available.set {
		standbys++
	}
	return standbys
}

// cephServices tells of every kind of daemon how many there are. The service
// map knows gateways and the like; monitors, managers and metadata servers
// have maps of their own.
func cephServices(s cephStatus) []infra.CephService {
	services := map[string]infra.CephService{}
	if n := monitorsOf(s); n > 0 {
		services["mon"] = infra.CephService{Type: "mon", Running: quorum(s, n), Total: n, Message: absentMonitors(s)}
	}
	if n := managersOf(s); n > 0 {
		services["mgr"] = infra.CephService{Type: "mgr", Running: n, Total: n}
	}
	if n := int(s.FSMap.Up.Whole() + s.FSMap.Standby.Whole()); n > 0 {
		services["mds"] = infra.CephService{Type: "mds", Running: n, Total: n}
	}
	for kind, service := range s.ServiceMap.Services {
		if len(service.Daemons) > 0 {
			services[kind] = daemonsOf(kind, service.Daemons)
		}
	}
	out := make([]infra.CephService, 0, len(services))
	for _, kind := range slices.Sorted(maps.Keys(services)) {
		out = append(out, services[kind])
	}
	return out
}

func quorum(s cephStatus, all int) int {
	if len(s.QuorumNames) == 0 {
		return all
	}
	return min(len(s.QuorumNames), all)
}

func absentMonitors(s cephStatus) string {
	var absent []string
	for _, m := range s.MonMap.Mons {
		if len(s.QuorumNames) > 0 && !slices.Contains(s.QuorumNames, m.Name) {
			absent = append(absent, "mon."+string(m.Name))
		}
	}
	return offlineMessage(absent)
}

// daemonsOf counts the daemons of a kind. One that tells no status runs: it
// reports itself to the service map.
func daemonsOf(kind string, daemons dict[cephDaemonRow]) infra.CephService {
	out := infra.CephService{Type: kind, Total: len(daemons)}
	var absent []string
	for _, name := range slices.Sorted(maps.Keys(daemons)) {
		d := daemons[name]
		if d.Status == "" || d.Status == "running" || d.Status == "active" || d.Status == "up" {
			out.Running++
			continue
		}
		daemon := kind + "." + name
		if host := firstOf(d.Host, d.Metadata.Hostname); host != "" {
			daemon = fmt.Sprintf("%s@%s", daemon, host)
		}
		absent = append(absent, daemon)
	}
	out.Message = offlineMessage(absent)
	return out
}

func offlineMessage(daemons []string) string {
	if len(daemons) == 0 {
		return ""
	}
	return "Offline: " + strings.Join(daemons, ", ")
}
