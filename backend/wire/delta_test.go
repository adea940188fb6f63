package wire_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pulse/backend/infra"
	"pulse/backend/wire"
)

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func guest(vmid int, change func(*infra.Guest)) infra.Guest {
	g := infra.Guest{
		Resource: infra.Resource{
			ID: infra.GuestID("pve-0", vmid), PublicID: fmt.Sprintf("lab-n1-%d", vmid), Kind: infra.KindGuest,
			Name: "web", Target: "pve-0", Instance: "lab", Node: "n1", SeenAt: start,
		},
		VMID: vmid, Type: infra.VM, Status: infra.GuestRunning, CPU: infra.Some(0.25), CPUs: 2,
		Memory: infra.Some(infra.Usage{Total: 8 << 30, Used: 2 << 30}), Uptime: infra.Some(time.Hour),
	}
	if change != nil {
		change(&g)
	}
	return g
}

func view(guests ...infra.Guest) wire.View {
	return wire.View{At: start, Snapshot: &infra.Snapshot{Guests: guests}}
}

func delta(before, after wire.View) wire.Delta {
	b := wire.CompactOf(before, nil)
	return wire.DeltaOf(b, wire.CompactOf(after, b))
}

func TestDelta_HoldsOnlyTheChangedMembers(t *testing.T) {
	d := delta(view(guest(100, nil)), view(guest(100, func(g *infra.Guest) { g.CPU = infra.Some(0.5) })))
	got, _ := json.Marshal(d)
	if want := `{"set":{"vms":{"lab-n1-100":{"cpu":0.5}}}}`; string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDelta_SaysNullForAMemberThatIsGone(t *testing.T) {
	locked := guest(100, func(g *infra.Guest) { g.Lock = "backup" })
	got, _ := json.Marshal(delta(view(locked), view(guest(100, nil))))
	if want := `{"set":{"vms":{"lab-n1-100":{"lock":null,"plannedWork":null}}}}`; string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDelta_IsEmptyWhenOnlyTimePassed(t *testing.T) {
	later := guest(100, func(g *infra.Guest) {
		g.SeenAt, g.Uptime = start.Add(10*time.Second), infra.Some(time.Hour+12*time.Second)
	})
	if d := delta(view(guest(100, nil)), view(later)); !d.Empty() {
		t.Errorf("got %+v", d)
	}
}

func TestDelta_TellsARestart(t *testing.T) {
	restarted := guest(100, func(g *infra.Guest) { g.Uptime = infra.Some(30 * time.Second) })
	d := delta(view(guest(100, nil)), view(restarted))
	if _, told := d.Set["vms"]["lab-n1-100"]["upSince"]; !told {
		t.Errorf("got %+v, want a new upSince", d)
	}
}

func TestDelta_AMovedGuestIsGoneAndNew(t *testing.T) {
	moved := guest(100, func(g *infra.Guest) { g.PublicID, g.Node = "lab-n2-100", "n2" })
	d := delta(view(guest(100, nil)), view(moved))
	if diff := cmp.Diff(map[string][]string{"vms": {"lab-n1-100"}}, d.Del); diff != "" {
		t.Error(diff)
	}
	if len(d.Set["vms"]["lab-n2-100"]) < 10 {
		t.Errorf("the new row has only %d members", len(d.Set["vms"]["lab-n2-100"]))
	}
}

// A client that applies every delta has what a client gets that begins now.
func TestDelta_AppliedGivesTheWholeState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := wire.CompactOf(arbitrary(t, "first"), nil)
		client := decode(t, before)
		for step := range 3 {
			after := wire.CompactOf(arbitrary(t, fmt.Sprint(step)), before)
			apply(t, client, wire.DeltaOf(before, after))
			if diff := cmp.Diff(decode(t, after), client); diff != "" {
				t.Fatalf("after step %d: %s", step, diff)
			}
			before = after
		}
	})
}

func arbitrary(t *rapid.T, label string) wire.View {
	var guests []infra.Guest
	for _, vmid := range rapid.SliceOfDistinct(rapid.IntRange(100, 104), rapid.ID[int]).Draw(t, label) {
		guests = append(guests, guest(vmid, func(g *infra.Guest) {
			g.Name = rapid.SampledFrom([]string{"web", "db"}).Draw(t, "name")
			g.Tags = rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 0, 2).Draw(t, "tags")
			g.CPU.Known = rapid.Bool().Draw(t, "cpu known")
			g.Memory.Known = rapid.Bool().Draw(t, "memory known")
			g.Type = rapid.SampledFrom([]infra.GuestType{infra.VM, infra.LXC}).Draw(t, "type")
			g.Uptime = infra.Some(time.Duration(rapid.IntRange(0, 100).Draw(t, "uptime")) * time.Second)
		}))
	}
	return view(guests...)
}

type rows map[string]map[string]map[string]any

func decode(t *rapid.T, c *wire.Compact) rows {
	b, err := json.Marshal(c.Rows)
	if err != nil {
		t.Fatal(err)
	}
	var r rows
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// apply does what docs/live-feed.md tells a client to do.
func apply(t *rapid.T, client rows, d wire.Delta) {
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Set rows
		Del map[string][]string
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for collection, ids := range got.Del {
		for _, id := range ids {
			delete(client[collection], id)
		}
	}
	for collection, changed := range got.Set {
		for id, fields := range changed {
			if client[collection][id] == nil {
				client[collection][id] = map[string]any{}
			}
			for name, value := range fields {
				if value == nil {
					delete(client[collection][id], name)
				} else {
					client[collection][id][name] = value
				}
			}
		}
	}
}
