package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/notify"
	"pulse/backend/wire"
)

// burning makes the processor of the guest 101 fire since noon.
func (f *fixture) burning(told int) alert.Alert {
	snapshot := f.estate.view.Snapshot
	snapshot.Guests[0].CPU = infra.Some(0.85)
	snapshot.Targets[0].Guests = snapshot.Guests
	key := alert.Key{Resource: infra.GuestID("pve-0", 101), Type: alert.TypeCPU}
	a := alert.Alert{
		Key: key, PublicID: "lab-pve1-101-cpu", Subject: snapshot.Guests[0].Resource, Phase: alert.Firing, Level: alert.Warning,
		Value: 85, Threshold: 80, Clear: 75, Since: noon, FiredAt: noon, SeenAt: noon, Told: told,
	}
	f.estate.view.Active = alert.Active{key: &a}
	return a
}

func TestExplain_TellsHowItWentOverEachChannel(t *testing.T) {
	hook := notify.Channel{ID: "w1", Kind: notify.KindWebhook, Name: "ops", Enabled: true, URL: "https://hooks.example.com/x"}
	off := hook
	off.Enabled = false
	mail := notify.Channel{ID: "m1", Kind: notify.KindEmail, Enabled: true}
	delivery := func(state notify.State, attempts int, trouble string) *notify.Delivery {
		return &notify.Delivery{State: state, Attempts: attempts, Error: trouble, Channel: "w1", Kind: notify.KindWebhook}
	}
	grouped := delivery(notify.StateSent, 1, "")
	grouped.Alerts = make([]alert.Alert, 2)
	for _, c := range []struct {
		name     string
		channel  notify.Channel
		told     int
		delivery *notify.Delivery
		waiting  string // sort of channel that an escalation waits for
		result   alert.Result
		says     string
	}{
		{"delivered", hook, 1, delivery(notify.StateSent, 1, ""), "", alert.Pass, "ops took the notice."},
		{"delivered with others", hook, 1, grouped, "", alert.Pass, "ops took the notice together with 2 other alerts."},
		{"delivered at last", hook, 1, delivery(notify.StateSent, 3, ""), "", alert.Pass, "ops took the notice after 3 attempts."},
		{"refused", hook, 1, delivery(notify.StateFailed, 1, "401 wrong token"), "", alert.Stop, "ops refused the notice: 401 wrong token. It is not sent again by itself."},
		{"given up", hook, 1, delivery(notify.StateDead, 290, "nobody answers"), "", alert.Stop, "The notice over ops was given up after 290 attempts: nobody answers."},
		{"tried again", hook, 1, delivery(notify.StatePending, 2, "nobody answers"), "", alert.Info, "ops did not take the notice after 2 attempts: nobody answers. It is sent again."},
		{"on its way", hook, 1, delivery(notify.StatePending, 0, ""), "", alert.Info, "A notice over ops is on its way."},
		{"waiting for others", hook, 1, nil, "webhook", alert.Info, "A notice over ops waits: it is sent together with others, and not while something holds it back."},
		{"switched off", off, 1, nil, "", alert.Stop, "ops is switched off."},
		{"for another channel", hook, 1, nil, "email", alert.Info, "Nothing was sent over ops: it was added or switched on later, or the notices were for others."},
		{"not told yet", mail, 0, nil, "", alert.Info, "Nothing was sent over E-mail: nobody was told yet."},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t, withAccount(t))
			a := f.burning(c.told)
			if err := f.store.SaveChannel(t.Context(), c.channel); err != nil {
				t.Fatal(err)
			}
			if d := c.delivery; d != nil {
				d.Notice = notify.Notice{ID: "n1", Event: notify.EventFiring, Alerts: append([]alert.Alert{a}, d.Alerts...), At: noon.Add(time.Second)}
				d.UpdatedAt, d.Next, d.Since = noon.Add(time.Minute), noon.Add(time.Minute), noon
				f.plan(*d)
			}
			if c.waiting != "" {
				change := alert.Change{Kind: alert.Escalated, Alert: a, At: noon, Notify: true, Channel: c.waiting}
				if err := f.store.Commit(t.Context(), alert.Batch{Next: f.estate.view.Active, Changes: []alert.Change{change}}); err != nil {
					t.Fatal(err)
				}
			}
			got := decoded[wire.Explanation](t, f.admin(http.StatusOK, "GET", "/api/alerts/explain?resourceId=lab-pve1-101&type=cpu", ""))
			last := got.Steps[len(got.Steps)-1]
			if got.Outcome != "firing" || last.Step != "delivery" || last.Result != string(c.result) || last.Text != c.says {
				t.Errorf("outcome %s, got %+v\nwant %s %q", got.Outcome, last, c.result, c.says)
			}
		})
	}
}

func (f *fixture) plan(d notify.Delivery) {
	f.t.Helper()
	if err := f.store.Plan(f.t.Context(), []notify.Delivery{d}, nil); err != nil {
		f.t.Fatal(err)
	}
}

func TestExplain_SaysThatThereIsNoChannel(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.burning(0)
	w := f.admin(http.StatusOK, "GET", "/api/alerts/explain?resourceId=lab-pve1-101&type=cpu", "")
	if !strings.Contains(w.Body.String(), "No channel is set up, so nobody can be told.") {
		t.Errorf("got %s", w.Body)
	}
}

func TestExplain_TellsHowItWentAfterTheAlertIsOver(t *testing.T) {
	f := newFixture(t, withAccount(t))
	a := f.burning(1)
	if err := f.store.SaveChannel(t.Context(), notify.Channel{ID: "w1", Kind: notify.KindWebhook, Name: "ops", Enabled: true}); err != nil {
		t.Fatal(err)
	}
	f.plan(notify.Delivery{
		Notice:  notify.Notice{ID: "n1", Event: notify.EventFiring, Alerts: []alert.Alert{a}, At: noon},
		Channel: "w1", Kind: notify.KindWebhook, State: notify.StateFailed, Attempts: 1, Error: "404", UpdatedAt: noon, Next: noon, Since: noon,
	})
	f.estate.view.Active = alert.Active{}
	f.estate.view.Snapshot.Guests[0].CPU = infra.Some(0.1)
	got := decoded[wire.Explanation](t, f.admin(http.StatusOK, "GET", "/api/alerts/explain?resourceId=lab-pve1-101&type=cpu", ""))
	if last := got.Steps[len(got.Steps)-1]; got.Outcome != "quiet" || last.Step != "delivery" || !strings.Contains(last.Text, "refused") {
		t.Errorf("got %+v", got)
	}
}
