package backend_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pulse/backend/source/pbs/pbstest"
	"pulse/backend/source/pmg/pmgtest"
	"pulse/backend/source/proxmox/proxmoxtest"
	"pulse/backend/source/pve/pvetest"
)

// fault is something that goes wrong with every answer of a target.
type trouble struct {
	refused, hang, truncate, wrongType, empty, page bool

	delay, skew time.Duration
	status      int
}

// watched is a simulated product on loopback that a program watches.
type watched struct {
	name, list string // its connection, and where the state shows it
	id         string // as configured
	body       map[string]any
	lab        *pvetest.Cluster // nil for other products

	simulator interface {
		Fault(proxmoxtest.Match, proxmoxtest.Fault) (remove func())
		RequestTotal() int
	}
	renew func() (fingerprint string)
	open  func() io.Closer // listens where it did before

	listener io.Closer
	skew     atomic.Int64
	known    map[string]map[string]any // rows while it was well
}

// now is the target's own clock.
func (w *watched) now() time.Time { return time.Now().Add(time.Duration(w.skew.Load())) }

// begin listens until the test ends.
func (w *watched) begin(t *testing.T) *watched {
	t.Helper()
	w.listener = w.open()
	t.Cleanup(func() { _ = w.listener.Close() })
	return w
}

// restart ends all connections, as the restart of a server does.
func (w *watched) restart() {
	_ = w.listener.Close()
	w.listener = w.open()
}

func (w *watched) cause(f trouble) (undo func()) {
	switch {
	case f.refused:
		_ = w.listener.Close()
		return func() { w.listener = w.open() }
	case f.skew != 0:
		w.skew.Store(int64(f.skew))
		return func() { w.skew.Store(0) }
	}
	out := proxmoxtest.Fault{Delay: f.delay, Hang: f.hang, Status: f.status, Truncate: f.truncate, Empty: f.empty}
	if f.page {
		out = proxmoxtest.HTML()
	}
	if f.wrongType {
		out = proxmoxtest.WrongType()
	}
	return w.simulator.Fault(proxmoxtest.Match{}, out)
}

// breakCall answers one call with 500.
func (w *watched) breakCall(path string) (undo func()) {
	return w.simulator.Fault(proxmoxtest.Match{Path: path}, proxmoxtest.Fault{Status: 500, Reason: "out of order"})
}

func (w *watched) polls() int { return w.simulator.RequestTotal() }

// addTo makes a program watch it.
func (w *watched) addTo(p *program) {
	p.t.Helper()
	w.id = p.call("POST", "/api/config/nodes", w.body, http.StatusCreated).(map[string]any)["id"].(string)
}

// rows are what the state shows of it.
func (w *watched) rows(p *program) map[string]map[string]any {
	p.t.Helper()
	rows := map[string]map[string]any{}
	for id, row := range p.rows(w.list) {
		if row["instance"] == w.name || row["name"] == w.name {
			rows[id] = row
		}
	}
	return rows
}

// fine tells whether it is shown as well, and remembers how.
func (w *watched) fine(p *program) bool {
	p.t.Helper()
	rows := w.rows(p)
	for _, row := range rows {
		if row["status"] != "online" || row["connectionHealth"] != "healthy" || row["stale"] == true {
			return false
		}
	}
	w.known = rows
	return len(rows) > 0
}

// down tells whether it is shown as out of reach, with everything marked.
func (w *watched) down(p *program) bool {
	p.t.Helper()
	rows := w.rows(p)
	for _, row := range rows {
		health := row["connectionHealth"]
		if row["status"] != "offline" || health == "healthy" || health == "degraded" || row["stale"] != true || row["staleSince"] == nil {
			return false
		}
	}
	return len(rows) == len(w.known)
}

// in makes a program report to another test.
func (p *program) in(t *testing.T) *program {
	t.Helper()
	other := *p
	other.t = t
	return &other
}

// must panics: what a simulator was just told is there.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// port of an address such as https://127.0.0.1:8006.
func portOf(url string) int { return must(strconv.Atoi(url[strings.LastIndex(url, ":")+1:])) }

// watchCluster serves Proxmox VE, with one guest on each node.
func watchCluster(t *testing.T, name string, nodes int) *watched {
	t.Helper()
	o := pvetest.Options{Steady: true, Storages: pvetest.Storages()}
	if nodes > 1 {
		o.Name = name
	}
	for i := range nodes {
		node := "pve" + strconv.Itoa(i+1)
		o.Nodes = append(o.Nodes, pvetest.Node{Name: node})
		o.Guests = append(o.Guests, pvetest.NewMachine(1, 100+i, node))
	}
	pvetest.Fit(o.Nodes, o.Guests)
	return watchEstate(t, name, o)
}

// watchEstate serves Proxmox VE as it is described.
func watchEstate(t *testing.T, name string, o pvetest.Options) *watched {
	t.Helper()
	w := &watched{name: name, list: "nodes"}
	o.Now = w.now
	w.lab = pvetest.New(o)
	var url string
	w.open = func() io.Closer {
		port := 0
		if url != "" {
			port = portOf(url)
		}
		s := must(w.lab.Listen("127.0.0.1", port))
		url = s.URL("pve1")
		return s
	}
	w.simulator, w.renew = w.lab, func() string { return must(w.lab.RenewCertificate("pve1")) }
	w.begin(t)
	w.body = map[string]any{
		"type": "pve", "name": name, "host": url, "tokenName": pvetest.Token, "tokenValue": pvetest.Secret,
		"fingerprint": w.lab.Fingerprint("pve1"), "verifySSL": true,
	}
	return w
}

// watchBackups serves a backup server.
func watchBackups(t *testing.T) *watched {
	t.Helper()
	w := &watched{name: "vault", list: "pbs"}
	o := pbstest.Small()
	o.Now = w.now
	s := pbstest.New(o)
	address := "127.0.0.1:0"
	w.open = func() io.Closer {
		l := must(s.Listen(address))
		address = strings.TrimPrefix(l.URL, "https://")
		return l
	}
	w.simulator, w.renew = s, s.RenewCertificate
	w.begin(t)
	w.body = map[string]any{
		"type": "pbs", "name": w.name, "host": "https://" + address, "tokenName": pbstest.Token, "tokenValue": pbstest.Secret,
		"fingerprint": s.Fingerprint(), "verifySSL": true,
	}
	return w
}

// watchMail serves a mail gateway.
func watchMail(t *testing.T) *watched {
	t.Helper()
	w := &watched{name: "relay", list: "pmg"}
	o := pmgtest.Cluster(2)
	o.Now = w.now
	g := pmgtest.New(o)
	address := "127.0.0.1:0"
	w.open = func() io.Closer {
		l := must(g.Listen(address))
		address = strings.TrimPrefix(l.URL, "https://")
		return l
	}
	w.simulator, w.renew = g, g.RenewCertificate
	w.begin(t)
	w.body = map[string]any{
		"type": "pmg", "name": w.name, "host": "https://" + address, "user": "pulse", "password": pmgtest.Password,
		"fingerprint": g.Fingerprint(), "verifySSL": true,
	}
	return w
}
