package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pulse/backend/fault"
	"pulse/backend/source"
	"pulse/backend/wire"
)

// probeLimit is how long a test may take.
const probeLimit = 10 * time.Second

func (s *server) testConnection(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.ConfigNodeInput](r)
	if err != nil {
		return err
	}
	return s.probe(w, r, in.Target(), false)
}

func (s *server) testConfig(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[wire.ConfigNodeInput](r)
	if err != nil {
		return err
	}
	return s.probe(w, r, in.Target(), true)
}

func (s *server) testNode(w http.ResponseWriter, r *http.Request) error {
	id, err := nodeID(r)
	if err != nil {
		return &failure{status: http.StatusBadRequest, code: "invalid_id", text: err.Error(), shape: structured}
	}
	if err := s.refuseInMockMode(); err != nil {
		return err
	}
	target, err := s.Store.Target(r.Context(), id)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Invalid, "Node not found") // published as 400
	}
	if err != nil {
		return err
	}
	return s.probe(w, r, target, true)
}

// probe connects once and tells what was found. Without credentials it fails,
// but tells the certificate.
func (s *server) probe(w http.ResponseWriter, r *http.Request, t source.Target, timed bool) error {
	t, err := s.addressed(t)
	if err != nil {
		return err
	}
	kind, _ := s.kind(t.Kind)
	ctx, cancel := context.WithTimeout(r.Context(), probeLimit)
	defer cancel()
	env := source.Env{}
	if s.SourceEnv != nil {
		env = s.SourceEnv()
	}
	began := s.Now()
	found, err := kind.Probe(ctx, t, env)
	if err != nil {
		return notConnected(err, found, hasCredentials(t))
	}
	answer := wire.NodeTestOf(kind.Title, found)
	if timed {
		took := s.Now().Sub(began).Milliseconds()
		answer.Latency = &took
	}
	return reply(w, http.StatusOK, answer)
}

// notConnected says why a test failed, in our own words: what the other side
// answered is not passed on. The certificate that it showed helps to trust it.
func notConnected(err error, found source.Found, complete bool) error {
	f := &failure{status: http.StatusBadRequest, code: "connection_failed"}
	if found.Fingerprint != "" {
		f.details = map[string]string{"fingerprint": found.Fingerprint, "trusted": strconv.FormatBool(found.Trusted)}
	}
	refused, known := errors.AsType[*source.Error](err)
	switch {
	case fault.Is(err, fault.Invalid) && f.details == nil:
		return err
	case fault.Is(err, fault.Invalid):
		f.code, f.text = string(fault.Invalid), err.Error()
	case known:
		f.text = "Connection failed: " + refused.Reason
	case errors.Is(err, context.DeadlineExceeded):
		f.text = fmt.Sprintf("Connection failed: no answer within %d seconds", int(probeLimit/time.Second))
	default:
		f.text = "Connection failed. Please check your credentials and network settings"
	}
	if !complete && f.code == "connection_failed" {
		f.text = sentence(f.text) + " Authentication credentials required, too"
	}
	return f
}

// sentence is a text that another one can follow.
func sentence(text string) string {
	if strings.HasSuffix(text, "?") || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}
