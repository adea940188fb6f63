package pve

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
	"pulse/backend/source/pve/pvetest"
)

// crowd counts how many requests are under way at once, per member asked and
// per node spoken of.
type crowd struct {
	next http.RoundTripper
	mu   sync.Mutex
	now  map[string]int
	most map[string]int
}

func (c *crowd) RoundTrip(r *http.Request) (*http.Response, error) {
	who := []string{"member " + r.URL.Host}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/api2/json/nodes/"); ok {
		node, _, _ := strings.Cut(rest, "/")
		who = append(who, "node "+node)
	}
	c.count(who, 1)
	defer c.count(who, -1)
	return c.next.RoundTrip(r)
}

func (c *crowd) count(who []string, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range who {
		c.now[w] += by
		c.most[w] = max(c.most[w], c.now[w])
	}
}

func TestPool_NeverAsksOneNodeTooMuchAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pvetest.New(pvetest.Estate(3, 90, 5))
		c.Fault(pvetest.Match{}, pvetest.Fault{Delay: 100 * time.Millisecond})
		transport := &crowd{next: pvetest.NewNetwork(c), now: map[string]int{}, most: map[string]int{}}
		watch(t, targetOf(memoryHost("pve1")), source.Env{Transport: transport})
		after(time.Minute)
		c.Fault(pvetest.Match{Path: "/cluster/resources"}, pvetest.Fault{Status: 500})
		after(settle)
		for who, most := range transport.most {
			if most > 4 {
				t.Errorf("%s: %d requests at once, want at most 4", who, most)
			}
		}
	})
}

// severed is a network in which some hosts cannot be reached.
type severed struct {
	next http.RoundTripper
	hide func(host string) bool
}

func (s severed) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.hide(r.URL.Hostname()) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return s.next.RoundTrip(r)
}

func TestPool_MembersInANetworkOfTheirOwnAreNoFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pvetest.New(pvetest.Small())
		network := severed{pvetest.NewNetwork(c), func(host string) bool { return strings.HasPrefix(host, "10.") }}
		w := watch(t, targetOf(memoryHost("pve1")), source.Env{Transport: network})
		after(settle)
		if w.health() != infra.Healthy {
			t.Errorf("the connection is %s, want healthy: what never answered is not broken", w.health())
		}
		checkFresh(t, w, "pve1", "pve2", "pve3")
	})
}

func TestPool_MemberThatStopsAnsweringDegrades(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pvetest.New(pvetest.Small())
		var mu sync.Mutex
		cut := false
		network := severed{pvetest.NewNetwork(c), func(host string) bool {
			mu.Lock()
			defer mu.Unlock()
			return cut && host == "10.10.0.12"
		}}
		w := watch(t, targetOf(memoryHost("pve1")), source.Env{Transport: network})
		after(time.Minute)
		set := func(v bool) {
			mu.Lock()
			defer mu.Unlock()
			cut = v
		}
		set(true)
		after(time.Minute)
		if w.health() != infra.Degraded || w.Snapshot().Estate(testTarget).Cluster.Members[1].Online {
			t.Errorf("the connection is %s, want degraded and the member not online", w.health())
		}
		checkFresh(t, w, "pve1", "pve2", "pve3") // the others pass on what is asked about it
		set(false)
		after(time.Minute)
		if w.health() != infra.Healthy {
			t.Errorf("after its return the connection is %s, want healthy", w.health())
		}
	})
}

func TestSlots_LeavePlaceForThePulse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlots(callsPerMember, background, leisurely)
		for range background {
			if _, err := s.take(t.Context(), laneUsual); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.take(ctx, laneUsual); err == nil {
			t.Error("background work took the last place")
		}
		if _, err := s.take(t.Context(), laneUrgent); err != nil {
			t.Errorf("the pulse found no place: %v", err)
		}
	})
}

func TestClusterOf(t *testing.T) {
	member := func(name, ip string, online bool) infra.Member {
		return infra.Member{ID: "node/" + name, Name: name, Address: "https://" + ip + ":8443", IP: ip, Online: online}
	}
	tests := map[string]struct {
		rows, local string
		want        infra.Cluster
	}{
		"cluster, in any order": {
			`[{"type":"node","id":"node/b","name":"b","ip":"10.0.0.2","online":1,"local":0},
			{"type":"cluster","name":"lab","quorate":1,"nodes":2},{"type":"node","id":"node/a","name":"a","ip":"10.0.0.1","online":"0","local":1}]`,
			"a",
			infra.Cluster{Name: "lab", Members: []infra.Member{member("b", "10.0.0.2", true), member("a", "10.0.0.1", false)}},
		},
		"single host":         {`[{"type":"node","id":"node/a","name":"a","ip":"10.0.0.1","online":1,"local":1}]`, "a", infra.Cluster{}},
		"cluster of one node": {`[{"type":"cluster","name":"lab"},{"type":"node","name":"a","ip":"10.0.0.1"}]`, "a", infra.Cluster{Name: "lab", Members: []infra.Member{member("a", "10.0.0.1", true)}}},
		"two nodes without a name": {
			`[{"type":"node","name":"a","ip":"10.0.0.1"},{"type":"node","name":"b","ip":"10.0.0.2"}]`,
			"",
			infra.Cluster{Members: []infra.Member{member("a", "10.0.0.1", true), member("b", "10.0.0.2", true)}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			rows, err := proxmox.Decode[[]memberRow]([]byte(`{"data":` + test.rows + `}`))
			must(t, err)
			got, local := clusterOf(rows, "https://pve.example:8443")
			if diff := cmp.Diff(test.want, got); diff != "" || local != test.local {
				t.Errorf("local %q, want %q; %s", local, test.local, diff)
			}
		})
	}
}

func TestMemberAddress(t *testing.T) {
	for host, want := range map[string]string{"10.0.0.1": "https://10.0.0.1:8006", "fd00::1": "https://[fd00::1]:8006", "pve2.lan": "https://pve2.lan:8006"} {
		if got := memberAddress("https://pve1:8006", host); got != want {
			t.Errorf("memberAddress(%s) = %s, want %s", host, got, want)
		}
	}
	if got := memberAddress("https://pve1", "fd00::1"); got != "https://[fd00::1]" {
		t.Errorf("without a port: %s", got)
	}
}

// addresses are where a pool would ask, the configured one first.
func (p *pool) addresses() []string {
	var out []string
	for _, e := range p.endpoints {
		out = append(out, e.address)
	}
	return out
}

func TestPool_FollowsTheMembership(t *testing.T) {
	member := func(name string) infra.Member {
		return infra.Member{Name: name, Address: "https://" + name + ":8006", Online: true}
	}
	p := newClient(targetOf("https://a:8006"), source.Env{Transport: severed{}}).pool
	for _, step := range []struct {
		members []infra.Member
		local   string
		want    []string
	}{
		{[]infra.Member{member("b"), member("a"), member("c")}, "a", []string{"https://a:8006", "https://b:8006", "https://c:8006"}},
		{[]infra.Member{member("c"), member("d"), member("b"), member("a")}, "a", []string{"https://a:8006", "https://c:8006", "https://d:8006", "https://b:8006"}},
		{[]infra.Member{member("d"), member("a")}, "a", []string{"https://a:8006", "https://d:8006"}},
		{[]infra.Member{member("x"), member("d")}, "x", []string{"https://a:8006", "https://d:8006"}}, // x answers at the configured address
		{nil, "a", []string{"https://a:8006"}},
	} {
		p.adopt(infra.Cluster{Name: "lab", Members: step.members}, step.local, p.endpoints[0])
		if diff := cmp.Diff(step.want, p.addresses()); diff != "" {
			t.Error(diff)
		}
	}
}
