package pbstest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pulse/backend/source/proxmox/proxmoxtest"
)

// ask asks a server as the account and returns status and body.
func ask(t *testing.T, s *Server, account, path string) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, proxmoxtest.Prefix+path, nil)
	if account != "" {
		r.Header.Set("Authorization", "PBSAPIToken="+account)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func TestServer_AnswersErrorsInPlainText(t *testing.T) {
	s := New(Small())
	tests := map[string]struct {
		account, path string
		status        int
		words         string
	}{
		"nobody":            {"", "/version", 401, "authentication failed"},
		"wrong secret":      {Token + ":x", "/version", 401, "authentication failed"},
		"no privilege":      {WeakToken + ":" + WeakSecret, "/nodes/localhost/status", 403, "permission check failed"},
		"other datastore":   {WeakToken + ":" + WeakSecret, "/admin/datastore/offsite/gc", 403, "permission check failed"},
		"unknown path":      {Token + ":" + Secret, "/nothing", 404, "not found"},
		"unknown store":     {Token + ":" + Secret, "/admin/datastore/x/gc", 400, "no such datastore 'x'"},
		"unknown parameter": {Token + ":" + Secret, "/version?x=1", 400, "additional properties"},
		"unknown namespace": {Token + ":" + Secret, "/admin/datastore/main/groups?ns=x", 400, "does not exist"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			status, body := ask(t, s, test.account, test.path)
			if status != test.status || !strings.Contains(body, test.words) || strings.HasPrefix(body, "{") {
				t.Errorf("got %d %q, want %d with %q", status, body, test.status, test.words)
			}
		})
	}
}

func TestServer_SnapshotsAreOneJSONList(t *testing.T) {
	s := New(Small())
	_, body := ask(t, s, Token+":"+Secret, "/admin/datastore/main/snapshots?ns=lab")
	if n := strings.Count(body, `"backup-time"`); n != 12 || !strings.HasPrefix(body, `{"data":[{`) || !strings.HasSuffix(body, `}]}`) {
		t.Errorf("%d rows in %q, want 12", n, body)
	}
}

func TestFault_MeetsWhatItMatchesAndEnds(t *testing.T) {
	s := New(Small())
	undo := s.Fault(Match{Path: "/admin/datastore/{store}/gc", Times: 1}, Fault{Status: 500, Reason: "trouble"})
	var got []string
	for _, path := range []string{"/version", "/admin/datastore/main/gc", "/admin/datastore/main/gc"} {
		status, _ := ask(t, s, Token+":"+Secret, path)
		got = append(got, fmt.Sprint(status))
	}
	undo()
	if fmt.Sprint(got) != "[200 500 200]" || s.Requests()["GET /admin/datastore/{store}/gc"] != 2 || s.RequestTotal() != 3 {
		t.Errorf("got %v, requests %v", got, s.Requests())
	}
}

func TestNetwork_CutsAnAnswerInTheMiddle(t *testing.T) {
	s := New(Small())
	s.Fault(Match{}, Fault{Truncate: true})
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://backup1:8007"+proxmoxtest.Prefix+"/version", nil)
	r.Header.Set("Authorization", "PBSAPIToken="+Token+":"+Secret)
	resp, err := NewNetwork(map[string]*Server{"backup1": s}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err == nil || len(body) == 0 {
		t.Errorf("read %q, %v; want half of an answer and an error", body, err)
	}
}
