package auth

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestStill_EndsWithTheCredential(t *testing.T) {
	token := func(t *testing.T, f *fixture) (func(*http.Request), string) {
		raw, record, err := f.AddToken(t.Context(), NewToken{Expires: f.clock.at.Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		return header("X-API-Token", raw), record.ID
	}
	session := func(t *testing.T, f *fixture) func(*http.Request) {
		cookie, _ := f.cookies(t)
		return carrying(cookie)
	}
	cases := []struct {
		name  string
		env   Environment
		begin func(*testing.T, *fixture) (who func(*http.Request), end func() error)
	}{
		{"token is deleted", withAccount(t), func(t *testing.T, f *fixture) (func(*http.Request), func() error) {
			who, id := token(t, f)
			return who, func() error { return f.DeleteToken(t.Context(), id) }
		}},
		{"token expires", withAccount(t), func(t *testing.T, f *fixture) (func(*http.Request), func() error) {
			who, _ := token(t, f)
			return who, func() error { f.clock.pass(time.Hour); return nil }
		}},
		{"sign-out", withAccount(t), func(t *testing.T, f *fixture) (func(*http.Request), func() error) {
			who := session(t, f)
			return who, func() error { return f.SignOut(httptest.NewRecorder(), request("POST", "/", who)) }
		}},
		{"session expires", withAccount(t), func(t *testing.T, f *fixture) (func(*http.Request), func() error) {
			return session(t, f), func() error { f.clock.pass(SessionLife); return nil }
		}},
		{"password changes", withAccount(t), func(t *testing.T, f *fixture) (func(*http.Request), func() error) {
			return basic("ann", password), func() error {
				_, err := f.UseEnvironment(t.Context(), Environment{User: "ann", Password: "another one"})
				return err
			}
		}},
		{"first account", Environment{OpenSetup: true}, func(t *testing.T, f *fixture) (func(*http.Request), func() error) {
			return peer("127.0.0.1:1"), func() error {
				_, err := f.UseEnvironment(t.Context(), withAccount(t))
				return err
			}
		}},
		{"open reading is closed", Environment{Tokens: []string{"environment-token-1234567890"}}, func(t *testing.T, f *fixture) (func(*http.Request), func() error) {
			return peer("1.2.3.4:5"), func() error {
				system, err := f.store.System(t.Context())
				system.OpenReadOnly = false
				f.Apply(system)
				return err
			}
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t, c.env)
			who, end := c.begin(t, f)
			if got := f.call("GET", "/api/open", who).Code; got != http.StatusOK {
				t.Fatalf("got %d", got)
			}
			passed := f.routes.passed
			if !f.Still(passed) {
				t.Error("ended at once")
			}
			if err := end(); err != nil {
				t.Fatal(err)
			}
			if f.Still(passed) {
				t.Error("goes on")
			}
		})
	}
}
