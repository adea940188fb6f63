package pve

import (
	"testing"

	"pulse/backend/source"
	"pulse/backend/source/proxmox"
	"pulse/backend/source/pve/pvetest"
)

// BenchmarkPulse is one run of the pulse job at 25 nodes and 500 guests. The
// simulator's own work is in it; "decoding" is ours alone.
func BenchmarkPulse(b *testing.B) {
	c := pvetest.New(pvetest.Estate(25, 500, 1))
	src, err := Kind().Open(targetOf(memoryHost("pve1")), source.Env{Transport: pvetest.NewNetwork(c)})
	if err != nil {
		b.Fatal(err)
	}
	defer src.Close()
	b.Run("run", func(b *testing.B) {
		for b.Loop() {
			if _, err := src.Jobs()[0].Run(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	r := src.(*reader)
	body, _, err := r.client.asker(laneUrgent).fetch(b.Context(), query{path: "/cluster/resources", timeout: listTimeout})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("decoding", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			rows, err := proxmox.Decode[[]resourceRow](body)
			if err != nil {
				b.Fatal(err)
			}
			var l listing
			r.addResources(&l, rows)
		}
	})
}
