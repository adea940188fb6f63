//go:build e2e

package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pulse/app/desktoptest"
	"pulse/backend"
	"pulse/backend/wire"
)

// step is as fine as the past can be asked for; samples come each 10 s.
const step = 15 * time.Second

// change is one from the window to the background, in which something happens.
type change struct {
	*estate
	desktop *desktoptest.Desktop
	window  *process
	began   time.Time
}

// beforeChange opens a window that has watched for a while.
func beforeChange(t *testing.T) *change {
	t.Helper()
	d := desktoptest.Start(t, true)
	vars, address := env(t, d)
	data := t.TempDir()
	w := startProgram(t, built(t, "pulse"), data, vars...)
	w.inspector = inspectWindow(t, address).inspector
	c := &change{desktop: d, window: w, began: time.Now()}
	c.estate = watch(t, data, w.waitForHost(t, "window"))
	w.waitFor(t, `document.body.innerText.includes("billing-db")`, true)
	w.waitFor(t, `typeof window.runtime?.Quit`, "function")
	desktoptest.Until(t, "some samples", func() bool { return known(c.past(t)) >= 2 })
	return c
}

// happen makes an alert fire and somebody stop a guest.
func (c *change) happen(t *testing.T) {
	t.Helper()
	c.load(t, 0.99)
	end := c.cluster.BeginTask("lab-node", "qmstop", 101)
	if err := c.cluster.Stop(101); err != nil {
		t.Fatal(err)
	}
	end("OK")
}

// survives waits for the background and checks that everything was told once.
func (c *change) survives(t *testing.T) {
	t.Helper()
	c.signIn(t, c.window.waitForHost(t, "desktop"))
	c.desktop.WaitForNotice(t, "Critical: billing-db")
	desktoptest.Until(t, "the guest that was stopped is told", func() bool { return len(c.stops(t)) > 0 })
	seen := known(c.past(t))
	desktoptest.Until(t, "some more samples", func() bool { return known(c.past(t)) >= seen+2 })
	if got := strings.Count(titles(c.desktop), "Critical: billing-db"); got != 1 {
		t.Errorf("the alert was told %d times: %s", got, titles(c.desktop))
	}
	if got := c.stops(t); len(got) != 1 {
		t.Errorf("the stop was told %d times: %v", len(got), got)
	}
}

// past is what is known of the guest since the window was opened, from the
// first sample to the last.
func (c *change) past(t *testing.T) []*float64 {
	t.Helper()
	now := time.Now()
	var h wire.History
	c.get(t, fmt.Sprintf("/api/history?resource=lab-lab-node-100&metrics=cpu&from=%d&to=%d&points=%d",
		c.began.UnixMilli(), now.UnixMilli(), 1+now.Sub(c.began)/step), &h)
	if h.StepMs > step.Milliseconds() {
		t.Fatalf("the past comes in steps of %d ms", h.StepMs)
	}
	means := h.Series["cpu"].Mean
	isKnown := func(v *float64) bool { return v != nil }
	first := slices.IndexFunc(means, isKnown)
	if first < 0 {
		return nil
	}
	for !isKnown(means[len(means)-1]) {
		means = means[:len(means)-1]
	}
	return means[first:]
}

func known(past []*float64) (n int) {
	for _, v := range past {
		if v != nil {
			n++
		}
	}
	return n
}

// stops are the changes that say that the other guest was stopped.
func (c *change) stops(t *testing.T) (texts []string) {
	t.Helper()
	var all []wire.Change
	c.get(t, fmt.Sprintf("/api/changes?resource=lab-lab-node-101&from=%d&to=%d", c.began.UnixMilli(), time.Now().UnixMilli()), &all)
	for _, one := range all {
		if one.Kind == "stopped" {
			texts = append(texts, one.Text)
		}
	}
	return texts
}

// get asks the API. While nothing is known yet there is nothing to decode.
func (e *estate) get(t *testing.T, path string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, e.info.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+e.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotFound { // not listed yet
		return
	}
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		t.Fatalf("%s: %s, %v", path, resp.Status, err)
	}
}

func TestHandOver_LosesNoSampleAlertOrEvent(t *testing.T) {
	t.Parallel()
	c := beforeChange(t)
	c.happen(t)
	c.window.close(t)
	c.survives(t)
	c.window.waitForEnd(t)
	if past := c.past(t); known(past) != len(past) {
		t.Errorf("%d of %d steps of %v hold no sample", len(past)-known(past), len(past), step)
	}
}

// What was recorded is written each minute: a crash costs no more of it.
func TestKilledWindow_CostsAMinuteOfSamplesAndNoAlertOrEvent(t *testing.T) {
	t.Parallel()
	c := beforeChange(t)
	c.happen(t)
	c.window.signal(t, syscall.SIGKILL)
	c.survives(t)
	c.desktop.WaitForNotice(t, "Pulse was started again")
	if past := c.past(t); len(past)-known(past) > int(90*time.Second/step) {
		t.Errorf("%d of %d steps of %v hold no sample", len(past)-known(past), len(past), step)
	}
	if now, err := backend.ReadHost(c.window.data); err != nil || now.PID == c.window.cmd.Process.Pid {
		t.Errorf("host = %+v, %v", now, err)
	}
}
