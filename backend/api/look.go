package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"pulse/backend/auth"
	"pulse/backend/discovery"
	"pulse/backend/httpclient"
	"pulse/backend/source"
	"pulse/backend/wire"
)

// identifyLimit is how long a server may take to say which product it is.
const identifyLimit = 5 * time.Second

func lookRoutes() []Route {
	return []Route{
		{Method: "POST", Path: "/api/config/nodes/look", Access: auth.Admins, Bucket: auth.ConfigWrite, Errors: structured, In: wire.NodeAddress{}, Out: wire.NodeLook{}, Summary: "What answers at an address, before any credentials are sent to it", handle: (*server).look},
	}
}

// look tells what answers at an address. That nobody does is an answer, too.
func (s *server) look(w http.ResponseWriter, r *http.Request) error {
	if err := s.refuseInMockMode(); err != nil {
		return err
	}
	in, err := decode[wire.NodeAddress](r)
	if err != nil {
		return err
	}
	target, err := s.addressed(source.Target{Kind: in.Type, Host: strings.TrimSpace(in.Host)})
	if err != nil {
		return err
	}
	address, err := url.Parse(target.Host)
	if err != nil {
		return err
	}
	out := wire.NodeLook{Encrypted: address.Scheme == "https"}
	if err := s.tellWatched(r.Context(), target, &out); err != nil {
		return err
	}
	if out.Encrypted {
		s.lookEncrypted(r.Context(), target, &out)
	} else {
		lookPlain(r.Context(), address, &out)
	}
	if out.Reachable && out.Encrypted {
		out.Product = s.productAt(r.Context(), address.Host)
	}
	return reply(w, http.StatusOK, out)
}

func (s *server) lookEncrypted(ctx context.Context, t source.Target, out *wire.NodeLook) {
	shown, err := s.shownBy(ctx, t)
	if err != nil {
		out.Message = strings.TrimPrefix(err.Error(), "Connection failed: ")
		return
	}
	out.Reachable, out.Fingerprint, out.Trusted = true, shown.Fingerprint, shown.Trusted
}

// lookPlain looks at an address that was given with http. A server that would
// encrypt is not asked without.
func lookPlain(ctx context.Context, address *url.URL, out *wire.NodeLook) {
	_, err := httpclient.FetchCertificate(ctx, address.Host)
	switch {
	case err == nil:
		out.Message = "This server encrypts. Enter the address with https"
	case httpclient.Diagnose(err) == httpclient.ProblemPlain:
		out.Reachable = true
	case httpclient.Diagnose(err) == httpclient.ProblemName:
		out.Message = "The host name of " + address.String() + " cannot be resolved. Check the address"
	default:
		out.Message = "Nobody answers at " + address.String() + ". Check address and port"
	}
}

// productAt is which product a server says it is; empty where it does not say.
func (s *server) productAt(ctx context.Context, address string) string {
	if s.Discovery == nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, identifyLimit)
	defer cancel()
	found, ok := s.Discovery.Identify(ctx, address)
	if !ok || found.Product == discovery.Unknown {
		return ""
	}
	return string(found.Product)
}

// tellWatched finds the connection that watches an address already, itself or
// as a member of its cluster.
func (s *server) tellWatched(ctx context.Context, t source.Target, out *wire.NodeLook) error {
	targets, err := s.Store.Targets(ctx)
	if err != nil {
		return err
	}
	snapshot := s.Watch.View().Snapshot
	for _, other := range targets {
		if seen := snapshot.Estate(other.ID); seen != nil {
			other.Cluster = seen.Cluster
		}
		if other.Kind == t.Kind && watches(other, t.Host) {
			out.WatchedAs, out.WatchedID = other.Name, string(other.ID)
			return nil
		}
	}
	return nil
}

func watches(t source.Target, host string) bool {
	if strings.EqualFold(t.Host, host) {
		return true
	}
	for _, m := range t.Cluster.Members {
		if strings.EqualFold(m.Address, host) {
			return true
		}
	}
	return false
}
