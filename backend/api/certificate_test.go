package api

import (
	"net/http"
	"strings"
	"testing"

	"pulse/backend/infra"
	"pulse/backend/wire"
)

func TestCertificate_ThatChangedIsToldAndPinnedAnew(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", `{"type":"pve","host":"dead","user":"root@pam","password":"secret","fingerprint":"11:22"}`)
	const path = "/api/config/nodes/pve-0/certificate"
	got := decoded[wire.Certificate](t, f.admin(http.StatusOK, "GET", path, ""))
	if want := (wire.Certificate{Fingerprint: "AA:BB", Pinned: "11:22", Changed: true}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	f.admin(http.StatusConflict, "POST", path, `{"fingerprint":"CC:DD"}`)
	f.admin(http.StatusConflict, "POST", path, `{}`)
	if got := f.firstNode(); got.Fingerprint != "11:22" {
		t.Fatalf("pinned %s without a comparison", got.Fingerprint)
	}
	reloads := f.estate.reloads
	pinned := decoded[wire.Certificate](t, f.admin(http.StatusOK, "POST", path, `{"fingerprint":"aabb"}`))
	if n := f.firstNode(); pinned.Changed || n.Fingerprint != "AA:BB" || !n.HasPassword || n.User != "root@pam" || f.estate.reloads != reloads+1 {
		t.Errorf("answer %+v, node %+v", pinned, n)
	}
	f.admin(http.StatusNotFound, "GET", "/api/config/nodes/pve-9/certificate", "")
	f.admin(http.StatusBadRequest, "GET", "/api/config/nodes/x/certificate", "")
}

func TestNodeTest_OfASavedConnectionTellsTheCertificate(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", strings.Replace(cluster, "10.0.0.1", "dead", 1))
	refused := f.object(f.admin(http.StatusBadRequest, "POST", "/api/config/nodes/pve-0/test", ""))
	if details, _ := refused["details"].(map[string]any); refused["status"] != "error" || details["fingerprint"] != "AA:BB" {
		t.Errorf("answer %v", refused)
	}
}

func TestNodes_SayWhyTheyAreDisconnected(t *testing.T) {
	f := newFixture(t, withAccount(t))
	f.admin(http.StatusCreated, "POST", "/api/config/nodes", cluster)
	f.estate.view.Snapshot.Targets[0].Failure = &infra.Failure{Kind: infra.FailTLS, Reason: "the certificate changed"}
	if n := f.firstNode(); n.Status != "disconnected" || n.Problem != "tls" || n.ProblemReason != "the certificate changed" {
		t.Errorf("node %+v", n)
	}
}
