package backend_test

import (
	"net/http"
	"strings"
	"testing"

	"pulse/backend/source/pve/pvetest"
)

const poweredOff = "guest-powered-off-lab-pve1-100"

// alarming is a program whose receiver gives an answer to the notice about a
// guest that was stopped.
func alarming(t *testing.T, answer int) (*program, *pvetest.Cluster, *receiver) {
	t.Helper()
	lab, connection := cluster(t, small(2))
	hook := receive(t)
	hook.answers(answer)
	p := launch(t, t.TempDir(), nil)
	p.tellHere(hook)
	p.call("POST", "/api/config/nodes", connection, http.StatusCreated)
	eventually(t, "guests are in the state", func() bool { return len(p.rows("vms")) == 2 })
	if err := lab.Stop(100); err != nil {
		t.Fatal(err)
	}
	return p, lab, hook
}

func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = status
}

// deliveries is the delivery history, newest first.
func (p *program) deliveries() []map[string]any {
	p.t.Helper()
	var list []map[string]any
	for _, d := range p.call("GET", "/api/notifications/history", nil, 200).([]any) {
		list = append(list, d.(map[string]any))
	}
	return list
}

// settled waits until the newest delivery is in a state.
func (p *program) settled(state string) map[string]any {
	p.t.Helper()
	var newest map[string]any
	eventually(p.t, "a delivery is "+state, func() bool {
		list := p.deliveries()
		if len(list) > 0 {
			newest = list[0]
		}
		return newest["state"] == state
	})
	return newest
}

func TestNotice_ThatWasRefusedIsShownAndSentAgain(t *testing.T) {
	p, _, hook := alarming(t, http.StatusBadRequest)
	refused := p.settled("failed")
	if refused["statusCode"] != 400.0 || refused["success"] != false || refused["alertId"] != poweredOff || refused["error"] == nil {
		t.Errorf("history: %v", refused)
	}
	id := refused["id"].(string)
	detail := p.call("GET", "/api/notifications/history/"+id, nil, 200).(map[string]any)
	if text := detail["request"].(string); !strings.Contains(text, poweredOff) || strings.Contains(text, "/hook") {
		t.Errorf("request as kept: %s", text)
	}
	hook.answers(http.StatusOK)
	again := p.call("POST", "/api/notifications/history/"+id+"/replay", nil, http.StatusAccepted).(map[string]any)
	if sent := p.settled("sent"); sent["id"] != id || again["id"] != id {
		t.Errorf("sent again as %v, want %s", sent["id"], id)
	}
	if hook.told("firing", poweredOff) != 1 {
		t.Errorf("told %d times, want once", hook.told("firing", poweredOff))
	}
}

func TestNotice_IsNotSentAfterItsRuleWasSwitchedOff(t *testing.T) {
	p, lab, hook := alarming(t, http.StatusServiceUnavailable)
	waiting := p.settled("pending")
	p.call("PUT", "/api/alerts/config", map[string]any{"disableAllGuestsOffline": true}, 200)
	hook.answers(http.StatusOK)
	eventually(t, "the notice is given up", func() bool {
		one := p.call("GET", "/api/notifications/history/"+waiting["id"].(string), nil, 200).(map[string]any)
		return one["state"] == "failed"
	})
	if err := lab.Stop(101); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the other guest is seen stopped", func() bool { return p.rows("vms")["lab-pve2-101"]["status"] == "stopped" })
	if told := hook.told("firing", poweredOff); told != 0 {
		t.Errorf("told %d times", told)
	}
}

func TestNotice_ThatARuleWasSwitchedOffEndsWhatIsOpenElsewhere(t *testing.T) {
	p, _, hook := alarming(t, http.StatusOK)
	eventually(t, "the alert is told", func() bool { return hook.told("firing", poweredOff) == 1 })
	p.call("PUT", "/api/alerts/config", map[string]any{"disableAllGuestsOffline": true}, 200)
	eventually(t, "the end is told", func() bool { return hook.told("resolved", poweredOff) == 1 })
	newest := p.call("GET", "/api/notifications/history/"+p.settled("sent")["id"].(string), nil, 200).(map[string]any)
	if text := newest["request"].(string); !strings.Contains(text, "is powered off (its rule was switched off)") {
		t.Errorf("the end does not say why: %s", text)
	}
}

func TestNotice_OfRecoveryOnlyWhereItIsWanted(t *testing.T) {
	p, lab, hook := alarming(t, http.StatusOK)
	silent := receive(t)
	p.call("POST", "/api/notifications/webhooks", map[string]any{"name": "silent", "url": silent.URL, "notifyOnResolve": false}, 200)
	eventually(t, "the alert is told", func() bool { return hook.told("firing", poweredOff) == 1 })
	if err := lab.Start(100); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the end is told", func() bool { return hook.told("resolved", poweredOff) == 1 })
	if told := silent.told("resolved", poweredOff); told != 0 {
		t.Errorf("told %d times where it is not wanted", told)
	}
}

func TestNotice_TestSaysTheTruth(t *testing.T) {
	hook := receive(t)
	p := launch(t, t.TempDir(), nil)
	p.tellHere(hook)
	p.call("POST", "/api/notifications/test", map[string]any{"method": "webhook"}, 200)
	hook.answers(http.StatusForbidden)
	p.call("POST", "/api/notifications/test", map[string]any{"method": "webhook"}, http.StatusBadRequest)
	if list := p.deliveries(); len(list) != 0 {
		t.Errorf("tests are in the delivery history: %v", list)
	}
}
