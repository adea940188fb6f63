package pbs

import (
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"

	"pulse/backend/fault"
	"pulse/backend/httpclient"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pbs/pbstest"
	"pulse/backend/source/sourcetest"
)

// listen serves a server on a loopback address and returns a target at it,
// pinned to its certificate.
func listen(t *testing.T, s *pbstest.Server) source.Target {
	t.Helper()
	server := httptest.NewUnstartedServer(s.Handler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // faults break handshakes on purpose
	server.StartTLS()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	target := targetOf(server.URL)
	target.Fingerprint = httpclient.Fingerprint(server.Certificate())
	return target
}

func TestSource_PassesTheExamination(t *testing.T) {
	accounts := map[string]func(*source.Target){
		"with a token": func(*source.Target) {},
		"with a password": func(t *source.Target) {
			t.User, t.Password, t.TokenName, t.TokenValue = pbstest.User, pbstest.Password, "", ""
		},
	}
	for name, account := range accounts {
		t.Run(name, func(t *testing.T) {
			opts := pbstest.Small()
			opts.CloseEvery = 3
			s := pbstest.New(opts)
			target := listen(t, s)
			account(&target)
			sourcetest.Run(t, sourcetest.Case{Kind: Kind(), Good: target, Simulator: s})
		})
	}
}

func TestProbe_CountsDatastoresAndTellsWhatIsMissing(t *testing.T) {
	s := pbstest.New(pbstest.Small())
	target := listen(t, s)
	found, err := Kind().Probe(t.Context(), target, source.Env{})
	if err != nil || found.Version != "4.1" || found.Datastores != infra.Some(2) || len(found.Missing) > 0 || found.Fingerprint != target.Fingerprint {
		t.Errorf("found %+v, %v", found, err)
	}
	target.TokenName, target.TokenValue = pbstest.WeakToken, pbstest.WeakSecret
	found, err = Kind().Probe(t.Context(), target, source.Env{})
	if err != nil || found.Datastores != infra.Some(1) || len(found.Missing) != 1 || !strings.HasPrefix(found.Missing[0], "Sys.Audit on /system: ") {
		t.Errorf("weak: found %+v, %v; want Sys.Audit missing", found, err)
	}
	s.Fault(pbstest.Match{Path: "/access/permissions"}, pbstest.Fault{Status: 404, Reason: "not found"})
	if found, err := Kind().Probe(t.Context(), target, source.Env{}); err != nil || found.Missing != nil {
		t.Errorf("without permissions: found %+v, %v; want that it works all the same", found, err)
	}
}

func TestProbe_TellsTheCertificateEvenWhenItIsNotBelieved(t *testing.T) {
	target := listen(t, pbstest.New(pbstest.Small()))
	shown := target.Fingerprint
	target.Fingerprint, target.VerifyTLS = "", true
	found, err := Kind().Probe(t.Context(), target, source.Env{})
	if source.Failure(err).Kind != infra.FailTLS || found.Fingerprint != shown || found.Trusted {
		t.Errorf("found %+v, %v; want the fingerprint of an untrusted certificate", found, err)
	}
	target.TokenValue = ""
	found, err = Kind().Probe(t.Context(), target, source.Env{})
	if !fault.Is(err, fault.Invalid) || found.Fingerprint != shown {
		t.Errorf("found %+v, %v; want the fingerprint, and that credentials are missing", found, err)
	}
	target.Host = "https://127.0.0.1:1"
	if _, err := Kind().Probe(t.Context(), target, source.Env{}); source.Failure(err).Kind != infra.FailUnreachable {
		t.Errorf("nobody there: %v, want that it is unreachable", err)
	}
}

func TestProbe_RefusedTokenIsToldInWords(t *testing.T) {
	target := listen(t, pbstest.New(pbstest.Small()))
	target.TokenValue = "wrong-marker"
	_, err := Kind().Probe(t.Context(), target, source.Env{})
	want := "Proxmox Backup Server refuses the token monitor@pbs!pulse (401). Was it deleted, or has it expired?"
	if f := source.Failure(err); f.Kind != infra.FailAuth || f.Reason != want {
		t.Errorf("failure = %+v, want %q", f, want)
	}
}
