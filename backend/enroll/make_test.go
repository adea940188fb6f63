package enroll

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pulse/backend/source"
	"pulse/backend/source/pbs"
	"pulse/backend/source/pbs/pbstest"
	"pulse/backend/source/pve"
	"pulse/backend/source/pve/pvetest"
)

// products are those whose tokens are made with a password.
func products(t *testing.T) map[string]Registration {
	t.Helper()
	serve := func(h http.Handler) string {
		s := httptest.NewTLSServer(h)
		t.Cleanup(s.Close)
		return s.URL
	}
	list := map[string]Registration{}
	for _, version := range []string{"7.4", "8.4", "9.1"} {
		options := pvetest.Small()
		options.Version = version
		c := pvetest.New(options)
		list["pve "+version] = Registration{Kind: "pve", Host: serve(c.Handler(c.Nodes()[0])), User: pvetest.User, Password: pvetest.Password}
	}
	backups := pbstest.New(pbstest.Small())
	list["pbs"] = Registration{Kind: "pbs", Host: serve(backups.Handler()), User: pbstest.User, Password: pbstest.Password}
	return list
}

// registered registers so long after noon.
func registered(t *testing.T, in Registration, kept *shelf, after time.Duration) (source.Target, error) {
	t.Helper()
	now := func() time.Time { return noon().Add(after) }
	return New(Options{Store: kept, Kinds: []source.Kind{pve.Kind(), pbs.Kind()}, Now: now}).Register(t.Context(), in)
}

func TestRegister_MakesATokenWithAPasswordAndForgetsIt(t *testing.T) {
	for name, in := range products(t) {
		t.Run(name, func(t *testing.T) {
			kept := new(shelf)
			added, err := registered(t, in, kept, 0)
			if err != nil {
				t.Fatal(err)
			}
			realm := map[string]string{"pve": "pam", "pbs": "pbs"}[in.Kind]
			if want := fmt.Sprintf("pulse-monitor@%s!pulse-%d", realm, noon().Unix()); added.TokenName != want || added.TokenValue == "" {
				t.Errorf("token %q, not %q", added.TokenName, want)
			}
			if added.User != "" || added.Password != "" || kept.targets[0].Password != "" {
				t.Errorf("the password is kept: %+v", added)
			}
			in.MayReplace = true
			if again, err := registered(t, in, kept, time.Second); err != nil || again.TokenName == added.TokenName || len(kept.targets) != 1 {
				t.Errorf("a second time, with its user and role there already: %q, %v", again.TokenName, err)
			}
		})
	}
}

func TestRegister_WithAWrongPasswordSaysWhatToDo(t *testing.T) {
	for name, in := range products(t) {
		in.Password = "not-this-one"
		kept := new(shelf)
		if _, err := registered(t, in, kept, 0); !isUnreachable(err) || !strings.Contains(err.Error(), "refused the name or the password") || len(kept.targets) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRegister_WithAnAccountThatMayMakeNothingSaysWhichOneMay(t *testing.T) {
	s := newServer(t)
	s.cluster.SetAccount(pvetest.Account{ID: "reader@pve", Secret: "reading", Grants: []pvetest.Grant{{Path: "/", Privs: []string{"Sys.Audit"}}}})
	in := Registration{Kind: "pve", Host: s.URL, User: "reader@pve", Password: "reading"}
	if _, err := registered(t, in, new(shelf), 0); !isUnreachable(err) || !strings.Contains(err.Error(), "use one like root@pam") {
		t.Error(err)
	}
}
