package api

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/crypto/bcrypt"

	"pulse/backend/alert"
	"pulse/backend/auth"
	"pulse/backend/discovery"
	"pulse/backend/fault"
	"pulse/backend/fleet"
	"pulse/backend/history"
	"pulse/backend/infra"
	"pulse/backend/notify"
	"pulse/backend/settings"
	"pulse/backend/source"
	"pulse/backend/store"
	"pulse/backend/store/storetest"
	"pulse/backend/wire"
)

// noon is when these tests happen.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const (
	password = "correct horse"
	admin    = "environment-token-1234567890"
)

// estate is a made-up monitor: a snapshot, its alerts and how often a reload
// was asked for.
type estate struct {
	view    wire.View
	reloads int
	by      string // who acknowledged last
	snoozed alert.Snooze
	mode    wire.MockMode
	events  []string
	reports []infra.Report // brought by agents
	tested  []notify.Channel

	refusing map[string]string // why tests over a channel fail, by its name
	replayed []string
}

func (e *estate) View() wire.View { return e.view }

func (e *estate) Reload() { e.reloads++ }

func (e *estate) Refresh(context.Context) error {
	e.reloads++
	return nil
}

func (e *estate) Submit(_ context.Context, r infra.Report) error {
	e.reports = append(e.reports, r)
	return nil
}

func (e *estate) Acknowledge(_ context.Context, id, by string) error {
	e.by = by
	return e.find(id)
}

func (e *estate) Unacknowledge(_ context.Context, id string) error { return e.find(id) }

func (e *estate) Clear(_ context.Context, id string) error { return e.find(id) }

func (e *estate) Snooze(_ context.Context, id string, s alert.Snooze) error {
	e.snoozed = s
	return e.find(id)
}

func (e *estate) Unsnooze(_ context.Context, id string) error { return e.find(id) }

func (e *estate) find(id string) error {
	for _, a := range e.view.Active {
		if a.PublicID == id {
			return nil
		}
	}
	return fault.New(fault.NotFound, "no such alert")
}

func (e *estate) Mode() wire.MockMode { return e.mode }

func (e *estate) SetMode(_ context.Context, mode wire.MockMode) error {
	e.mode = mode
	return nil
}

// newEstate has a node, a running guest, a container of which nothing is
// known, a storage, and an alert whose id needs escaping.
func newEstate() *estate {
	ref := func(id infra.ID, public, name string) infra.Resource {
		return infra.Resource{ID: id, PublicID: public, Kind: id.Kind(), Name: name, Target: "pve-0", Instance: "lab", Node: "pve1", SeenAt: noon}
	}
	half := infra.Some(infra.Usage{Total: 200, Used: 100, Free: 100})
	snapshot := &infra.Snapshot{
		Rev: 7, At: noon,
		Nodes: []infra.Node{{Resource: ref(infra.NodeID("pve-0", "pve1"), "lab-pve1", "pve1"), Status: infra.NodeOnline, CPU: infra.Some(0.125), Memory: half, RootFS: half}},
		Guests: []infra.Guest{
			{Resource: ref(infra.GuestID("pve-0", 101), "lab-pve1-101", "web"), VMID: 101, Type: infra.VM, Status: infra.GuestRunning, CPU: infra.Some(0.083), Memory: half, NetworkIn: infra.Some(12288.0)},
			{Resource: ref(infra.GuestID("pve-0", 102), "lab-pve1-102", "db"), VMID: 102, Type: infra.LXC, Status: infra.GuestUnknown},
		},
		Storages: []infra.Storage{{Resource: ref(infra.StorageID("pve-0", "pve1", "local"), "lab-pve1-local", "local"), Type: "dir", Status: infra.StorageAvailable, Enabled: true, Active: true, Space: half}},
		Targets:  []*infra.Estate{{TargetInfo: infra.TargetInfo{ID: "pve-0", Kind: "pve", Name: "lab", Host: "https://10.0.0.1:8006"}, Health: infra.Healthy, SeenAt: noon, Parts: map[infra.Part]infra.PartState{infra.PartPulse: {Good: &infra.Report{At: noon}, LastRun: noon}}}},
	}
	key := alert.Key{Resource: infra.GuestID("pve-0", 101), Type: alert.TypeDisk, Part: "/"}
	return &estate{
		view: wire.View{Rev: 7, At: noon, Snapshot: snapshot, Stats: wire.Stats{StartedAt: noon}, Active: alert.Active{key: {
			Key: key, PublicID: "lab/pve1:101 a%b-disk", Subject: snapshot.Guests[0].Resource, Phase: alert.Firing, Level: alert.Critical,
			Message: "VM disk at 97.0%", Value: 97, Threshold: 90, Since: noon, FiredAt: noon, SeenAt: noon,
		}}},
		mode: wire.MockMode{Config: wire.MockConfig{NodeCount: 7, VMsPerNode: 5, LXCsPerNode: 8, DockerHostCount: 3, DockerContainersPerHost: 12, RandomMetrics: true, StoppedPercent: 0.2}},
	}
}

type fixture struct {
	t       testing.TB
	estate  *estate
	store   *store.Store
	auth    *auth.Service
	history *history.History
	search  *discovery.Service
	socket  *liveFeed
	handler http.Handler
	clock   *atomic.Pointer[time.Time]
	log     *bytes.Buffer
	dir     string
	fixed   map[string]bool // settings that the environment fixes
}

// liveFeed is the live feed that a test puts in.
type liveFeed struct{ http.Handler }

// withAccount is an environment with the account "ann" and a token.
func withAccount(t testing.TB) auth.Environment {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	return auth.Environment{User: "ann", Password: string(hash), Tokens: []string{admin}}
}

func newFixture(t testing.TB, env auth.Environment) *fixture {
	t.Helper()
	dir := t.TempDir()
	written := new(bytes.Buffer)
	log := slog.New(slog.NewTextHandler(written, &slog.HandlerOptions{Level: slog.LevelDebug}))
	db := storetest.Open(t, store.Options{Dir: dir, Log: log})
	clock, at := new(atomic.Pointer[time.Time]), noon
	clock.Store(&at)
	now := func() time.Time { return *clock.Load() }
	access, err := auth.New(t.Context(), auth.Options{Store: db, Dir: dir, Env: env, System: settings.DefaultSystem(), Log: log, Now: now, LaunchSecret: "launch", HashCost: bcrypt.MinCost})
	if err != nil {
		t.Fatal(err)
	}
	past, err := history.Open(t.Context(), db.History(), history.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	e := newEstate()
	hosts, err := fleet.Open(t.Context(), fleet.Options{Store: db, Monitor: e, Log: log, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	search, socket := newSearch(db), &liveFeed{http.NotFoundHandler()}
	fixed := map[string]bool{"logLevel": true}
	handler, err := New(Deps{
		Discovery: search, Socket: socket, Transfer: newTransfer(db, dir, log, now), OpenExport: env.OpenExport,
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("figure 1\n")) }),
		Auth:    access, Store: db, Watch: e, Alerts: e, Mock: e, Encoder: &wire.Encoder{Instance: "test"}, History: past, Fleet: hosts, Log: log, Now: now,
		Updates: newUpdates(t, db, dir, log),
		Page:    fstest.MapFS{"index.html": {Data: []byte("<title>Pulse</title>")}, "assets/app-1a2b.js": {Data: []byte("go()")}, "logo.svg": {Data: []byte("<svg/>")}, ".gitkeep": {}},
		Sources: []source.Kind{madeUpKind()}, Channels: channelKinds(), NotifyEnv: func() notify.Env { return notify.Env{} },
		SendTest: func(_ context.Context, c notify.Channel) (notify.Result, error) {
			e.tested = append(e.tested, c)
			if reason := e.refusing[c.Name]; reason != "" {
				return notify.Result{Status: 500}, &notify.Error{Reason: reason}
			}
			return notify.Result{Status: 200, Response: "ok"}, nil
		},
		Replay: func(_ context.Context, id string) (string, error) {
			e.replayed = append(e.replayed, id)
			return id, nil
		},
		Broadcast: func(event string, _ any) { e.events = append(e.events, event) },
		Fixed:     fixed, Version: "1.0.0", Deployment: "manual", Started: noon.Add(-time.Minute),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{t, e, db, access, past, search, socket, handler, clock, written, dir, fixed}
}

// madeUpKind accepts any address and finds a cluster of three, unless it is
// asked to fail.
func madeUpKind() source.Kind {
	return source.Kind{
		Name: "pve", Title: "Proxmox VE",
		Normalize: func(t source.Target) (source.Target, error) {
			if strings.Contains(t.Host, " ") {
				return t, fault.New(fault.Invalid, "Host must not contain spaces").In("host")
			}
			if !strings.Contains(t.Host, "://") {
				t.Host = "https://" + t.Host + ":8006"
			}
			return t, nil
		},
		Probe: func(_ context.Context, t source.Target, _ source.Env) (source.Found, error) {
			if strings.Contains(t.Host, "dead") {
				return source.Found{Fingerprint: "AA:BB"}, &source.Error{Kind: infra.FailUnreachable, Reason: "nobody answers"}
			}
			return source.Found{Version: "8.2", Nodes: 3, Cluster: infra.Cluster{Name: "lab", Members: make([]infra.Member, 3)}}, nil
		},
	}
}

func channelKinds() []notify.Kind {
	return []notify.Kind{
		{Name: "webhook", Open: openHook, Templates: []notify.Template{{Service: "generic", Name: "Generic", Method: "POST"}}},
		{
			Name: "email", Open: openMail,
			Providers: []notify.Provider{{Name: "Gmail", Server: "smtp.gmail.com", Port: 587, StartTLS: true, Auth: true, Instructions: "Make a password for Pulse."}},
		},
	}
}

func openMail(c notify.Channel, _ notify.Env) (notify.Notifier, error) {
	if m := c.Mail; m.Port > 65535 || c.Enabled && m.Server == "" {
		return nil, fault.New(fault.Invalid, "the mail server or its port is wrong").In("server")
	}
	return nil, nil
}

func openHook(c notify.Channel, _ notify.Env) (notify.Notifier, error) {
	if strings.Contains(c.URL, "localhost") {
		return nil, fault.New(fault.Invalid, "Invalid webhook URL: it is this machine").In("url")
	}
	return nil, nil
}

// request is a call of a program in the network.
func request(method, target, body string, change ...func(*http.Request)) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host, r.RemoteAddr = "192.168.1.5:7655", "192.168.1.77:50000"
	for _, c := range change {
		c(r)
	}
	return r
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func local(r *http.Request) { r.RemoteAddr, r.Host = "127.0.0.1:50000", "localhost:7655" }

var asAdmin = header("X-API-Token", admin)

func (f *fixture) call(method, target, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	f.t.Helper()
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, request(method, target, body, change...))
	return w
}

// admin calls with the token and checks the status.
func (f *fixture) admin(want int, method, target, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	f.t.Helper()
	w := f.call(method, target, body, append([]func(*http.Request){asAdmin, local}, change...)...)
	if w.Code != want {
		f.t.Fatalf("%s %s: got %d %s, want %d", method, target, w.Code, w.Body, want)
	}
	return w
}

func decoded[T any](t testing.TB, w *httptest.ResponseRecorder) T {
	t.Helper()
	var out T
	if err := json.NewDecoder(bytes.NewReader(w.Body.Bytes())).Decode(&out); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	return out
}

func (f *fixture) object(w *httptest.ResponseRecorder) map[string]any {
	f.t.Helper()
	return decoded[map[string]any](f.t, w)
}
