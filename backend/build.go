package backend

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/thlib/go-timezone-local/tzlocal"

	"pulse/backend/alert"
	"pulse/backend/api"
	"pulse/backend/auth"
	"pulse/backend/backfill"
	"pulse/backend/config"
	"pulse/backend/fleet"
	"pulse/backend/forecast"
	"pulse/backend/handover"
	"pulse/backend/history"
	"pulse/backend/infra"
	"pulse/backend/live"
	"pulse/backend/monitor"
	"pulse/backend/notify"
	"pulse/backend/secret"
	"pulse/backend/settings"
	"pulse/backend/store"
	"pulse/backend/update"
)

// build makes every part, in the order in which they need each other.
func (b *Backend) build(ctx context.Context) error {
	if err := b.openStore(ctx); err != nil {
		return err
	}
	if err := b.fillEmpty(ctx); err != nil {
		return err
	}
	if err := b.loadSettings(ctx); err != nil {
		return err
	}
	if _, err := b.loadAlertSettings(ctx); err != nil {
		return err
	}
	if err := b.bind(); err != nil {
		return err
	}
	active, err := b.store.ActiveAlerts(ctx)
	if err != nil {
		return err
	}
	b.history, err = history.Open(ctx, b.store.History(), history.Options{
		Log: b.log, MaxBytes: b.system.Load().HistoryMaxBytes,
	})
	if err != nil {
		return err
	}
	b.keepHistory()
	b.auth, err = auth.New(ctx, auth.Options{
		Store: b.store, Dir: b.opt.DataDir, Log: b.log, LaunchSecret: b.secret, Env: access(b.opt.Config), System: *b.system.Load(),
	})
	if err != nil {
		return err
	}
	b.notify = notify.NewDispatcher(b.dispatcherOptions())
	b.monitor = monitor.New(monitor.Options{
		Configuration: b.configuration, Open: b.open, Ledger: b.store, History: b.history, Screens: screens{b},
		Tell: b.notify.Wake, Log: b.log, Active: active, Tick: b.opt.Rhythm.Tick, Confirm: b.opt.Rhythm.Confirm, Spread: b.opt.Rhythm.Pulse,
	})
	snapshot := func() *infra.Snapshot { return b.monitor.View().Snapshot }
	b.backfill = backfill.New(backfill.Options{History: b.history, Source: b.monitor.Source, Snapshot: snapshot, Log: b.log})
	b.forecast = forecast.New(forecast.Options{History: b.history, Snapshot: snapshot, Log: b.log})
	hosts := fleet.Options{Store: b.store, Monitor: b.monitor, Log: b.log, Every: b.opt.Rhythm.Tick}
	if b.fleet, err = fleet.Open(ctx, hosts); err != nil {
		return err
	}
	b.mock, err = newMockMode(ctx, b.store, b.opt.Config, hosts, b.reload)
	if err != nil {
		return err
	}
	b.hub = live.New(live.Options{
		Encoder: b.encoder, Origins: b.auth.Origins, Windows: auth.WindowOrigins(), Log: b.log, Settle: b.opt.Rhythm.Settle, Notices: b.store, Still: b.auth.Still,
	}, b.view())
	b.discovery = b.newDiscovery()
	b.updates = b.newUpdates()
	b.handler, err = api.New(b.apiDeps())
	return err
}

// openStore locks the data folder and opens the databases in it. The key is
// read before anything that was sealed with it.
func (b *Backend) openStore(ctx context.Context) error {
	lock, err := store.Lock(b.opt.DataDir)
	if err != nil {
		return taken(err)
	}
	b.lock = lock
	if b.trial, err = handover.Settle(b.opt.DataDir); err != nil {
		return err
	}
	if err := update.Recover(ctx, b.opt.DataDir, b.log); err != nil {
		return err
	}
	sealed, err := store.HasSealed(ctx, b.opt.DataDir)
	if err != nil {
		return err
	}
	key, err := secret.OpenFor(b.opt.DataDir, sealed)
	if err != nil {
		return err
	}
	b.store, err = store.Open(ctx, store.Options{Dir: b.opt.DataDir, Key: key, Zone: zone(), Log: b.log})
	return err
}

func (b *Backend) loadSettings(ctx context.Context) error {
	stored, err := b.store.System(ctx)
	if err != nil {
		return err
	}
	system := b.opt.Config.Apply(stored)
	b.system.Store(&system)
	if b.opt.Verbosity != nil {
		b.opt.Verbosity.Set(level(system.LogLevel))
	}
	return nil
}

func (b *Backend) dispatcherOptions() notify.Options {
	r := b.opt.Rhythm
	return notify.Options{
		Outbox: b.store, Channels: b.store.Channels, Kinds: b.channels, Env: b.notifyEnv, Source: b.publicURL, Log: b.log,
		Schedule:       func() settings.Schedule { return b.alerts.Load().schedule },
		Applies:        func(a alert.Alert) bool { return b.alerts.Load().rules.Applies(a) },
		Holds:          func(a alert.Alert, now time.Time) bool { return b.alerts.Load().rules.Holds(a, now) },
		Active:         b.store.ActiveAlerts,
		TestNode:       b.firstNode,
		GroupingWindow: r.Grouping, FirstDelay: r.Retry, LongestDelay: 300 * r.Retry, PerMinute: r.PerMinute,
	}
}

func (b *Backend) apiDeps() api.Deps {
	c := b.opt.Config
	return api.Deps{
		Auth: b.auth, Store: b.store, Watch: b, Alerts: b.monitor, Mock: b.mock, Encoder: b.encoder,
		History: b.history, Fleet: dockerHosts{b.fleet, b.mock}, AgentDir: agentDir(), Socket: b.hub, Page: b.opt.Page, DevPage: c.Server.FrontendServer, Log: b.log,
		Sources: sourceKinds(), SourceEnv: b.sourceEnv, Channels: b.channels, NotifyEnv: b.notifyEnv, SendTest: b.notify.SendTest, Replay: b.notify.Replay,
		Broadcast: b.hub.Broadcast, Schedule: b.schedule, Ready: b.waitingFor, Quit: b.leave,
		Discovery: b.discovery, Targets: b.polled, Updates: b.updates, Transfer: b.transfer, Metrics: b.metrics(), Enrolment: b.enrolment(),
		Restart: b.restarter(), PublicURL: b.publicURL, Listen: b.listenOn, Effective: b.effective, Fixed: c.Overrides(),
		Version: b.opt.Version, Docker: c.Server.Docker, Deployment: deployment(c), Audit: c.Access.AuditLog,
		OpenExport: c.Access.UnprotectedExport, Started: b.started,
	}
}

// access is what the environment fixes about who may do what.
func access(c config.Config) auth.Environment {
	a := c.Access
	return auth.Environment{
		User: a.User, Password: a.Password, Tokens: a.Tokens, DisableAuth: a.DisableAuth, Demo: a.Demo, OpenSetup: a.OpenSetup,
		RequireAuth: a.RequireAuth, Development: c.Server.Development, OpenExport: a.UnprotectedExport, TrustedProxies: a.TrustedProxies, TrustedNetworks: a.TrustedNetworks,
		Hosts: append(append([]string(nil), c.Server.AllowedHosts...), publicHost(c.Server.PublicURL)...),
		Proxy: auth.ProxyTrust(c.Proxy), Provider: provider(c), AuditFile: a.AuditLog,
		TokensOff: c.IsSet("API_TOKEN_ENABLED") && !a.TokensEnabled,
	}
}

// alertSettings are the alert settings in force, as the delivery of notices
// needs them.
type alertSettings struct {
	schedule settings.Schedule
	rules    alert.Rules
}

func (b *Backend) loadAlertSettings(ctx context.Context) (settings.Alerts, error) {
	stored, err := b.store.Alerts(ctx)
	if err != nil {
		return stored, fmt.Errorf("read alert settings: %w", err)
	}
	b.alerts.Store(&alertSettings{schedule: stored.Schedule, rules: alert.Compile(stored)})
	return stored, nil
}

// configuration is everything that a person decides about monitoring. It is
// the one place that knows of mock mode.
func (b *Backend) configuration(ctx context.Context) (monitor.Configuration, error) {
	alerts, err := b.loadAlertSettings(ctx)
	if err != nil {
		return monitor.Configuration{}, err
	}
	targets, on := b.mock.targets()
	if !on {
		if targets, err = b.store.Targets(ctx); err != nil {
			return monitor.Configuration{}, fmt.Errorf("read targets: %w", err)
		}
	}
	for i := range targets {
		targets[i].Every = b.rhythmOf(targets[i].Kind)
	}
	c := monitor.Configuration{Targets: targets, Alerts: alerts}
	for _, h := range (dockerHosts{b.fleet, b.mock}).shown().Hosts() {
		c.Pushed = append(c.Pushed, monitor.Pushed{TargetInfo: h.TargetInfo, Known: h.Reports})
	}
	return c, nil
}

// agentDir is the folder beside the program that holds the agents for Docker
// hosts; empty where there is none.
func agentDir() string {
	program, err := os.Executable()
	if err != nil {
		return ""
	}
	dir := filepath.Join(filepath.Dir(program), "agents")
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}

// rhythmOf is how often targets of a kind are polled by the settings; 0 leaves
// it to the kind.
func (b *Backend) rhythmOf(kind string) time.Duration {
	switch system := b.system.Load(); kind {
	case "pbs":
		return time.Duration(system.PBSPollingInterval) * time.Second
	case "pmg":
		return time.Duration(system.PMGPollingInterval) * time.Second
	}
	return 0
}

func newSecret() string {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// zone is the IANA name of this machine's time zone, UTC where it has none.
func zone() string {
	name, err := tzlocal.RuntimeTZ()
	if err != nil || name == "" || name == "Local" {
		return "UTC"
	}
	return name
}
