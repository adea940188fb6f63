// Package api serves the published REST API and our additions to it: the table
// of routes, and one file of handlers per resource.
package api

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"pulse/backend/alert"
	"pulse/backend/auth"
	"pulse/backend/backtest"
	"pulse/backend/discovery"
	"pulse/backend/enroll"
	"pulse/backend/history"
	"pulse/backend/notify"
	"pulse/backend/settings"
	"pulse/backend/source"
	"pulse/backend/store"
	"pulse/backend/transfer"
	"pulse/backend/update"
	"pulse/backend/wire"
)

// Watch is the running monitor.
type Watch interface {
	// View is everything known now.
	View() wire.View
	// Reload takes over a changed configuration, soon.
	Reload()
}

// Alerts are the commands on active alerts. They return when what they did is
// on disk; an unknown id is a fault.NotFound.
type Alerts interface {
	Acknowledge(ctx context.Context, id, by string) error
	Unacknowledge(ctx context.Context, id string) error
	Clear(ctx context.Context, id string) error
	Snooze(ctx context.Context, id string, s alert.Snooze) error
	Unsnooze(ctx context.Context, id string) error
}

// Mock is the switch between the configured targets and a made-up estate.
type Mock interface {
	Mode() wire.MockMode
	SetMode(context.Context, wire.MockMode) error
}

// Deps are what the routes work with. Fields may be nil only where it is said.
type Deps struct {
	Auth    *auth.Service
	Store   *store.Store
	Watch   Watch
	Alerts  Alerts
	Mock    Mock
	Encoder *wire.Encoder
	History *history.History
	Fleet   Fleet
	Socket  http.Handler // the live feed; nil where there is none
	Page    fs.FS        // the built dashboard; nil where there is none
	DevPage string       // address of a development server of the page; empty = Page
	Log     *slog.Logger

	Sources   []source.Kind
	SourceEnv func() source.Env
	Channels  []notify.Kind
	NotifyEnv func() notify.Env
	// SendTest sends a made-up alert over a channel and waits for the answer.
	SendTest func(context.Context, notify.Channel) (notify.Result, error)
	// Replay sends a delivery again, soon, and returns the id to follow.
	Replay func(ctx context.Context, id string) (string, error)

	// Targets lists the connections that are polled now, with their credentials;
	// nil = those of the store.
	Targets func(context.Context) ([]source.Target, error)
	// Metrics answers Prometheus; nil where nothing does.
	Metrics http.Handler
	// Transfer exports and imports the configuration.
	Transfer *transfer.Service
	// Discovery looks for servers; nil where nothing does.
	Discovery *discovery.Service

	// Enrolment says how servers may register themselves.
	Enrolment Enrolment
	// Updates finds newer releases and begins updates.
	Updates *update.Service

	// Broadcast sends an event to every screen.
	Broadcast func(event string, data any)
	// Schedule tells what the scheduler plans; nil where there is none.
	Schedule func() []wire.PartRun
	// Ready lists why the program cannot do its work yet.
	Ready func() []string
	// Quit ends the program, for the window of this machine.
	Quit func()
	// Restart ends the program so that its service manager starts it again; nil
	// where none does.
	Restart func()
	// PublicURL is where people reach this server, or empty; nil is the same.
	PublicURL func() string
	// Listen tries an address before it is stored; nil when the listener cannot
	// change. What is taken is a fault.Conflict.
	Listen func(host string, port int) error

	// Effective puts what the environment fixes over stored settings.
	Effective func(settings.System) settings.System
	Fixed     map[string]bool // keys that the environment fixes

	// AgentDir holds the agents for Docker hosts, one per architecture; empty
	// where this server hands out none.
	AgentDir string

	Version    string
	Docker     bool
	Deployment string
	Audit      bool // the status tells whether an audit log is kept
	OpenExport bool // export without a credential is allowed
	Started    time.Time
	Now        func() time.Time // time.Now when nil
}

// server holds what the handlers share.
type server struct {
	Deps
	mux      *http.ServeMux
	page     http.Handler
	document []byte
	trials   backtest.Turns
	enroll   *enroll.Service
	// reference makes the document a page, when it is first asked for.
	reference func() ([]byte, error)
	changing  sync.Mutex // held from reading what is stored to writing it changed
}

// New makes the handler of everything that is served on the port, the checks
// of auth in front.
func New(d Deps) (http.Handler, error) {
	if d.Auth == nil || d.Store == nil || d.Watch == nil || d.Alerts == nil || d.Mock == nil ||
		d.Encoder == nil || d.History == nil || d.Fleet == nil || d.Transfer == nil || d.Updates == nil || d.NotifyEnv == nil || d.SendTest == nil || d.Replay == nil || d.Log == nil {
		return nil, errors.New("api: a part is missing")
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	s := &server{Deps: d, mux: http.NewServeMux(), page: pageOf(d), document: Document(), enroll: newEnrolment(d, d.Now)}
	s.reference = sync.OnceValues(func() ([]byte, error) { return documentPage(s.document) })
	for _, r := range resources() {
		s.mux.Handle(r.path, &endpoint{s, r, eventsOf(r.path)})
	}
	return numbered(d.Auth.Guard(s), d.Log), nil
}

// ServeHTTP calls the route of a request that passed the guard.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Rule says who may make a request, from the table of routes.
func (s *server) Rule(r *http.Request) auth.Rule {
	handler, _ := s.mux.Handler(r)
	e, ok := handler.(*endpoint)
	if !ok { // a path that is not written plainly; the guard refuses it
		return auth.Rule{Access: auth.Reader, Bucket: auth.General}
	}
	return e.rule(r.Method)
}

// Refuse answers a request that the guard does not let through.
func (s *server) Refuse(w http.ResponseWriter, r *http.Request, refusal *auth.Refusal) {
	f := failureOf(refusal)
	if f.code == "invalid_path" && strings.HasPrefix(r.URL.Path, "/api/alerts//") {
		f.text = "Invalid alert ID" // published for an id that is missing
	}
	for prefix, code := range map[string]string{
		"/api/agents/docker/hosts//": "missing_host_id", "/api/agents/docker/commands//": "missing_command_id",
	} {
		if f.code == "invalid_path" && strings.HasPrefix(r.URL.Path, prefix) {
			f.code, f.text = code, "The ID is missing in the path"
		}
	}
	s.render(w, r, f)
}
