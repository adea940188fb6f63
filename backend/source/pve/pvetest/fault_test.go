package pvetest_test

import (
	"context"
	"crypto/tls"
	"errors"
	"maps"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"pulse/backend/source/proxmox/proxmoxtest"
	"pulse/backend/source/pve/pvetest"
)

// overTLS serves the small cluster on loopback and returns a client of pve1.
func overTLS(t *testing.T) (*pvetest.Cluster, *pvetest.Servers, *client) {
	t.Helper()
	c := pvetest.New(pvetest.Small())
	s, err := c.Listen("127.0.1.1", 0)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return c, s, clientOf(t, s.URL("pve1"))
}

func clientOf(t *testing.T, url string) *client {
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	t.Cleanup(transport.CloseIdleConnections)
	return &client{t: t, base: url, header: token(pvetest.Token, pvetest.Secret), http: http.Client{Transport: transport}}
}

func TestFaults_SpoilAnswersOnEveryTransport(t *testing.T) {
	inMemory, _ := small("8.4")
	overSockets, _, tlsClient := overTLS(t)
	for name, side := range map[string]struct {
		cluster *pvetest.Cluster
		client  *client
	}{"in memory": {inMemory, ask(t, inMemory, "pve1")}, "sockets": {overSockets, tlsClient}} {
		for _, test := range []struct {
			name   string
			fault  pvetest.Fault
			broken bool
			status int
			reason string
			text   string
		}{
			{"status", pvetest.Fault{Status: 500, Reason: "got no worker upid - start worker failed"}, false, 500, "got no worker upid - start worker failed", `{"data":null}`},
			{"drop", pvetest.Fault{Drop: true}, true, 0, "", ""},
			{"truncate", pvetest.Fault{Truncate: true}, true, 0, "", ""},
			{"html", proxmoxtest.HTML(), false, 200, "OK", "<html><body>gateway says hello</body></html>"},
			{"wrong type", proxmoxtest.WrongType(), false, 200, "OK", `{"data":"a text where something else belongs"}`},
			{"empty", pvetest.Fault{Empty: true}, false, 200, "OK", ""},
			{"gateway", pvetest.Fault{Status: 599, Reason: "Too many redirections", Empty: true, Close: true}, false, 599, "Too many redirections", ""},
		} {
			t.Run(name+"/"+test.name, func(t *testing.T) {
				remove := side.cluster.Fault(pvetest.Match{Path: "/nodes/{node}/status"}, test.fault)
				r, err := side.client.try("GET", "/nodes/pve1/status", "")
				if (err != nil) != test.broken {
					t.Fatalf("error = %v, want one: %v", err, test.broken)
				}
				if !test.broken && (r.status != test.status || r.reason != test.reason || r.text != test.text) {
					t.Errorf("got %d %q %s", r.status, r.reason, r.text)
				}
				if other := side.client.get("/nodes"); other.status != 200 {
					t.Errorf("another path: got %d", other.status)
				}
				remove()
				if r := side.client.get("/nodes/pve1/status"); r.status != 200 {
					t.Errorf("after its end: got %d", r.status)
				}
			})
		}
	}
}

func TestFault_EndsAfterItsTimes(t *testing.T) {
	c, _ := small("8.4")
	c.Fault(pvetest.Match{Member: "pve1", Path: "/cluster/*", Times: 2}, pvetest.Fault{Status: 500, Reason: "no"})
	if got := ask(t, c, "pve2").get("/cluster/status").status; got != 200 {
		t.Errorf("another member: got %d", got)
	}
	for i, want := range []int{500, 500, 200} {
		if got := ask(t, c, "pve1").get("/cluster/status").status; got != want {
			t.Errorf("request %d: got %d, want %d", i, got, want)
		}
	}
}

func TestHangingAndSlowAnswers_TakeTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := pvetest.Small()
		o.RelayDelay, o.DenyDelay = 30*time.Second, 3*time.Second
		c := pvetest.New(o)
		pve := ask(t, c, "pve1")
		c.Fault(pvetest.Match{Path: "/version"}, pvetest.Fault{Delay: 7 * time.Second})
		c.Fault(pvetest.Match{Path: "/nodes"}, pvetest.Fault{Hang: true})
		must(t, c.NodeDown("pve2"))

		took := func(f func()) time.Duration { begin := time.Now(); f(); return time.Since(begin) }
		if got := took(func() { pve.get("/version") }); got != 7*time.Second {
			t.Errorf("a slow answer took %v, want 7s", got)
		}
		if got := took(func() { pve.get("/nodes/pve2/status") }); got != 30*time.Second {
			t.Errorf("the 595 took %v, want 30s", got)
		}
		if got := took(func() { pve.with(nil).get("/version") }); got != 10*time.Second {
			t.Errorf("the 401 took %v, want 7s+3s", got)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, "GET", pve.base+"/api2/json/nodes", nil)
		must(t, err)
		if _, err := pve.http.Do(req); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a hanging call ended with %v, want the caller's deadline", err)
		}
	})
}

func TestRequests_AreCountedByPattern(t *testing.T) {
	c, _ := small("8.4")
	pve := ask(t, c, "pve1")
	pve.get("/nodes/pve1/status")
	pve.get("/nodes/pve2/status")
	pve.get("/nodes/pve1/lxc")
	pve.get("/nonsense")
	want := map[string]int{"GET /nodes/{node}/status": 2, "GET /nodes/{node}/lxc": 1, "GET (unknown)": 1}
	if got := c.Requests(); !maps.Equal(got, want) || c.RequestTotal() != 4 {
		t.Errorf("counted %v, %d in all, want %v", got, c.RequestTotal(), want)
	}
	c.ResetRequests()
	if got := c.RequestTotal(); got != 0 {
		t.Errorf("after the reset: %d", got)
	}
}

func TestListen_GivesEachMemberItsAddressAndCertificate(t *testing.T) {
	c, s, pve := overTLS(t)
	for _, member := range []string{"pve1", "pve2", "pve3"} {
		ip, _ := pve.get("/cluster/status").row(t, "name", member)["ip"].(string)
		if r := clientOf(t, s.URL(member)).get("/cluster/status").row(t, "ip", ip); r["local"] != 1.0 || r["name"] != member {
			t.Errorf("%s at %s says %v", member, ip, r)
		}
		if got, want := pve.get("/nodes").row(t, "node", member)["ssl_fingerprint"], c.Fingerprint(member); got != want {
			t.Errorf("fingerprint of %s in /nodes = %v, want %s", member, got, want)
		}
	}
	if got := presented(t, s.URL("pve2")); got != c.Fingerprint("pve2") || got == c.Fingerprint("pve1") {
		t.Errorf("pve2 presents %s", got)
	}
	renewed, err := c.RenewCertificate("pve2")
	must(t, err)
	if got := presented(t, s.URL("pve2")); got != renewed {
		t.Errorf("after the renewal pve2 presents %s, want %s", got, renewed)
	}
	must(t, c.NodeDown("pve1"))
	if _, err := pve.try("GET", "/nodes", ""); err == nil {
		t.Error("a dead member answered")
	}
}

func presented(t *testing.T, url string) string {
	t.Helper()
	conn, err := tls.Dial("tcp", url[len("https://"):], &tls.Config{InsecureSkipVerify: true})
	must(t, err)
	defer conn.Close()
	return proxmoxtest.Fingerprint(conn.ConnectionState().PeerCertificates[0].Raw)
}

func TestListen_RefusesAddressesBeyondLoopback(t *testing.T) {
	if s, err := pvetest.New(pvetest.Small()).Listen("192.0.2.1", 0); err == nil {
		_ = s.Close()
		t.Error("it listened")
	}
}

func TestClosing_EveryThirdAnswerCostsNoRequest(t *testing.T) {
	o := pvetest.Small()
	o.CloseEvery = 3
	c := pvetest.New(o)
	s, err := c.Listen("127.0.1.1", 0)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	pve := clientOf(t, s.URL("pve1"))
	for i := range 9 {
		if r := pve.get("/nodes"); r.status != 200 {
			t.Errorf("request %d: got %d", i, r.status)
		}
	}
}
