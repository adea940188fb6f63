package pve

import (
	"strings"
	"testing"
	"time"

	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pve/pvetest"
	"pulse/backend/source/sourcetest"
)

// listen serves a cluster on loopback addresses and returns a target at its
// first node, pinned to that node's certificate.
func listen(t *testing.T, c *pvetest.Cluster, first string) source.Target {
	t.Helper()
	servers, err := c.Listen(first, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = servers.Close() })
	node := c.Nodes()[0]
	target := targetOf(servers.URL(node))
	target.Fingerprint = c.Fingerprint(node)
	return target
}

func TestSource_PassesTheExamination(t *testing.T) {
	accounts := map[string]func(*source.Target){
		"with a token": func(*source.Target) {},
		"with a password": func(t *source.Target) {
			t.User, t.Password, t.TokenName, t.TokenValue = pvetest.User, pvetest.Password, "", ""
		},
	}
	for name, account := range accounts {
		t.Run(name, func(t *testing.T) {
			opts := pvetest.Estate(2, 10, 3)
			opts.CloseEvery = 3
			opts.Storages = append(opts.Storages, pvetest.CephStorages()...)
			c := pvetest.New(opts)
			target := listen(t, c, "127.0.31.1")
			account(&target)
			sourcetest.Run(t, sourcetest.Case{Kind: Kind(), Good: target, Simulator: c})
		})
	}
}

func TestPin_MembersAreTrustedByWhatTheClusterTells(t *testing.T) {
	c := pvetest.New(pvetest.Estate(3, 3, 3))
	target := listen(t, c, "127.0.32.1")
	w := watch(t, target, source.Env{Pulse: 50 * time.Millisecond})
	eventually(t, "all members are reached", func() bool {
		members := w.Snapshot().Estate(testTarget).Cluster.Members
		for _, m := range members {
			if !m.Online || m.Fingerprint != c.Fingerprint(m.Name) {
				return false
			}
		}
		return len(members) == 3 && w.health() == infra.Healthy
	})
	must(t, c.NodeDown("pve1"))
	eventually(t, "the others go on", func() bool {
		return w.node("pve1").Status == infra.NodeOffline && w.health() == infra.Degraded
	})
}

func TestPin_MemberWithAnotherCertificateIsNotBelieved(t *testing.T) {
	c := pvetest.New(pvetest.Estate(1, 1, 3))
	target := listen(t, c, "127.0.33.1")
	if _, err := c.RenewCertificate("pve1"); err != nil {
		t.Fatal(err)
	}
	src, err := Kind().Open(target, source.Env{})
	must(t, err)
	defer src.Close()
	_, err = src.Jobs()[0].Run(t.Context())
	f := source.Failure(err)
	if f.Kind != infra.FailTLS || !strings.Contains(f.Reason, c.Fingerprint("pve1")) {
		t.Errorf("failure = %+v, want the new fingerprint", f)
	}
}

func TestProbe_TellsTheCertificateEvenWhenItIsNotBelieved(t *testing.T) {
	c := pvetest.New(pvetest.Estate(1, 1, 3))
	target := listen(t, c, "127.0.34.1")
	target.Fingerprint, target.VerifyTLS = "", true
	found, err := Kind().Probe(t.Context(), target, source.Env{})
	if source.Failure(err).Kind != infra.FailTLS || found.Fingerprint != c.Fingerprint("pve1") || found.Trusted {
		t.Errorf("found %+v, %v; want the fingerprint of an untrusted certificate", found, err)
	}
	target.Fingerprint = found.Fingerprint
	if found, err := Kind().Probe(t.Context(), target, source.Env{}); err != nil || found.Nodes != 1 {
		t.Errorf("pinned: found %+v, %v; want one node", found, err)
	}
}

func TestProbe_TellsTheCertificateBeforeThereAreCredentials(t *testing.T) {
	c := pvetest.New(pvetest.Estate(1, 1, 3))
	target := listen(t, c, "127.0.35.1")
	target.TokenName, target.TokenValue, target.Fingerprint = "", "", ""
	found, err := Kind().Probe(t.Context(), target, source.Env{})
	if !fault.Is(err, fault.Invalid) || found.Fingerprint != c.Fingerprint("pve1") {
		t.Errorf("found %+v, %v; want the fingerprint, and that credentials are missing", found, err)
	}
	target.Host = "https://127.0.35.2:1"
	if _, err := Kind().Probe(t.Context(), target, source.Env{}); source.Failure(err).Kind != infra.FailUnreachable {
		t.Errorf("nobody there: %v, want that it is unreachable", err)
	}
}

// eventually waits for something that happens on real connections.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("not true after 10 s: %s", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
