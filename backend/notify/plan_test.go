package notify_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/alert"
)

func TestDispatcher_CollectsChangesOfOneWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		begin := time.Now()
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1))
		b.Wake()
		time.Sleep(20 * time.Second)
		b.disk.put(change(alert.Raised, "b1", 1))
		b.Wake()
		time.Sleep(20 * time.Second)
		got := b.services.got()
		if len(got) != 1 || got[0].at.Sub(begin) != 30*time.Second || !slices.Equal(got[0].ids(), []string{"a1", "b1"}) {
			t.Errorf("got %+v, want one notice of both after 30 s", got)
		}
	})
}

func TestDispatcher_TellsEachAtOnceWithoutGrouping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		b.options.GroupingWindow = -1
		defer b.start(t)()
		b.disk.put(change(alert.Raised, "a1", 1), change(alert.Raised, "b1", 1), change(alert.Ended, "a1", 1))
		b.Wake()
		synctest.Wait()
		want := []string{"firing [a1]", "firing [b1]", "resolved [a1]"}
		if diff := cmp.Diff(want, told(b.services.got())); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func told(all []sent) (words []string) {
	for _, one := range all {
		words = append(words, fmt.Sprintf("%s %v", one.Event, one.ids()))
	}
	return words
}

func TestDispatcher_GroupsWhatMayShareANotice(t *testing.T) {
	for _, c := range []struct {
		name            string
		byNode, byGuest bool
		off, held       string
		left            int // entries that wait in the outbox
		changes         []alert.Change
		want            []string
	}{
		{
			name: "all of a window", changes: []alert.Change{change(alert.Raised, "a1", 1), change(alert.Raised, "b1", 1)},
			want: []string{"firing [a1 b1]"},
		},
		{
			name: "by node", byNode: true, changes: []alert.Change{change(alert.Raised, "a1", 1), change(alert.Raised, "b1", 1), change(alert.Raised, "a2", 1)},
			want: []string{"firing [a1 a2]", "firing [b1]"},
		},
		{
			name: "by guest", byGuest: true, changes: []alert.Change{change(alert.Raised, "a1", 1), change(alert.Raised, "a2", 1)},
			want: []string{"firing [a1]", "firing [a2]"},
		},
		{
			name: "firing, repeat and resolved never share", changes: []alert.Change{change(alert.Repeated, "a1", 2), change(alert.Raised, "b1", 1), change(alert.Ended, "c1", 1)},
			want: []string{"resolved [c1]", "firing [b1]", "repeat [a1]"},
		},
		{name: "what came and went is not told", changes: []alert.Change{change(alert.Raised, "a1", 1), change(alert.Ended, "a1", 1)}},
		{
			name: "what was told before and went is told", changes: []alert.Change{change(alert.Repeated, "a1", 2), change(alert.Ended, "a1", 2)},
			want: []string{"resolved [a1]"},
		},
		{
			name: "what rose after it was told and went is told", changes: []alert.Change{change(alert.Rose, "a1", 2), change(alert.Ended, "a1", 2)},
			want: []string{"resolved [a1]"},
		},
		{
			name: "what ended and came back", changes: []alert.Change{change(alert.Ended, "a1", 1), change(alert.Raised, "a1", 1)},
			want: []string{"resolved [a1]", "firing [a1]"},
		},
		{
			name: "what ended, came back and ended", changes: []alert.Change{change(alert.Ended, "a1", 1), change(alert.Raised, "a1", 1), change(alert.Ended, "a1", 1)},
			want: []string{"resolved [a1]"},
		},
		{
			name: "a rise within the window is one notice", changes: []alert.Change{change(alert.Raised, "a1", 1), change(alert.Rose, "a1", 2)},
			want: []string{"firing [a1]"},
		},
		{
			name: "a rise is news, not a repetition", changes: []alert.Change{change(alert.Rose, "a1", 3), change(alert.Repeated, "a1", 4)},
			want: []string{"firing [a1]"},
		},
		{
			name: "the first notice after quiet hours is not a repetition", changes: []alert.Change{change(alert.Repeated, "a1", 1)},
			want: []string{"firing [a1]"},
		},
		{
			name: "what has to wait holds up nothing", held: "a1", changes: []alert.Change{change(alert.Raised, "a1", 1), change(alert.Raised, "b1", 1)},
			want: []string{"firing [b1]"}, left: 1,
		},
		{
			name: "a rule that was switched off", off: "a1", changes: []alert.Change{change(alert.Raised, "a1", 1), change(alert.Raised, "b1", 1)},
			want: []string{"firing [b1]"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(channel("ops"))
				b.schedule.Grouping.ByNode, b.schedule.Grouping.ByGuest = c.byNode, c.byGuest
				b.off[c.off], b.held[c.held] = true, true
				defer b.start(t)()
				b.disk.put(c.changes...)
				b.Wake()
				time.Sleep(time.Hour)
				if diff := cmp.Diff(c.want, told(b.services.got())); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if left, err := b.disk.Entries(t.Context()); err != nil || len(left) != c.left {
					t.Errorf("%d entries were left in the outbox, want %d", len(left), c.left)
				}
			})
		})
	}
}
