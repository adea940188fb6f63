package pbs

import (
	"errors"
	"net/http"
	"testing"

	"github.com/go-resty/resty/v2"

	"pulse/backend/infra"
	"pulse/backend/source"
	"pulse/backend/source/proxmox"
)

func recordedResponse(status int, body string) *resty.Response {
	r := &resty.Response{Request: &resty.Request{}, RawResponse: &http.Response{StatusCode: status, Status: http.StatusText(status)}}
	return r.SetBody([]byte(body))
}

func TestFailed_TakesTheWordsOutOfTheBody(t *testing.T) {
	s := newSession(source.Target{TokenName: "a@pbs!b", TokenValue: "marker-secret"})
	tests := map[string]struct {
		status     int
		body, want string
	}{
		"plain text":           {400, "datastore 'main' is not mounted\n", "/p: 400 datastore 'main' is not mounted"},
		"nothing":              {400, "", "/p: 400"},
		"a page":               {502, "<html>bad gateway</html>", "/p: 502"},
		"data":                 {500, `{"data":null}`, "/p: 500"},
		"secrets are left out": {400, "bad value marker-secret here", "/p: 400 bad value … here"},
		"one line":             {400, "two\tparts\x1b[31m", "/p: 400 two parts [31m"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := s.failed(recordedResponse(test.status, test.body), "/p").Error(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	c := &client{address: "https://b:8007", session: newSession(source.Target{TokenName: "pulse@pbs!mon", TokenValue: "s"})}
	status := func(code int, words, path string) error {
		return &proxmox.StatusError{Status: code, Reason: words, Path: path}
	}
	tests := map[string]struct {
		err  error
		q    query
		want infra.Failure
	}{
		"token refused": {status(401, "authentication failed", versionPath), query{path: versionPath, scope: "main"}, infra.Failure{
			Kind: infra.FailAuth, Reason: "Proxmox Backup Server refuses the token pulse@pbs!mon (401). Was it deleted, or has it expired?",
		}},
		"privilege on a datastore": {status(403, "permission check failed", "/admin/datastore/main/gc"), storeQuery("main", "gc", 0), infra.Failure{
			Kind: infra.FailPermission, Scope: "main",
			Reason: "the token pulse@pbs!mon may not read /admin/datastore/main/gc (403): Datastore.Audit on /datastore/main is missing",
		}},
		"privilege on jobs": {status(403, "", "/admin/sync"), query{path: "/admin/sync"}, infra.Failure{
			Kind: infra.FailPermission, Reason: "the token pulse@pbs!mon may not read /admin/sync (403): Datastore.Audit on /datastore is missing",
		}},
		"the server's words": {status(400, "no such datastore 'x'", "/admin/datastore/x/status"), storeQuery("x", "status", 0), infra.Failure{
			Kind: infra.FailAnswer, Scope: "x", Reason: "https://b:8007 refuses /admin/datastore/x/status (400 no such datastore 'x')",
		}},
		"reverse proxy": {status(502, "", "/version"), query{path: "/version"}, infra.Failure{
			Kind: infra.FailUnreachable, Reason: "the proxy at https://b:8007 cannot reach Proxmox Backup Server (502)",
		}},
		"unreadable": {errors.Join(proxmox.ErrUnreadable, proxmox.ErrNoData), query{path: "/version"}, infra.Failure{
			Kind:   infra.FailAnswer,
			Reason: "https://b:8007 answers /version with something that is no Proxmox Backup Server data. Is this the address of Proxmox Backup Server?",
		}},
		"too long": {resty.ErrResponseBodyTooLarge, query{path: "/x"}, infra.Failure{
			Kind: infra.FailAnswer, Reason: "https://b:8007 answers /x with more data than is read",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := source.Failure(c.explain(test.err, test.q)); got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestLogin_SecondFactorIsExplained(t *testing.T) {
	s := newSession(source.Target{User: "root@pam", Password: "x"})
	_, err := s.ticketIn(recordedResponse(200, `{"data":{"ticket":"PBS:!tfa!challenge","username":"root@pam"}}`))
	want := "root@pam logs in with a second factor, which only a person can give. Use an API token"
	if f := source.Failure(err); f.Kind != infra.FailAuth || f.Reason != want {
		t.Errorf("failure = %+v, want %q", f, want)
	}
}
