package store

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/notify"
)

func delivery(id string, alerts ...alert.Alert) notify.Delivery {
	return notify.Delivery{
		Notice:  notify.Notice{ID: id, Event: notify.EventFiring, Alerts: alerts, At: at(0), Source: "http://pulse"},
		Channel: "hook", Kind: "webhook", ChannelName: "Chat", Address: "https://chat.example.com/***", Service: "generic",
		State: notify.StatePending, Since: at(0), Next: at(1), UpdatedAt: at(0),
	}
}

func ids(deliveries []notify.Delivery) []string {
	names := []string{}
	for _, d := range deliveries {
		names = append(names, d.ID)
	}
	return names
}

func TestOutbox_HoldsWhatIsToBeTold(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	told, quiet := cpuAlert(101, "n1", at(0)), cpuAlert(102, "n1", at(1))
	changes := []alert.Change{
		{Kind: alert.Raised, Alert: told, At: at(5), Notify: true},
		{Kind: alert.Raised, Alert: quiet, At: at(6)},
		{Kind: alert.Ended, Alert: told, At: at(7), Notify: true},
	}
	check(t, s.Commit(t.Context(), alert.Batch{Changes: changes}))
	check(t, s.Close())

	entries := must(open(t, dir).Entries(t.Context()))(t)
	want := []notify.Entry{{Seq: 1, Change: changes[0]}, {Seq: 2, Change: changes[2]}}
	if diff := cmp.Diff(want, entries); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPlan_ExchangesEntriesForDeliveries(t *testing.T) {
	s := open(t, t.TempDir())
	a, b := cpuAlert(101, "n1", at(0)), cpuAlert(102, "n1", at(1))
	raise(t, s, a, b)
	check(t, s.SaveChannel(t.Context(), notify.Channel{ID: "hook", Kind: "webhook"}))
	want := delivery("one", a)
	check(t, s.Plan(t.Context(), []notify.Delivery{want}, []int64{1}))

	if entries := must(s.Entries(t.Context()))(t); len(entries) != 1 || entries[0].Seq != 2 {
		t.Errorf("got entries %v, want the second only", entries)
	}
	if diff := cmp.Diff([]notify.Delivery{want}, must(s.Unfinished(t.Context()))(t)); diff != "" {
		t.Errorf("unfinished (-want +got):\n%s", diff)
	}

	failing := []notify.Delivery{delivery("two", b), delivery("one", b)} // the id "one" is taken
	if err := s.Plan(t.Context(), failing, []int64{2}); err == nil {
		t.Fatal("a notice was planned twice")
	}
	if entries := must(s.Entries(t.Context()))(t); len(entries) != 1 {
		t.Errorf("a failed plan took entries: got %v", entries)
	}
	if got := ids(must(s.Unfinished(t.Context()))(t)); !cmp.Equal(got, []string{"one"}) {
		t.Errorf("a failed plan left deliveries: %v", got)
	}
}

func TestUpdate_EndsADelivery(t *testing.T) {
	s := open(t, t.TempDir())
	d := delivery("one", cpuAlert(101, "n1", at(0)))
	check(t, s.Plan(t.Context(), []notify.Delivery{d, delivery("two")}, nil))
	d.State, d.Attempts, d.Next, d.UpdatedAt = notify.StateSent, 2, time.Time{}, at(9)
	d.StatusCode, d.Error, d.Request, d.Response = 200, "slow", "POST", "ok"
	check(t, s.Update(t.Context(), d))

	if diff := cmp.Diff(d, must(s.Delivery(t.Context(), "one"))(t)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := ids(must(s.Unfinished(t.Context()))(t)); !cmp.Equal(got, []string{"two"}) {
		t.Errorf("unfinished: got %v", got)
	}
	if _, err := s.Delivery(t.Context(), "none"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown delivery: got %v", err)
	}
	if err := s.Update(t.Context(), delivery("none")); !fault.Is(err, fault.NotFound) {
		t.Errorf("an update of an unknown delivery: got %v", err)
	}
}

func TestRequeue_BeginsAnewUnlessItWasSent(t *testing.T) {
	s := open(t, t.TempDir())
	dead, sent := delivery("dead"), delivery("sent")
	dead.State, dead.Attempts, dead.Error = notify.StateDead, 9, "busy"
	sent.State = notify.StateSent
	check(t, s.Plan(t.Context(), []notify.Delivery{dead, sent}, nil))
	for _, d := range []notify.Delivery{dead, sent} {
		check(t, s.Requeue(t.Context(), d.ID, at(60)))
	}
	want := dead
	want.State, want.AskedFor, want.Since, want.Next, want.UpdatedAt = notify.StatePending, true, at(60), at(60), at(60)
	if diff := cmp.Diff([]notify.Delivery{want}, must(s.Unfinished(t.Context()))(t)); diff != "" {
		t.Errorf("unfinished (-want +got):\n%s", diff)
	}
}

func TestDeliveries_SelectsByChannelAndAlert(t *testing.T) {
	s := open(t, t.TempDir())
	check(t, s.SaveChannel(t.Context(), notify.Channel{ID: "hook", Kind: "webhook"}))
	a, b := cpuAlert(101, "n1", at(0)), cpuAlert(102, "n1", at(0))
	other := delivery("three", a)
	other.Channel, other.Kind = "gone", "pigeon"
	check(t, s.Plan(t.Context(), []notify.Delivery{delivery("one", a, a), delivery("two", a, b), other}, nil))
	check(t, s.DeleteChannel(t.Context(), "hook"))

	tests := map[string]struct {
		limit          int
		channel, alert string
		want           []string
	}{
		"all":             {0, "", "", []string{"three", "two", "one"}},
		"newest":          {1, "", "", []string{"three"}},
		"a channel":       {0, "hook", "", []string{"two", "one"}},
		"a kind":          {0, "webhook", "", []string{"two", "one"}},
		"an alert":        {0, "", "lab-n1-102-cpu", []string{"two"}},
		"both":            {1, "hook", "lab-n1-101-cpu", []string{"two"}},
		"an unknown kind": {0, "email", "", []string{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := ids(must(s.Deliveries(t.Context(), test.limit, test.channel, test.alert))(t))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPruneDeliveries_ForgetsOldAndSurplusOnes(t *testing.T) {
	s := open(t, t.TempDir())
	old, pending := delivery("old"), delivery("pending")
	old.State, old.UpdatedAt = notify.StateSent, at(0).Add(-deliveriesKept)
	plan := []notify.Delivery{old, pending}
	for i := range deliveriesAtMost {
		d := delivery(strconv.Itoa(i), cpuAlert(101, "n1", at(0)))
		d.State = notify.StateSent
		plan = append(plan, d)
	}
	surplus := delivery("newest")
	surplus.State = notify.StateFailed
	check(t, s.Plan(t.Context(), append(plan, surplus), nil))
	check(t, s.PruneDeliveries(t.Context(), at(1)))

	got := ids(must(s.Deliveries(t.Context(), 0, "", ""))(t))
	if len(got) != deliveriesAtMost+1 || got[0] != "newest" || got[deliveriesAtMost] != "pending" || got[deliveriesAtMost-1] != "1" {
		t.Errorf("got %d deliveries from %s to %s", len(got), got[0], got[len(got)-1])
	}
	var alerts int
	check(t, s.db.reader.QueryRow(`SELECT count(*) FROM delivery_alerts`).Scan(&alerts))
	if alerts != deliveriesAtMost-1 {
		t.Errorf("got %d alerts of deliveries, want %d", alerts, deliveriesAtMost-1)
	}
}
