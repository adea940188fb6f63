package auth

import (
	"net/http"
	"testing"
)

func TestSignIns_OfAProviderAreThoseOfTheirPersonAlone(t *testing.T) {
	f := newSignOn(t, nil)
	ann, bob := f.browser(), f.browser()
	for name, b := range map[string]*browser{"ann": ann, "bob": bob} {
		f.issuer.Say(map[string]any{"sub": name, "preferred_username": name})
		f.comeBack(b, f.begin(t, b, "/"))
	}
	if !f.signedIn(ann) || !f.signedIn(bob) {
		t.Fatal("nobody is signed in")
	}
	ended := -1
	ann.call(request("POST", "/api/admin"), func(_ http.ResponseWriter, r *http.Request) {
		session, err := f.session(r)
		if err != nil {
			t.Fatal(err)
		}
		r = r.WithContext(with(r.Context(), Identity{Name: session.user, Method: OIDC, Rights: everything, session: session}))
		if list, err := f.SignIns(r); err != nil || len(list) != 1 || !list[0].Current {
			t.Errorf("list: %+v, %v", list, err)
		}
		if ended, err = f.EndOtherSignIns(r); err != nil {
			t.Error(err)
		}
	})
	if ended != 0 || !f.signedIn(bob) {
		t.Errorf("%d sessions of others ended", ended)
	}
}
