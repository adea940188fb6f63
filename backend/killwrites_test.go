package backend_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"
)

// promises are what writes were answered with success for, and the one that
// was under way: it may be kept or not.
type promises struct {
	nodes   map[string]bool // name: exists
	tokens  map[string]bool // id: exists
	notes   map[string]string
	timeout float64
	acked   bool
	count   int
	doubt   string // the write under way, by what it touches
	maybe   any
}

const killedAlert = "guest-powered-off-lab-pve1-100"

func TestKill_EveryWriteThatWasAnsweredIsThere(t *testing.T) {
	const kills = 12
	dir := t.TempDir()
	lab, connection := cluster(t, small(1))
	c := spawn(t, dir)
	c.call("POST", "/api/config/nodes", connection, http.StatusCreated)
	if err := lab.Stop(100); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the alert is active", func() bool { return c.rows("activeAlerts")[killedAlert] != nil })
	c.call("POST", "/api/system/settings/update", map[string]any{"connectionTimeout": 10}, 200)
	p := &promises{nodes: map[string]bool{"lab": true}, tokens: map[string]bool{}, notes: map[string]string{}, timeout: 10}
	for range kills {
		var writing sync.WaitGroup
		busy := make(chan struct{})
		writing.Go(func() { p.write(c, p.count+1+rand.N(20), busy) })
		<-busy
		<-time.After(rand.N(20 * time.Millisecond)) // anywhere in a write
		c.kill()
		writing.Wait()
		c = spawn(t, dir)
		p.check(c)
	}
	t.Logf("%d writes were answered, %d kills", p.count, kills)
	if p.count < kills {
		t.Errorf("only %d writes were answered: the test proves little", p.count)
	}
}

// write changes one thing after the other until the program is gone. It closes
// busy when so many writes were answered, or none will be.
func (p *promises) write(c *child, enough int, busy chan struct{}) {
	tell := sync.OnceFunc(func() { close(busy) })
	defer tell()
	for {
		name := fmt.Sprint("w", p.count)
		steps := []func() bool{
			func() bool { return p.addNode(c, name) },
			func() bool { return p.addToken(c, name) },
			func() bool { return p.note(c, name) },
			func() bool { return p.setTimeout(c, float64(11+p.count%40)) },
			func() bool { return p.acknowledge(c, !p.acked) },
		}
		for _, step := range steps {
			if !step() {
				return
			}
			p.count++
			p.doubt = ""
			if p.count >= enough {
				tell()
			}
		}
	}
}

func (p *promises) addNode(c *child, name string) bool {
	p.doubt, p.maybe = "node", name
	code, _, err := c.try("POST", "/api/config/nodes", map[string]any{
		"type": "pve", "name": name, "host": "https://127.0.0.1:1", "tokenName": "a@pve!b", "tokenValue": "c",
	})
	if err == nil && code == http.StatusCreated {
		p.nodes[name] = true
	}
	return err == nil
}

func (p *promises) addToken(c *child, name string) bool {
	p.doubt, p.maybe = "token", name
	code, _, err := c.try("POST", "/api/security/tokens", map[string]any{"name": name})
	if err == nil && code == http.StatusOK {
		p.tokens[name] = true
	}
	return err == nil
}

func (p *promises) note(c *child, name string) bool {
	p.doubt, p.maybe = "note", name
	code, _, err := c.try("PUT", "/api/guests/metadata/lab-pve1-100", map[string]any{"description": name})
	if err == nil && code == http.StatusOK {
		p.notes["lab-pve1-100"] = name
	}
	return err == nil
}

func (p *promises) setTimeout(c *child, seconds float64) bool {
	p.doubt, p.maybe = "timeout", seconds
	code, _, err := c.try("POST", "/api/system/settings/update", map[string]any{"connectionTimeout": seconds})
	if err == nil && code == http.StatusOK {
		p.timeout = seconds
	}
	return err == nil
}

func (p *promises) acknowledge(c *child, on bool) bool {
	p.doubt, p.maybe = "acknowledgement", on
	action := map[bool]string{true: "acknowledge", false: "unacknowledge"}[on]
	code, _, err := c.try("POST", "/api/alerts/"+killedAlert+"/"+action, nil)
	if err == nil && code == http.StatusOK {
		p.acked = on
	}
	return err == nil
}

// check compares what there is now with what was promised. The write that was
// under way counts as kept if it was.
func (p *promises) check(c *child) {
	c.t.Helper()
	names := func(path, within string) map[string]bool {
		answer := c.call("GET", path, nil, 200)
		if within != "" {
			answer = answer.(map[string]any)[within]
		}
		found := map[string]bool{}
		for _, row := range answer.([]any) {
			found[row.(map[string]any)["name"].(string)] = true
		}
		return found
	}
	p.same(c, "node", names("/api/config/nodes", ""), p.nodes)
	p.same(c, "token", names("/api/security/tokens", "tokens"), p.tokens)
	note := c.call("GET", "/api/guests/metadata/lab-pve1-100", nil, 200).(map[string]any)["description"]
	if want := p.notes["lab-pve1-100"]; note != want && (note != nil || want != "") && !p.doubted("note", note) {
		c.t.Errorf("note %v, want %q", note, want)
	}
	timeout := c.call("GET", "/api/system/settings", nil, 200).(map[string]any)["connectionTimeout"]
	if timeout != p.timeout && !p.doubted("timeout", timeout) {
		c.t.Errorf("timeout %v, want %v", timeout, p.timeout)
	}
	alert := c.rows("activeAlerts")[killedAlert]
	if alert == nil || alert["acknowledged"] != p.acked && !p.doubted("acknowledgement", alert["acknowledged"]) {
		c.t.Errorf("alert %v, want it acknowledged: %v", alert, p.acked)
	}
	p.timeout, _ = timeout.(float64)
	p.acked, _ = alert["acknowledged"].(bool)
	p.notes["lab-pve1-100"], _ = note.(string)
	p.doubt = ""
}

func (p *promises) same(c *child, what string, found, promised map[string]bool) {
	c.t.Helper()
	for name := range promised {
		if !found[name] {
			c.t.Errorf("%s %s was answered with success and is gone", what, name)
		}
	}
	for name := range found {
		if !promised[name] && !p.doubted(what, name) {
			c.t.Errorf("%s %s was never asked for", what, name)
		}
		promised[name] = true
	}
}

func (p *promises) doubted(what string, value any) bool { return p.doubt == what && p.maybe == value }
