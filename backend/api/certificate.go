package api

import (
	"context"
	"net/http"

	"pulse/backend/auth"
	"pulse/backend/fault"
	"pulse/backend/httpclient"
	"pulse/backend/source"
	"pulse/backend/wire"
)

func certificateRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/config/nodes/{id}/certificate", Access: auth.Admins, Bucket: auth.ConfigWrite, Errors: structured, Out: wire.Certificate{}, Summary: "The certificate that a connection shows now, beside the pinned one", handle: (*server).certificate},
		{Method: "POST", Path: "/api/config/nodes/{id}/certificate", Access: auth.Admins, Bucket: auth.ConfigWrite, Errors: structured, In: wire.CertificateInput{}, Out: wire.Certificate{}, Summary: "Pin the certificate that a connection shows now, after a person has compared it", handle: (*server).pinCertificate},
	}
}

func (s *server) certificate(w http.ResponseWriter, r *http.Request) error {
	target, err := s.target(r)
	if err != nil {
		return err
	}
	shown, err := s.shownBy(r.Context(), target)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, shown)
}

// pinCertificate believes a certificate from now on. It must be the one that
// is shown: what a person compared is what is stored.
func (s *server) pinCertificate(w http.ResponseWriter, r *http.Request) error {
	if err := s.refuseInMockMode(); err != nil {
		return err
	}
	in, err := decode[wire.CertificateInput](r)
	if err != nil {
		return err
	}
	target, err := s.target(r)
	if err != nil {
		return err
	}
	shown, err := s.shownBy(r.Context(), target)
	switch {
	case err != nil:
		return err
	case !httpclient.SameFingerprint(in.Fingerprint, shown.Fingerprint):
		return fault.New(fault.Conflict, "The server shows another certificate than the one that was compared. Look at it again").In("fingerprint")
	}
	if err := s.storePin(r, shown.Fingerprint); err != nil {
		return err
	}
	shown.Pinned, shown.Changed = shown.Fingerprint, false
	return reply(w, http.StatusOK, shown)
}

func (s *server) storePin(r *http.Request, fingerprint string) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	target, err := s.target(r)
	if err != nil {
		return err
	}
	target.Fingerprint = fingerprint
	if err := s.Store.UpdateTarget(r.Context(), target); err != nil {
		return err
	}
	s.Log.Info("certificate pinned", "id", target.ID, "fingerprint", fingerprint)
	s.Watch.Reload()
	return nil
}

// shownBy connects to a target without its credentials, for its certificate.
func (s *server) shownBy(ctx context.Context, t source.Target) (wire.Certificate, error) {
	kind, ok := s.kind(t.Kind)
	if !ok {
		return wire.Certificate{}, s.unknownKind(t.Kind)
	}
	env := source.Env{}
	if s.SourceEnv != nil {
		env = s.SourceEnv()
	}
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	found, err := kind.Probe(ctx, source.Target{Kind: t.Kind, Host: t.Host}, env)
	if found.Fingerprint != "" {
		return wire.Certificate{
			Fingerprint: found.Fingerprint, Trusted: found.Trusted, Pinned: t.Fingerprint,
			Changed: t.Fingerprint != "" && !httpclient.SameFingerprint(t.Fingerprint, found.Fingerprint),
		}, nil
	}
	if err == nil || fault.Is(err, fault.Invalid) {
		return wire.Certificate{}, fault.New(fault.Conflict, "This server is asked without TLS: it shows no certificate")
	}
	return wire.Certificate{}, notConnected(err, found, true)
}
