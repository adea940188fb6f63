package reference_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	// perStory is how many steps there are before everything begins anew.
	perStory = 100

	// usualSteps is how many steps are tried where PULSE_STEPS says nothing.
	usualSteps = 50_000

	snoozed = 4 * time.Minute
)

// TestEngine_AgreesWithTheModel lets random things happen to the engine and to
// the model, and compares after each of them what fires and what was told. A
// disagreement is made as short as possible and told as a story.
func TestEngine_AgreesWithTheModel(t *testing.T) {
	steps, places, dir := stepsWanted(t), zones(t), t.TempDir()
	heard := map[string]int{} // kinds of notices, of the engine
	for seed := range uint64((steps + perStory - 1) / perStory) {
		start, all := newDice(seed, places).story(perStory)
		n, _ := disagreement(t, dir, start, all, heard)
		if n == 0 {
			continue
		}
		short := shrink(all[:n], func(s []step) bool {
			n, _ := disagreement(t, dir, start, s, map[string]int{})
			return n > 0
		})
		_, told := disagreement(t, dir, start, short, map[string]int{})
		t.Fatalf("seed %d, %d of %d steps are enough:\n%s", seed, len(short), n, told)
	}
	t.Logf("%d steps, no disagreement; told: %v", steps, heard)
	for _, kind := range []string{"firing", "rose", "repeat", "escalated", "resolved", "dropped", "end"} {
		if heard[kind] == 0 {
			t.Errorf("no notice of the kind %q: too few things happened to prove anything", kind)
		}
	}
}

func stepsWanted(t *testing.T) int {
	t.Helper()
	text := os.Getenv("PULSE_STEPS")
	if text == "" {
		return usualSteps
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("PULSE_STEPS: %v", err)
	}
	return n
}

// disagreement returns how many steps it took until engine and model differed,
// 0 if they never did, and the story. It counts in heard what was told.
func disagreement(t testing.TB, dir string, start time.Time, steps []step, heard map[string]int) (n int, story string) {
	t.Helper()
	e, m := newEngine(t, dir, usualConf(), start), newModel(usualConf(), start)
	var told strings.Builder
	for i := range steps {
		s := &steps[i]
		e.happen(s)
		m.happen(s)
		for _, notice := range e.said {
			kind, _, _ := strings.Cut(notice, " ")
			heard[kind]++
		}
		fmt.Fprintf(&told, "%s  %s\n", e.now.Format("Mon 15:04:05"), s.words())
		if firing, should := e.firing(), m.firing(); !slices.Equal(firing, should) {
			return i + 1, told.String() + "now fires:   " + strings.Join(firing, "; ") + "\nby the model: " + strings.Join(should, "; ")
		}
		if !slices.Equal(e.said, m.said) {
			return i + 1, told.String() + "was told:     " + strings.Join(e.said, "; ") + "\nby the model: " + strings.Join(m.said, "; ")
		}
	}
	return 0, ""
}

// shrink leaves out steps as long as what is left fails: halves first, single
// steps last.
func shrink(steps []step, fails func([]step) bool) []step {
	for size := len(steps) / 2; size > 0; {
		shorter := false
		for at := 0; at+size <= len(steps); {
			if rest := slices.Concat(steps[:at], steps[at+size:]); fails(rest) {
				steps, shorter = rest, true
				continue
			}
			at += size
		}
		if !shorter {
			size /= 2
		}
	}
	return steps
}
