package api

import (
	"net/http"
	"strings"
	"testing"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

// signedIn signs in as a browser and returns what makes later calls its own.
func (f *fixture) signedIn(browser string) func(*http.Request) {
	f.t.Helper()
	w := f.call("POST", "/api/login", `{"username":"ann","password":"`+password+`"}`, header("User-Agent", browser))
	cookies := w.Result().Cookies()
	if w.Code != http.StatusOK {
		f.t.Fatalf("sign in: %d %s", w.Code, w.Body)
	}
	return func(r *http.Request) {
		for _, c := range cookies {
			r.AddCookie(c)
			if c.Name == auth.CSRFCookie {
				r.Header.Set("X-CSRF-Token", c.Value)
			}
		}
	}
}

func (f *fixture) sessions(who func(*http.Request)) map[string]wire.Session {
	f.t.Helper()
	list := map[string]wire.Session{}
	w := f.call("GET", "/api/security/sessions", "", who)
	for _, n := range decoded[[]wire.Session](f.t, w) {
		list[n.UserAgent] = n
	}
	return list
}

func TestSessions_AreListedAndEndedByTheirAccount(t *testing.T) {
	f := newFixture(t, withAccount(t))
	desk, phone := f.signedIn("desk"), f.signedIn("phone")
	list := f.sessions(desk)
	if got := list["phone"]; len(list) != 2 || !list["desk"].Current || got.Current || got.IP != "192.168.1.77" || got.ExpiresAt <= got.CreatedAt {
		t.Fatalf("list: %+v", list)
	}
	end := func(id string) int {
		return f.call("DELETE", "/api/security/sessions/"+id, "", desk).Code
	}
	if got := end("unknown"); got != http.StatusNotFound {
		t.Errorf("unknown id: got %d", got)
	}
	if got := end(list["phone"].ID); got != http.StatusOK {
		t.Errorf("end: got %d", got)
	}
	if w := f.call("GET", "/api/charts", "", phone); w.Code != http.StatusUnauthorized {
		t.Errorf("the ended one: got %d", w.Code)
	}
	if w := f.call("GET", "/api/charts", "", desk); w.Code != http.StatusOK {
		t.Errorf("the one that asked: got %d", w.Code)
	}
}

func TestSessions_EndOthersKeepsTheOneThatAsks(t *testing.T) {
	f := newFixture(t, withAccount(t))
	desk := f.signedIn("desk")
	f.signedIn("phone")
	f.signedIn("tablet")
	w := f.call("POST", "/api/security/sessions/end-others", "", desk)
	if got := decoded[wire.SessionsEnded](t, w); got.Ended != 2 || !got.Success {
		t.Errorf("got %+v", got)
	}
	if list := f.sessions(desk); len(list) != 1 || !list["desk"].Current {
		t.Errorf("left: %+v", list)
	}
}

func TestSessions_TellNothingToSignInWith(t *testing.T) {
	f := newFixture(t, withAccount(t))
	desk := f.signedIn("desk")
	w := f.call("GET", "/api/security/sessions", "", desk)
	r := request("GET", "/", "", desk)
	for _, c := range r.Cookies() {
		if strings.Contains(w.Body.String(), c.Value) {
			t.Errorf("%s is told: %s", c.Name, w.Body)
		}
	}
	if list := f.sessions(asAdmin); len(list) != 1 || list["desk"].Current {
		t.Errorf("a token sees those of the account, none as its own: %+v", list)
	}
}
