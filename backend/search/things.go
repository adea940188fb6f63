package search

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

const megabyte = 1e6

// things are all that can be found: nodes, guests, storages, then the rest.
func (s Space) things() iter.Seq[*thing] {
	states := s.alerts()
	return func(yield func(*thing) bool) {
		for i := range s.Snapshot.Nodes {
			if !yield(s.node(&s.Snapshot.Nodes[i], states)) {
				return
			}
		}
		for i := range s.Snapshot.Guests {
			if g := &s.Snapshot.Guests[i]; !g.Template && !yield(s.guest(g, states)) {
				return
			}
		}
		for i := range s.Snapshot.Storages {
			if !yield(s.storage(&s.Snapshot.Storages[i], states)) {
				return
			}
		}
		for _, t := range s.others(states) {
			if !yield(t) {
				return
			}
		}
	}
}

// alarm is what alerts say about a resource.
type alarm struct{ open, seen bool }

// alerts sums up the active alerts of each resource.
func (s Space) alerts() map[infra.ID]alarm {
	out := map[infra.ID]alarm{}
	for _, a := range s.Active {
		if a.Phase != alert.Firing {
			continue
		}
		state := out[a.Resource]
		state.open = state.open || !a.Acknowledged
		state.seen = state.seen || a.Acknowledged
		out[a.Resource] = state
	}
	return out
}

// newThing begins a thing of a resource. own is its state in the words of the
// language.
func newThing(kind string, r *infra.Resource, where, own string, alarms map[infra.ID]alarm) *thing {
	if r.Stale != nil && !r.Stale.DetailOnly {
		own = "unknown"
	}
	is := []string{own}
	if r.Stale != nil && !r.Stale.DetailOnly {
		is = append(is, "stale")
	}
	state := alarms[r.ID]
	if state.open || own == "unknown" {
		is = append(is, "problem")
	}
	if state.open || state.seen {
		is = append(is, "alerting")
	}
	if state.seen && !state.open && own != "unknown" {
		is = append(is, "seen")
	}
	return &thing{
		Found:   Found{Kind: kind, ID: r.PublicID, Name: r.Name, Where: where},
		numbers: map[string]float64{},
		texts:   map[string][]string{"name": lower(r.Name), "node": lower(r.Node), "is": is, "status": {own}, "type": {kind}},
		words:   lower(r.Name, r.Node),
	}
}

func lower(list ...string) []string {
	var out []string
	for _, text := range list {
		if text = strings.ToLower(strings.TrimSpace(text)); text != "" {
			out = append(out, text)
		}
	}
	return out
}

// percent keeps a known share as a percentage.
func (t *thing) percent(field string, share infra.Opt[float64]) {
	if share.Known {
		t.numbers[field] = share.Value * 100
	}
}

func (t *thing) usage(field string, u infra.Opt[infra.Usage]) {
	if u.Known {
		t.percent(field, u.Value.Ratio())
	}
}

func (t *thing) rate(field string, r infra.Opt[float64]) {
	if r.Known {
		t.numbers[field] = r.Value / megabyte
	}
}

func (s Space) node(n *infra.Node, alarms map[infra.ID]alarm) *thing {
	own := map[infra.NodeStatus]string{infra.NodeOnline: "running", infra.NodeOffline: "stopped"}[n.Status]
	if own == "" {
		own = "unknown"
	}
	cluster := n.Cluster
	if cluster == "" {
		cluster = n.Instance
	}
	t := newThing("node", &n.Resource, "node of "+cluster, own, alarms)
	t.texts["status"] = append(t.texts["status"], string(n.Status))
	t.texts["cluster"], t.texts["os"] = lower(cluster), lower(n.Version)
	t.words = append(t.words, lower(n.DisplayName, n.Host)...)
	if n.Status == infra.NodeOnline {
		t.percent("cpu", n.CPU)
		t.usage("memory", n.Memory)
		t.usage("disk", n.RootFS)
		t.uptime(n.Uptime.Or(0).Hours(), n.Uptime.Known)
	}
	return t
}

func (t *thing) uptime(hours float64, known bool) {
	if known {
		t.numbers["up"] = hours / 24
	}
}

// guestState is the state of a guest in the words of the language.
func guestState(g *infra.Guest) string {
	switch {
	case g.Lock == "backup" || g.Lock == "migrate":
		return "planned"
	case g.Status == infra.GuestRunning || g.Status == infra.GuestStopped || g.Status == infra.GuestPaused:
		return string(g.Status)
	case g.Status == infra.GuestSuspended:
		return "paused"
	}
	return "unknown"
}

func (s Space) guest(g *infra.Guest, alarms map[infra.ID]alarm) *thing {
	kind, short, words := "vm", "VM", []string{"vm", "qemu"}
	if g.Type == infra.LXC {
		kind, short, words = "container", "CT", []string{"ct", "lxc", "container"}
	}
	t := newThing(kind, &g.Resource, short+" "+strconv.Itoa(g.VMID)+", "+g.Node, guestState(g), alarms)
	t.texts["type"], t.texts["tag"], t.texts["lock"] = words, lower(g.Tags...), lower(g.Lock)
	t.texts["status"] = append(t.texts["status"], string(g.Status))
	t.texts["is"] = append(t.texts["is"], words[0])
	if g.Lock != "" {
		t.texts["is"] = append(t.texts["is"], "locked")
	}
	t.texts["cluster"], t.texts["os"], t.texts["ip"] = lower(s.clusterOf(g)), lower(g.OSName+" "+g.OSVersion), lower(g.Addresses...)
	t.words = slices.Concat(t.words, []string{strconv.Itoa(g.VMID)}, t.texts["tag"], t.texts["ip"])
	t.numbers["vmid"] = float64(g.VMID)
	if g.CPUs > 0 {
		t.numbers["cores"] = float64(g.CPUs)
	}
	t.usage("disk", g.Disk)
	t.uptime(g.Uptime.Or(0).Hours(), g.Uptime.Known && g.Uptime.Value > 0)
	if g.Status == infra.GuestRunning {
		t.figures(g)
	}
	return t
}

// figures are those that mean something of a running guest only.
func (t *thing) figures(g *infra.Guest) {
	t.percent("cpu", g.CPU)
	t.usage("memory", g.Memory)
	t.rate("netin", g.NetworkIn)
	t.rate("netout", g.NetworkOut)
	t.rate("read", g.DiskRead)
	t.rate("write", g.DiskWrite)
	if g.NetworkIn.Known || g.NetworkOut.Known {
		t.numbers["net"] = (g.NetworkIn.Or(0) + g.NetworkOut.Or(0)) / megabyte
	}
}

// clusterOf is the cluster of a guest's connection, or the connection.
func (s Space) clusterOf(g *infra.Guest) string {
	if e := s.Snapshot.Estate(g.Target); e != nil && e.Cluster.Name != "" {
		return e.Cluster.Name
	}
	return g.Instance
}

func (s Space) storage(st *infra.Storage, alarms map[infra.ID]alarm) *thing {
	own := map[infra.StorageStatus]string{infra.StorageAvailable: "running", infra.StorageDisabled: "stopped"}[st.Status]
	if own == "" {
		own = "unknown"
	}
	where := st.Type + ", " + st.Node
	if st.Shared {
		where = st.Type + ", " + st.Instance + ", shared"
	}
	t := newThing("storage", &st.Resource, where, own, alarms)
	t.texts["type"] = lower("storage", st.Type)
	t.texts["status"] = append(t.texts["status"], string(st.Status))
	t.texts["cluster"] = lower(st.Instance)
	t.words = append(t.words, lower(append([]string{st.Type}, st.Nodes...)...)...)
	t.usage("disk", st.Space)
	return t
}
