package pmg

import (
	"strings"
	"testing"

	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pmg/pmgtest"
	"pulse/backend/source/sourcetest"
)

// listen serves a gateway on a loopback address and returns a target for it,
// pinned to its certificate.
func listen(t *testing.T, g *pmgtest.Gateway) source.Target {
	t.Helper()
	server, err := g.Listen("127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = server.Close() })
	target := targetOf(server.URL)
	target.Fingerprint = g.Fingerprint()
	return target
}

func TestSource_PassesTheExamination(t *testing.T) {
	for name, members := range map[string]int{"alone": 1, "as a cluster": 3} {
		t.Run(name, func(t *testing.T) {
			opts := pmgtest.Cluster(members)
			opts.CloseEvery = 3
			g := pmgtest.New(opts)
			sourcetest.Run(t, sourcetest.Case{Kind: Kind(), Good: listen(t, g), Simulator: g})
		})
	}
}

func TestProbe_TellsTheCertificateEvenWhenItIsNotBelieved(t *testing.T) {
	g := pmgtest.New(pmgtest.Options{})
	target := listen(t, g)
	target.Fingerprint, target.VerifyTLS = "", true
	found, err := Kind().Probe(t.Context(), target, source.Env{})
	if source.Failure(err).Kind != infra.FailTLS || found.Fingerprint != g.Fingerprint() || found.Trusted {
		t.Errorf("found %+v, %v; want the fingerprint of an untrusted certificate", found, err)
	}
	target.Fingerprint = found.Fingerprint
	if found, err := Kind().Probe(t.Context(), target, source.Env{}); err != nil || found.Nodes != 1 {
		t.Errorf("pinned: found %+v, %v; want one node", found, err)
	}
}

func TestProbe_TellsTheCertificateBeforeThereAreCredentials(t *testing.T) {
	g := pmgtest.New(pmgtest.Options{})
	target := listen(t, g)
	target.Password, target.Fingerprint = "", ""
	found, err := Kind().Probe(t.Context(), target, source.Env{})
	if !fault.Is(err, fault.Invalid) || found.Fingerprint != g.Fingerprint() {
		t.Errorf("found %+v, %v; want the fingerprint, and that credentials are missing", found, err)
	}
}

func TestPin_AnotherCertificateIsNotBelieved(t *testing.T) {
	g := pmgtest.New(pmgtest.Options{})
	target := listen(t, g)
	renewed := g.RenewCertificate()
	src, err := Kind().Open(target, source.Env{})
	must(t, err)
	defer src.Close()
	_, err = src.Jobs()[0].Run(t.Context())
	if f := source.Failure(err); f.Kind != infra.FailTLS || !strings.Contains(f.Reason, renewed) {
		t.Errorf("failure = %+v, want the new fingerprint", f)
	}
}
