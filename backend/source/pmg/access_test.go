package pmg

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/fault"
	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/pmg/pmgtest"
)

const loginPath = "POST /access/ticket"

func as(user, password string) func(*source.Target) {
	return func(t *source.Target) { t.User, t.Password = user, password }
}

func TestLogin_RenewsTheTicketInTime(t *testing.T) {
	for name, form := range map[string]bool{"as JSON": false, "as form": true} {
		t.Run(name, func(t *testing.T) {
			inMemory(t, pmgtest.Options{FormLogin: form}, func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
				for range 5 * 60 {
					after(time.Minute)
					if f := w.Estate().Failure; f != nil {
						t.Fatalf("failed: %+v", f)
					}
				}
				if logins := g.Requests()[loginPath]; logins < 4 || logins > 8 {
					t.Errorf("%d logins in five hours, want one per 90 minutes", logins)
				}
			})
		})
	}
}

func TestLogin_AgainWhenTheTicketIsRefused(t *testing.T) {
	inMemory(t, pmgtest.Cluster(1), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		after(settle)
		g.ExpireTickets()
		after(2 * time.Minute)
		if f := w.failures(infra.PartPulse); f != nil || g.Requests()[loginPath] != 2 {
			t.Errorf("failures %+v after %d logins, want a second login and none", f, g.Requests()[loginPath])
		}
	})
}

func TestLogin_RefusedIsNotRepeatedAtOnce(t *testing.T) {
	inMemory(t, pmgtest.Options{DenyDelay: 3 * time.Second}, func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		after(time.Minute)
		want := &infra.Failure{Kind: infra.FailAuth, Reason: "Proxmox Mail Gateway refuses user name or password of " + pmgtest.User + " (401)"}
		if diff := cmp.Diff(want, w.Estate().Failure); diff != "" {
			t.Error(diff)
		}
		if logins := g.Requests()[loginPath]; logins > 6 {
			t.Errorf("%d logins in a minute, want at most one per 10 s", logins)
		}
	}, as(pmgtest.User, "wrong-marker"))
}

func TestLogin_ATokenIsExplainedWithoutAskingAnybody(t *testing.T) {
	inMemory(t, pmgtest.Cluster(1), func(t *testing.T, g *pmgtest.Gateway, w *watcher) {
		after(settle)
		f := w.Estate().Failure
		if f == nil || f.Kind != infra.FailAuth || !strings.HasPrefix(f.Reason, "Proxmox Mail Gateway has no API tokens") || strings.Contains(f.Reason, "marker") {
			t.Errorf("failure = %+v, want that there are no tokens", f)
		}
		if got := g.RequestTotal(); got != 0 {
			t.Errorf("%d requests, want none", got)
		}
	}, as("", ""), func(t *source.Target) { t.TokenName, t.TokenValue = "pulse@pmg!mon", "secret-marker" })
}

func TestLogin_ASecondFactorIsExplained(t *testing.T) {
	account := pmgtest.Account{ID: pmgtest.User, Password: pmgtest.Password, Role: "audit", TFA: true}
	inMemory(t, pmgtest.Options{Accounts: []pmgtest.Account{account}}, func(t *testing.T, _ *pmgtest.Gateway, w *watcher) {
		after(settle)
		if f := w.Estate().Failure; f == nil || f.Kind != infra.FailAuth || !strings.Contains(f.Reason, "second factor") {
			t.Errorf("failure = %+v, want the second factor", f)
		}
	})
}

func TestWeakAccount_ShowsWhatItMaySee(t *testing.T) {
	inMemory(t, pmgtest.Cluster(2), func(t *testing.T, _ *pmgtest.Gateway, w *watcher) {
		after(settle)
		row := w.gateway()
		if !row.Online || len(row.Nodes) != 2 || row.Mail == nil || row.Quarantine == nil || row.Nodes[0].Queue != nil {
			t.Errorf("got %+v, want everything but the queues", row)
		}
		if row.Stale == nil || !row.Stale.DetailOnly || !strings.Contains(row.Stale.Reason, "/nodes/mx1/postfix/qshape") {
			t.Errorf("stale = %+v, want what may not be read", row.Stale)
		}
	}, as(pmgtest.QuarantineUser, pmgtest.QuarantinePassword))
}

func TestProbe_TellsWhatIsThereAndWhatIsMissing(t *testing.T) {
	tests := map[string]struct {
		user, password string
		nodes, missing int
	}{
		"auditor":            {pmgtest.User, pmgtest.Password, 3, 0},
		"quarantine manager": {pmgtest.QuarantineUser, pmgtest.QuarantinePassword, 3, 1},
		"help desk":          {pmgtest.DeskUser, pmgtest.DeskPassword, 0, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := pmgtest.New(pmgtest.Cluster(3))
				target := targetOf("https://mx1:8006")
				target.User, target.Password = test.user, test.password
				found, err := Kind().Probe(t.Context(), target, source.Env{Transport: pmgtest.NewNetwork(g)})
				if err != nil || found.Version != "8.2.1" || found.Nodes != test.nodes || len(found.Missing) != test.missing {
					t.Errorf("found %+v, %v; want 8.2.1, %d nodes and %d missing", found, err, test.nodes, test.missing)
				}
			})
		})
	}
}

func TestProbe_OfATokenSaysThatThereAreNone(t *testing.T) {
	target := source.Target{Kind: "pmg", Host: "https://mx1:8006", TokenName: "pulse@pmg!mon", TokenValue: "secret-marker"}
	_, err := Kind().Probe(t.Context(), target, source.Env{Transport: pmgtest.NewNetwork()})
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "no API tokens") || strings.Contains(err.Error(), "marker") {
		t.Errorf("error = %v, want that there are no tokens", err)
	}
}

func TestNormalize_FillsPortAndRealm(t *testing.T) {
	got, err := Kind().Normalize(source.Target{Host: " mx.example ", User: "pulse"})
	if err != nil || got.Host != "https://mx.example:8006" || got.User != "pulse@pmg" {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := Kind().Normalize(source.Target{Host: "a b"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a host with a space: %v, want that it is invalid", err)
	}
}
