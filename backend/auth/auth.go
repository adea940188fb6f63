// Package auth decides who calls and what they may do: accounts, sessions,
// tokens, lockout and limits, and the one middleware that every request passes.
package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"pulse/backend/settings"
	"pulse/backend/store"
)

// Environment is what the environment fixes about access. It wins over what is
// stored.
type Environment struct {
	User     string
	Password string   // clear text or a bcrypt hash
	Tokens   []string // clear text or SHA3-256 in 64 hex digits
	// DisableAuth opens everything to everybody.
	DisableAuth bool
	// Demo lets nobody change anything.
	Demo bool
	// OpenSetup lets anybody in while no credential is configured.
	OpenSetup bool
	// OpenExport lets anybody export and import while no credential is configured.
	OpenExport bool
	// Proxy signs people in; none when it has no secret.
	Proxy ProxyTrust
	// Provider fixes the sign-in at a provider, unless it has no overrides.
	Provider FixedProvider
	// AuditFile writes the audit to a file of the data folder, too.
	AuditFile bool
	// TokensOff makes the token check answer that none is valid.
	TokensOff bool
	// Development lets the development server of the page call, unless other
	// origins are named.
	Development bool
	// RequireAuth only changes what the status tells.
	RequireAuth bool
	// TrustedProxies are the peers whose forwarding headers are believed.
	TrustedProxies []netip.Prefix
	// TrustedNetworks are shown as trusted in the status; empty means private ones.
	TrustedNetworks []netip.Prefix
	// Hosts are names beside localhost and this machine's that callers may use.
	Hosts []string
}

// Options is what New needs.
type Options struct {
	Store *store.Store
	Dir   string // data folder, for the setup code
	Env   Environment
	// System are the settings in force; Apply takes over later ones.
	System settings.System
	Log    *slog.Logger
	Now    func() time.Time // time.Now when nil
	// LaunchSecret opens windows of this machine; empty means that none may.
	LaunchSecret string
	// HashCost is the bcrypt cost of new passwords, 12 when 0. Only tests lower it.
	HashCost int
}

// Service knows the accounts, sessions and tokens. Its methods may be called
// concurrently.
type Service struct {
	store    *store.Store
	env      Environment
	log      *slog.Logger
	now      func() time.Time
	started  time.Time
	setup    setupCode
	clients  clients
	hosts    hosts
	hashing  hashing
	remember *basicMemory
	lockout  *lockout
	guesses  *limiter
	limits   *limiter
	windows  windows
	uses     tokenUses
	signOn   signOn
	recovery recovery
	records  auditFile

	system      atomic.Pointer[surface]
	credentials atomic.Pointer[credentials]
	changing    sync.Mutex // held while credentials are replaced
	fixed       fixed      // under changing
}

// New reads the stored credentials. It hashes nothing: see Run.
func New(ctx context.Context, o Options) (*Service, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Service{
		store: o.Store, env: o.Env, log: o.Log, now: o.Now, started: o.Now(),
		setup:    setupCode{dir: o.Dir},
		clients:  clients{trusted: o.Env.TrustedProxies},
		hosts:    newHosts(o.Env.Hosts),
		hashing:  newHashing(o.HashCost),
		remember: newBasicMemory(),
		lockout:  newLockout(),
		guesses:  newLimiter(),
		limits:   newLimiter(),
		windows:  windows{secret: o.LaunchSecret},
		uses:     tokenUses{last: map[string]time.Time{}},
		recovery: recovery{dir: o.Dir},
		records:  auditFile{dir: o.Dir, on: o.Env.AuditFile},
	}
	s.clients.hosts = s.hosts
	s.Apply(o.System)
	given, err := fixedBy(o.Env, s.hashing)
	if err != nil {
		return nil, err
	}
	s.fixed = given
	if err := s.reload(ctx); err != nil {
		return nil, err
	}
	if err := s.loadProvider(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Apply takes over changed system settings: origins and embedding.
func (s *Service) Apply(system settings.System) { s.system.Store(surfaceOf(system, s.env.Development)) }

// Run hashes a clear-text password of the environment, then removes what has
// expired, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	if account := s.credentials.Load().account; account != nil {
		if _, err := account.hash(); err != nil {
			return fmt.Errorf("hash the password of the environment: %w", err)
		}
	}
	clean := time.NewTicker(time.Minute)
	defer clean.Stop()
	for {
		select {
		case <-ctx.Done():
			return s.saveTokenUses(context.WithoutCancel(ctx))
		case <-clean.C:
			if err := s.tidy(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("tidying sessions failed", "err", err)
			}
		}
	}
}

func (s *Service) tidy(ctx context.Context) error {
	now := s.now()
	s.limits.prune(now)
	s.guesses.prune(now)
	s.lockout.prune(now)
	s.signOn.flows.prune(now)
	return errors.Join(
		s.saveTokenUses(ctx), s.recovery.tidy(now), s.store.PruneSessions(ctx, now),
		s.store.PruneRecoveryTokens(ctx, now), s.store.PruneAudit(ctx),
	)
}
