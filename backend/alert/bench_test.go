package alert_test

import (
	"fmt"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
)

// BenchmarkEvaluate holds 5,000 guests against 20 rules each: eight of the
// guest itself and one for each of twelve file systems.
func BenchmarkEvaluate(b *testing.B) {
	for _, firing := range []int{0, 100} {
		b.Run(fmt.Sprintf("firing=%d", firing), func(b *testing.B) {
			w := newWorld(b)
			w.tune(`{"guestDefaults":{"diskRead":100,"diskWrite":100,"networkIn":100,"networkOut":100}}`)
			var twelve []infra.Filesystem
			for i := range 12 {
				twelve = append(twelve, filesystem(fmt.Sprintf("/srv/%d", i), 40))
			}
			rows := []any{node("n1")}
			for i := range 5000 {
				g := guest(100+i, disks(twelve...))
				if i < firing {
					g.CPU = infra.Some(0.85)
				}
				rows = append(rows, g)
			}
			for range 2 {
				w.pass(10 * time.Second).pulse(rows...)
			}
			if len(w.firing()) != firing {
				b.Fatalf("%d alerts fire, want %d", len(w.firing()), firing)
			}
			rules := alert.Compile(w.settings)
			b.ReportAllocs()
			for b.Loop() {
				if _, changes := alert.Evaluate(rules, w.active, w.snap, w.now); len(changes) != 0 {
					b.Fatal("nothing was to change")
				}
			}
		})
	}
}
