package api

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"pulse/backend/fault"
	"pulse/backend/httpclient"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/wire"
)

// checkOf describes one connection: its test, and its polling. Names of
// accounts and tokens are left out of every text.
func checkOf(t source.Target, p probed, e *infra.Estate, runs map[job]wire.PartRun) wire.DiagnosticCheck {
	hide := redactor(t)
	c := wire.DiagnosticCheck{
		ID: string(t.ID), Name: t.Name, Host: t.Host, Type: t.Kind, AuthMethod: authMethod(t),
		Connected: p.err == nil, LatencyMS: p.took.Milliseconds(), Certificate: p.certificate, Missing: []string{},
	}
	for _, lack := range p.found.Missing {
		c.Missing = append(c.Missing, hide.Replace(lack))
	}
	c.Reachable, c.Authenticated = true, new(true)
	if p.err != nil {
		kind := failureKind(p.err)
		c.ErrorKind, c.Error = string(kind), hide.Replace(reasonOf(p.err))
		c.Reachable, c.Authenticated = meaning(kind)
	}
	if e != nil && !e.SeenAt.IsZero() {
		c.LastPoll = e.SeenAt.UTC().Format(time.RFC3339)
	}
	c.Parts, c.RequestsPerMinute = partsOf(e, runs)
	for i := range c.Parts {
		c.Parts[i].LastError = hide.Replace(c.Parts[i].LastError)
	}
	return c
}

func authMethod(t source.Target) string {
	switch {
	case t.TokenName != "" && t.TokenValue != "":
		return "api_token"
	case t.User != "" && t.Password != "":
		return "username_password"
	}
	return "none"
}

// redactor takes the names and the secrets of a connection out of a text.
func redactor(t source.Target) *strings.Replacer {
	var pairs []string
	for _, hidden := range [][2]string{
		{t.TokenValue, "[secret]"}, {t.Password, "[secret]"}, {t.User + "!" + t.TokenName, "[token]"}, {t.TokenName, "[token]"}, {t.User, "[account]"},
	} {
		if len(hidden[0]) > 3 { // a shorter one would take words apart
			pairs = append(pairs, hidden[0], hidden[1])
		}
	}
	return strings.NewReplacer(pairs...)
}

func failureKind(err error) infra.FailureKind {
	if fault.Is(err, fault.Invalid) {
		return infra.FailAuth // the probe asks for credentials
	}
	return source.Failure(err).Kind
}

// meaning tells what a failure says: whether somebody answers, and whether the
// credentials are accepted.
func meaning(kind infra.FailureKind) (reachable bool, authenticated *bool) {
	switch kind {
	case infra.FailAuth:
		return true, new(false)
	case infra.FailPermission:
		return true, new(true)
	case infra.FailTLS, infra.FailAnswer:
		return true, nil
	}
	return false, nil
}

func reasonOf(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		if _, told := errors.AsType[*source.Error](err); !told {
			return "no answer within 10 seconds. Is the server running, and does a firewall let Pulse reach it?"
		}
	}
	return source.Failure(err).Reason
}

// certificateOf is the certificate that a connection's address shows now; nil
// where none can be had.
func certificateOf(ctx context.Context, t source.Target) *wire.DiagnosticCertificate {
	u, err := url.Parse(t.Host)
	if err != nil || u.Scheme != "https" {
		return nil
	}
	shown, err := httpclient.FetchCertificate(ctx, u.Host)
	if err != nil {
		return nil
	}
	return &wire.DiagnosticCertificate{
		Fingerprint: shown.Fingerprint, Trusted: shown.Trusted, NotAfter: shown.NotAfter.UTC().Format(time.RFC3339),
		Pinned: httpclient.SameFingerprint(cmp.Or(t.Fingerprint, "-"), shown.Fingerprint),
	}
}
