package enroll

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"pulse/backend/fault"
	"pulse/backend/source"
	"pulse/backend/wire"
)

// probeLimit is how long a registered server may take to answer.
const probeLimit = 10 * time.Second

// Registration is what a server, or somebody for it, tells of itself.
type Registration struct {
	Kind, Host string
	Name       string // of the node; empty = made from the host
	// TokenID (user@realm!name) and TokenValue, or User and Password.
	TokenID, TokenValue string
	User, Password      string
	// Fingerprint and VerifyTLS say which certificate a new target is believed by;
	// without both, the one that it shows first.
	Fingerprint string
	VerifyTLS   bool
	// MayReplace lets the credential of a known target be replaced.
	MayReplace bool
}

// Unreachable is a server that did not answer, or refused the credential.
type Unreachable struct {
	Reason string
	Err    error
}

// Error tells the reason.
func (e *Unreachable) Error() string { return e.Reason }

// Unwrap returns the cause.
func (e *Unreachable) Unwrap() error { return e.Err }

// Address is the normal form of a host of a kind: what codes are bound to and
// targets are known by.
func (s *Service) Address(kind, host string) (string, error) {
	t, _, err := s.normal(source.Target{Kind: kind, Host: host})
	return t.Host, err
}

// Register tries the credential at the server and stores it: with a new target,
// or with the one that has this address. The certificate that the server shows
// now is pinned, unless another is pinned already. It fails with *Unreachable,
// with fault.Invalid, or with fault.Unauthorized when the target is known and
// may not be changed.
func (s *Service) Register(ctx context.Context, in Registration) (source.Target, error) {
	t, kind, err := s.normal(in.target())
	if err != nil {
		return t, err
	}
	known, exists, err := s.find(ctx, t)
	switch {
	case err != nil:
		return t, err
	case exists && !in.MayReplace:
		return t, fault.New(fault.Unauthorized, "Authentication required: this server is registered already; its credential is replaced only with a setup code that was made for its address")
	case exists:
		t.Fingerprint, t.VerifyTLS = known.Fingerprint, known.VerifyTLS
	}
	found, err := s.proven(ctx, kind, &t)
	if err != nil {
		return t, err
	}
	stored, err := s.save(context.WithoutCancel(ctx), in, t, found)
	if err == nil {
		s.remember(stored.ID)
	}
	return stored, err
}

// target is a new target of what was registered.
func (in Registration) target() source.Target {
	input := wire.ConfigNodeInput{Fingerprint: &in.Fingerprint, VerifySSL: &in.VerifyTLS, Type: &in.Kind, Host: &in.Host, TokenName: &in.TokenID, TokenValue: &in.TokenValue, User: &in.User, Password: &in.Password}
	return input.Target()
}

// normal is a target in its normal form, and its kind.
func (s *Service) normal(t source.Target) (source.Target, source.Kind, error) {
	at := slices.IndexFunc(s.kinds, func(k source.Kind) bool { return k.Name == t.Kind })
	if at < 0 {
		return t, source.Kind{}, fault.New(fault.Invalid, "Invalid node type: it is pve, pbs or pmg").In("type")
	}
	kind := s.kinds[at]
	if kind.Normalize == nil {
		return t, kind, nil
	}
	t, err := kind.Normalize(t)
	return t, kind, err
}

// proven pins the certificate that the server shows, where nothing else says
// what to believe, makes a token where a password came, and tries it. A mail
// gateway knows no tokens.
func (s *Service) proven(ctx context.Context, kind source.Kind, t *source.Target) (source.Found, error) {
	env := s.env()
	if err := pin(ctx, kind, t, env); err != nil {
		return source.Found{}, err
	}
	if t.Password != "" && t.Kind != "pmg" {
		changed, err := s.makeToken(ctx, *t, env)
		if err != nil {
			return source.Found{}, err
		}
		*t = changed
	}
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	found, err := kind.Probe(ctx, *t, env)
	if err != nil {
		return found, unreachable(err)
	}
	return found, nil
}

// pin believes the certificate that is shown now, unless something else says
// what to believe. Nothing secret is sent before.
func pin(ctx context.Context, kind source.Kind, t *source.Target, env source.Env) error {
	if t.Fingerprint != "" || t.VerifyTLS {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	shown, err := kind.Probe(ctx, source.Target{Kind: t.Kind, Host: t.Host}, env) // it fails for want of credentials, which is fine
	if shown.Fingerprint == "" && err != nil && !fault.Is(err, fault.Invalid) {
		return unreachable(err)
	}
	t.Fingerprint = shown.Fingerprint
	return nil
}

// unreachable says why in words of ours: what a foreign server answered is not
// passed on.
func unreachable(err error) error {
	reason := "the server did not answer as expected"
	if told, ok := errors.AsType[*source.Error](err); ok {
		reason = told.Reason
	} else if errors.Is(err, context.DeadlineExceeded) {
		reason = fmt.Sprintf("no answer within %d seconds", int(probeLimit/time.Second))
	}
	return &Unreachable{Reason: "Pulse could not use this access: " + reason, Err: err}
}

// find looks for the target with the same kind and address.
func (s *Service) find(ctx context.Context, t source.Target) (source.Target, bool, error) {
	targets, err := s.store.Targets(ctx)
	if err != nil {
		return t, false, err
	}
	at := slices.IndexFunc(targets, func(other source.Target) bool { return other.Kind == t.Kind && other.Host == t.Host })
	if at < 0 {
		return t, false, nil
	}
	return targets[at], true, nil
}

// save stores what was proven. The target may have been added meanwhile.
func (s *Service) save(ctx context.Context, in Registration, proven source.Target, found source.Found) (source.Target, error) {
	s.saving.Lock()
	defer s.saving.Unlock()
	known, exists, err := s.find(ctx, proven)
	if err != nil {
		return proven, err
	}
	if !exists {
		proven.Cluster, proven.CreatedAt = found.Cluster, s.now()
		return s.add(ctx, in.Name, proven)
	}
	if !in.MayReplace {
		return proven, fault.New(fault.Conflict, "This server was registered a moment ago")
	}
	changed := known
	changed.User, changed.Password, changed.TokenName, changed.TokenValue = proven.User, proven.Password, proven.TokenName, proven.TokenValue
	changed.Fingerprint = cmp.Or(known.Fingerprint, proven.Fingerprint)
	if len(known.Cluster.Members) == 0 {
		changed.Cluster = found.Cluster
	}
	if err := s.store.UpdateTarget(ctx, changed); err != nil {
		return changed, fmt.Errorf("change target: %w", err)
	}
	return changed, nil
}

// add stores a new target under a name that is free.
func (s *Service) add(ctx context.Context, name string, t source.Target) (source.Target, error) {
	if u, err := url.Parse(t.Host); name == "" && err == nil {
		name = u.Hostname()
	}
	t.Name = name
	for n := 2; ; n++ {
		added, err := s.store.AddTarget(ctx, t)
		if !fault.Is(err, fault.Conflict) {
			return added, err
		}
		t.Name = fmt.Sprintf("%s-%d", name, n)
	}
}
