package notify_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/alert"
)

func TestDispatcher_EscalationReachesTheChannelItNames(t *testing.T) {
	for _, c := range []struct {
		name, channel string
		want          []string
	}{
		{"the sort of one channel", "email", []string{"mail"}},
		{"the sort of another", "fake", []string{"hook"}},
		{"all", "all", []string{"hook", "mail"}},
		{"none named", "", []string{"hook", "mail"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				mail := channel("mail")
				mail.Kind = "email"
				b := newBench(channel("hook"), mail)
				kind := b.services.kind()
				kind.Name = "email"
				b.options.Kinds = append(b.options.Kinds, kind)
				defer b.start(t)()
				one := change(alert.Escalated, "a1", 2)
				one.Channel = c.channel
				b.disk.put(one)
				b.Wake()
				time.Sleep(time.Minute)
				var got []string
				for _, s := range b.services.got() {
					got = append(got, s.channel)
					if s.Event != "repeat" {
						t.Errorf("event %s", s.Event)
					}
				}
				slices.Sort(got)
				if !slices.Equal(got, c.want) {
					t.Errorf("told %v, want %v", got, c.want)
				}
			})
		})
	}
}

func TestDispatcher_EndAfterQuietHoursIsAResolution(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(channel("ops"))
		defer b.start(t)()
		b.disk.put(change(alert.EndTold, "a1", 1))
		b.Wake()
		time.Sleep(time.Minute)
		if got := b.services.got(); len(got) != 1 || got[0].Event != "resolved" {
			t.Errorf("got %+v, want one resolution", got)
		}
	})
}
