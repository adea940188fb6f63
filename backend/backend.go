// Package backend builds and runs Pulse: it knows every other package below it
// and is known by the faces only.
package backend

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"pulse/backend/auth"
	"pulse/backend/backfill"
	"pulse/backend/config"
	"pulse/backend/discovery"
	"pulse/backend/fault"
	"pulse/backend/fleet"
	"pulse/backend/forecast"
	"pulse/backend/handover"
	"pulse/backend/history"
	"pulse/backend/live"
	"pulse/backend/monitor"
	"pulse/backend/notify"
	"pulse/backend/settings"
	"pulse/backend/store"
	"pulse/backend/transfer"
	"pulse/backend/update"
	"pulse/backend/wire"
)

// Options are what a face decides about a backend.
type Options struct {
	DataDir string        // where everything is kept
	Host    string        // address to bind; empty = stored, or the default of the mode
	Port    int           // port to bind; 0 = stored, or 7655; below 0 = any free one
	Mode    string        // window, desktop, foreground or service
	Page    fs.FS         // the built dashboard; nil where there is none
	Log     *slog.Logger  // nil = nothing is logged
	Version string        // of the program, for people
	Stdout  io.Writer     // where the address is announced; nil = nowhere
	Config  config.Config // what the environment fixes
	Rhythm  Rhythm
	// Reread reads the environment again; nil = changes of .env count at the next
	// start.
	Reread func(dataDir string) (config.Config, error)
	// WorkDir is the second folder whose .env files Reread reads; empty = none.
	WorkDir string
	// Verbosity is the level of Log, which the settings may change; nil = they do not.
	Verbosity *slog.LevelVar
	// TakeOver are folders to look into at the first start for an installation
	// that keeps its configuration in files; nil = none.
	TakeOver []string
	// Listening is told where programs of this machine reach the backend, whenever
	// that changes; nil = nobody is.
	Listening func(url string)
	// Interfaces are the networks in which servers are looked for; nil = those of
	// this machine.
	Interfaces func() ([]discovery.Interface, error)
}

// Rhythm holds the intervals that tests shorten. Zero values mean the usual ones.
type Rhythm struct {
	Pulse    time.Duration // of the pulse part; other parts keep their proportion
	Confirm  time.Duration // between two polls that both confirm a state
	Tick     time.Duration // evaluation without a report
	Settle   time.Duration // between two messages of the compact feed
	Grouping time.Duration // window for one notice; below 0 = none
	Retry    time.Duration // first pause after a failed delivery
	// PerMinute bounds the requests to one address of a channel; below 0 = no limit.
	PerMinute int
}

// ErrTaken is what New fails with when another process holds the data folder.
var ErrTaken = fault.New(fault.Taken, "the data folder is in use by another Pulse")

// Backend is a built Pulse. Build it with New, run it once with Run.
type Backend struct {
	opt      Options
	log      *slog.Logger
	started  time.Time
	lock     *store.FolderLock
	store    *store.Store
	auth     *auth.Service
	history  *history.History
	monitor  *monitor.Monitor
	notify   *notify.Dispatcher
	channels []notify.Kind
	backfill *backfill.Filler
	forecast *forecast.Keeper
	fleet    *fleet.Fleet
	hub      *live.Hub
	encoder  *wire.Encoder
	mock     *mockMode
	handler  http.Handler
	doors    *doors
	secret   string // opens windows of this machine, written to run.json
	system   atomic.Pointer[settings.System]
	alerts   atomic.Pointer[alertSettings]
	clients  atomic.Int64
	ready    chan struct{}
	quit     context.CancelFunc
	quitting context.Context //nolint:containedctx // ends Run from a request
	closing  sync.Once

	restarting atomic.Bool // quit was asked for so that the service manager starts anew
	discovery  *discovery.Service
	transfer   *transfer.Service
	disk       diskCheck
	updating   atomic.Bool // quit was asked for so that a new version is tried
	updates    *update.Service
	trial      *handover.Trial // of a move of the data; nil = there is none
}

// New locks the data folder, opens everything in it and binds the address. A
// *fault.Error says what stands in the way; errors.Is(err, ErrTaken) when that
// is another Pulse. Whoever gets a Backend must Run it.
func New(o Options) (*Backend, error) {
	b := &Backend{opt: o, log: o.Log, started: time.Now(), ready: make(chan struct{}), secret: newSecret(), channels: channelKinds()}
	if b.log == nil {
		b.log = slog.New(slog.DiscardHandler)
	}
	b.quitting, b.quit = context.WithCancel(context.Background())
	if dir := o.Config.Server.FrontendDir; dir != "" {
		b.opt.Page = os.DirFS(dir)
	}
	b.encoder = &wire.Encoder{Instance: newSecret()[:8]}
	if err := b.build(context.Background()); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

// Ready is closed when the backend answers requests.
func (b *Backend) Ready() <-chan struct{} { return b.ready }

// URL is where programs of this machine reach the backend.
func (b *Backend) URL() string { return b.doors.url() }

// LaunchToken makes a token for a window of this process. It is good for as
// long as the backend runs.
func (b *Backend) LaunchToken() string { return b.auth.WindowToken() }

// Run works until ctx ends or a request asks it to, then ends everything in
// order: doors first, the store last. Nothing that was answered with success
// is lost.
func (b *Backend) Run(ctx context.Context) error {
	defer b.close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(b.quitting, cancel)()
	return b.orRestart(runParts(ctx, b.log, []part{
		{"history", b.history.Run},
		{"notices", b.notify.Run},
		{"live feed", b.hub.Run},
		{"monitor", b.monitor.Run},
		{"back-fill", b.backfill.Run},
		{"forecast", b.forecast.Run},
		{"docker hosts", b.fleet.Run},
		{"mock mode", b.mock.run},
		{"access", b.auth.Run},
		{"discovery", b.discovery.Run},
		{"upkeep", b.upkeep},
		{"environment", b.watchEnvironment},
		{"updates", b.updates.Run},
		{"move of the data", b.trial.Run},
		{"server", b.serve},
	}))
}

// close gives back what New took. It is safe at any stage of building.
func (b *Backend) close() {
	b.closing.Do(func() {
		if b.doors != nil {
			b.doors.shut()
		}
		if b.store != nil {
			if err := b.store.Close(); err != nil {
				b.log.Error("store not closed cleanly", "err", err)
			}
		}
		if b.lock != nil {
			if err := store.RemoveHost(b.opt.DataDir); err != nil {
				b.log.Warn("run.json not removed", "err", err)
			}
			_ = b.lock.Release()
		}
	})
}

// upkeep removes what is kept for a time only.
func (b *Backend) upkeep(ctx context.Context) error {
	ticker := time.NewTicker(time.Hour)
	defer ticker.Stop()
	for {
		if err := b.store.PruneAlerts(ctx, time.Now()); err != nil && ctx.Err() == nil {
			b.log.Warn("old alerts not removed", "err", err)
		}
		if err := b.store.PruneDeliveries(ctx, time.Now()); err != nil && ctx.Err() == nil {
			b.log.Warn("old deliveries not removed", "err", err)
		}
		if err := b.store.PruneChanges(ctx, time.Now()); err != nil && ctx.Err() == nil {
			b.log.Warn("old changes not removed", "err", err)
		}
		if err := b.store.PruneDesktopNotices(ctx, time.Now()); err != nil && ctx.Err() == nil {
			b.log.Warn("old notices for desktops not removed", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// announce tells a person where the dashboard is and, on a fresh installation,
// how to set it up from elsewhere.
func (b *Backend) announce() {
	if b.opt.Stdout == nil {
		return
	}
	fmt.Fprintf(b.opt.Stdout, "Pulse is at %s\n", b.URL())
	code, err := b.auth.SetupCode()
	if err != nil {
		b.log.Warn("setup code not available", "err", err)
	}
	if code != "" {
		fmt.Fprintf(b.opt.Stdout, "Setup code: %s\n", code)
	}
}
