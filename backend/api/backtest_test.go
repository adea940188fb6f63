package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pulse/backend/infra"
	"pulse/backend/wire"
)

// busy records an hour of the guest 101, which is at 85 % from minute 20 to 30.
func (f *fixture) busy() (from, to int64) {
	for at := noon.Add(-time.Hour); at.Before(noon); at = at.Add(10 * time.Second) {
		load := 0.1
		if since := at.Sub(noon.Add(-40 * time.Minute)); since >= 0 && since < 10*time.Minute {
			load = 0.85
		}
		f.history.Record(&infra.Report{Target: "pve-0", Part: infra.PartPulse, At: at, Guests: []infra.Guest{{
			Resource: infra.Resource{ID: infra.GuestID("pve-0", 101), SeenAt: at}, Status: infra.GuestRunning, CPU: infra.Some(load),
		}}})
	}
	return noon.Add(-time.Hour).UnixMilli(), noon.Add(time.Hour).UnixMilli()
}

func TestBacktest_ComparesAProposalWithToday(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.estate.view.Snapshot.Extras = &infra.Extras{Tasks: []infra.Task{{
		ID: "UPID:1", Target: "pve-0", Node: "pve1", Type: "vzdump", VMID: 101,
		Start: noon.Add(-45 * time.Minute), End: noon.Add(-25 * time.Minute),
	}}}
	from, to := f.busy()
	ask := func(config string) wire.Backtest {
		body := fmt.Sprintf(`{"config":%s,"from":%d,"to":%d}`, config, from, to)
		return decoded[wire.Backtest](t, f.admin(http.StatusOK, "POST", "/api/alerts/backtest", body))
	}
	got := ask(`{"guestDefaults":{"cpu":{"trigger":90,"clear":85}}}`)
	if got.Proposed.Count != 0 || got.Current.Count != 1 || got.Current.ByResource["lab-pve1-101"] != 1 || got.ExactFrom != from {
		t.Fatalf("got %+v", got)
	}
	want := wire.BacktestFiring{
		ResourceID: "lab-pve1-101", Type: "cpu", Level: "warning", Planned: true,
		Start: noon.Add(-40 * time.Minute).UnixMilli(), End: noon.Add(-30 * time.Minute).UnixMilli(),
	}
	if got.Current.Firings[0] != want {
		t.Errorf("got %+v, want %+v", got.Current.Firings[0], want)
	}
	if got.Proposed.Firings == nil || got.Proposed.ByResource == nil {
		t.Error("what is empty must be empty, not null")
	}
	if got := ask(`{"overrides":{"lab-pve1-101":{"cpu":{"trigger":70,"clear":65}}}}`); got.Proposed.Count != 1 || got.Proposed.Firings[0].Level != "critical" {
		t.Errorf("with an override: %+v", got.Proposed)
	}
	if now := f.object(f.admin(http.StatusOK, "GET", "/api/alerts/config", "")); len(now["overrides"].(map[string]any)) != 0 {
		t.Error("a trial was stored")
	}
}

func TestBacktest_RefusesWhatCannotBeTried(t *testing.T) {
	f := newFixture(t, withAccount(t))
	const good = `{"config":{},"from":1000,"to":2000}`
	f.admin(http.StatusOK, "POST", "/api/alerts/backtest", good)
	for _, c := range []struct {
		name, body string
		status     int
	}{
		{"what PUT would refuse", `{"config":{"guestDefaults":{"cpu":{"trigger":50,"clear":60}}},"from":1000,"to":2000}`, 400},
		{"a configuration that is none", `{"config":7,"from":1000,"to":2000}`, 400},
		{"null for a configuration", `{"config":null,"from":1000,"to":2000}`, 400},
		{"no configuration", `{"from":1000,"to":2000}`, 400},
		{"no begin", `{"config":{},"to":2000}`, 400},
		{"no end", `{"config":{},"from":1000}`, 400},
		{"text for a time", `{"config":{},"from":"yesterday","to":2000}`, 400},
		{"the wrong way round", `{"config":{},"from":2000,"to":1000}`, 400},
		{"an unknown resource", `{"config":{},"from":1000,"to":2000,"resourceIds":["nope"]}`, 404},
		{"no body", ``, 400},
	} {
		t.Run(c.name, func(t *testing.T) { f.admin(c.status, "POST", "/api/alerts/backtest", c.body) })
	}
	if w := f.call("POST", "/api/alerts/backtest", good); w.Code != http.StatusUnauthorized {
		t.Errorf("a stranger got %d", w.Code)
	}
	w := f.admin(http.StatusBadRequest, "POST", "/api/alerts/backtest", strings.Replace(good, "{}", `{"suppressionWindow":-1}`, 1))
	if text := w.Body.String(); !strings.Contains(text, "suppressionWindow") {
		t.Errorf("the answer does not say what is wrong: %s", text)
	}
}
