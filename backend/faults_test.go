package backend_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pulse/backend"
)

// expectation is what the state shows while a fault lasts.
type expectation struct {
	name  string
	fault trouble
	words []string // of which one stands in the reason
	fine  bool     // nothing is the matter
	long  bool     // so like another one that it is left to the long run
}

// noData is how an answer is told that is no JSON, or not what was asked for.
var noData = []string{"something that is no Proxmox"}

var matrix = []expectation{
	{name: "slow", fault: trouble{delay: 30 * time.Millisecond}, fine: true},
	{name: "clock skewed", fault: trouble{skew: 3 * time.Hour}, fine: true},
	{name: "refused", fault: trouble{refused: true}, words: []string{"refuses the connection"}},
	{name: "401", fault: trouble{status: 401}, words: []string{"401"}},
	{name: "403", fault: trouble{status: 403}, words: []string{"403", "privilege", "permission"}},
	{name: "500", fault: trouble{status: 500}, words: []string{"500"}},
	{name: "595", fault: trouble{status: 595}, words: []string{"595", "cannot be reached"}},
	{name: "596", fault: trouble{status: 596}, words: []string{"596", "cannot be reached"}, long: true},
	{name: "truncated", fault: trouble{truncate: true}, words: []string{"incomplete", "breaks off", "ends"}},
	{name: "wrong type", fault: trouble{wrongType: true}, words: noData},
	{name: "empty", fault: trouble{empty: true}, words: noData, long: true},
	{name: "page", fault: trouble{page: true}, words: noData},
	{name: "hung", fault: trouble{hang: true}, words: []string{"in time"}},
}

// jargon is what a person can do nothing with.
var jargon = []string{"invalid character", "EOF", "context deadline", "dial tcp", "unmarshal", "connection reset"}

// TestFaults_EachIsToldForItsOwnTargetOnlyAndEnds causes every fault at one
// product of each kind at once, beside one that is well. The groups run beside
// each other, because most of their time is waiting.
func TestFaults_EachIsToldForItsOwnTargetOnlyAndEnds(t *testing.T) {
	for group := range slices.Chunk(matrix, 4) {
		t.Run(group[0].name+" and others", func(t *testing.T) {
			t.Parallel()
			p := launch(t, t.TempDir(), unhurried)
			if group[0].fault.hang {
				p.call("POST", "/api/system/settings/update", map[string]any{"connectionTimeout": 1}, 200)
			}
			w := world{
				ill:  []*watched{watchCluster(t, "cluster", 3), watchCluster(t, "alone", 1), watchBackups(t), watchMail(t)},
				well: watchCluster(t, "well", 2),
			}
			for _, one := range append(slices.Clone(w.ill), w.well) {
				one.addTo(p)
				eventually(t, one.name+" is well", func() bool { return one.fine(p) })
			}
			for _, e := range group {
				t.Run(e.name, func(t *testing.T) {
					if e.long {
						onlyLong(t)
					}
					w.suffer(t, p.in(t), e)
				})
			}
		})
	}
}

// unhurried leaves a busy machine the time to answer in: several targets are
// polled at once.
func unhurried(o *backend.Options) {
	o.Rhythm.Pulse, o.Rhythm.Tick = 100*time.Millisecond, 100*time.Millisecond
}

// world is one target of each kind that faults are caused at, and one that
// must not notice.
type world struct {
	ill  []*watched
	well *watched
}

func (w world) suffer(t *testing.T, p *program, e expectation) {
	t.Helper()
	undo := make([]func(), 0, len(w.ill))
	for _, one := range w.ill {
		undo = append(undo, one.cause(e.fault))
	}
	for _, one := range w.ill {
		e.expect(t, p, one)
	}
	w.well.staysFresh(t, p)
	for i, one := range w.ill {
		undo[i]()
		eventually(t, one.name+" is well again", func() bool { return one.fine(p) })
	}
}

// expect waits until a target shows what it shall.
func (e expectation) expect(t *testing.T, p *program, w *watched) {
	t.Helper()
	if e.fine {
		before := w.polls()
		eventually(t, w.name+" is polled on", func() bool { return w.polls() > before+3 })
		eventually(t, w.name+" stays well", func() bool { return w.fine(p) })
		return
	}
	eventually(t, w.name+" is down", func() bool { return w.down(p) })
	for _, row := range w.rows(p) {
		reason, _ := row["staleReason"].(string)
		if !slices.ContainsFunc(e.words, func(word string) bool { return strings.Contains(reason, word) }) || len(reason) < 20 {
			t.Errorf("%s: %s: reason %q, want one of %q", w.name, row["id"], reason, e.words)
		}
		for _, word := range jargon {
			if strings.Contains(reason, word) {
				t.Errorf("%s: reason contains %q: %q", w.name, word, reason)
			}
		}
	}
	w.keepsFigures(t, p)
}

// staysFresh demands that a change is seen as if nothing were the matter.
func (w *watched) staysFresh(t *testing.T, p *program) {
	t.Helper()
	for _, row := range w.rows(p) {
		if row["stale"] == true || row["connectionHealth"] != "healthy" {
			t.Errorf("%s suffers from the others: %v", row["id"], row["staleReason"])
		}
	}
	const guest = 100
	id := fmt.Sprintf("%s-pve1-%d", w.name, guest)
	status := map[string]func(int) error{"stopped": w.lab.Stop, "running": w.lab.Start}
	for _, next := range []string{"stopped", "running"} {
		before := w.polls()
		if err := status[next](guest); err != nil {
			t.Fatal(err)
		}
		eventually(t, id+" is "+next, func() bool { return p.rows("vms")[id]["status"] == next })
		// Asking takes time as well, so that a few polls pass on a busy machine.
		if polls := w.polls() - before; polls > 40 {
			t.Errorf("%s: %d polls until the change was seen", w.name, polls)
		}
	}
}

func TestFaults_AChangedCertificateIsToldAndMayBeAccepted(t *testing.T) {
	t.Parallel()
	p := launch(t, t.TempDir(), unhurried)
	for _, w := range []*watched{watchCluster(t, "alone", 1), watchBackups(t), watchMail(t)} {
		t.Run(w.name, func(t *testing.T) {
			p := p.in(t)
			w.addTo(p)
			eventually(t, "it is well", func() bool { return w.fine(p) })
			fingerprint := w.renew()
			w.restart()
			e := expectation{words: []string{"certificate"}}
			e.expect(t, p, w)
			p.call("PUT", "/api/config/nodes/"+w.id, map[string]any{"fingerprint": fingerprint}, http.StatusOK)
			eventually(t, "it is well again", func() bool { return w.fine(p) })
		})
	}
}

// keepsFigures demands that what was known is still shown.
func (w *watched) keepsFigures(t *testing.T, p *program) {
	t.Helper()
	for _, row := range w.rows(p) {
		for field, known := range w.known[row["id"].(string)] {
			if told(known) && !told(row[field]) {
				t.Errorf("%s: %s is gone", row["id"], field)
			}
		}
	}
}

// told tells whether a field says anything.
func told(value any) bool { return value != nil && value != "" }
