package proxmox

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-resty/resty/v2"

	"pulse/backend/fault"
	"pulse/backend/httpclient"
	"pulse/backend/infra"
	"pulse/backend/source"
)

func TestExplain(t *testing.T) {
	const (
		auth, permission, unreachable = infra.FailAuth, infra.FailPermission, infra.FailUnreachable
		answer, tls                   = infra.FailAnswer, infra.FailTLS
	)
	status := func(code int, reason string) error { return &StatusError{Status: code, Reason: reason, Path: "/p"} }
	tests := map[string]struct {
		err  error
		node string
		want infra.Failure
	}{
		"password refused":    {status(401, "authentication failure"), "mx2", infra.Failure{Kind: auth, Reason: "Product refuses user name or password of pulse@pmg (401)"}},
		"role too weak":       {status(403, "permission check failed"), "mx2", infra.Failure{Scope: "mx2", Kind: permission, Reason: "pulse@pmg may not read /p (403 permission check failed). Give the account a role that may, such as Auditor"}},
		"another node silent": {status(595, "No route to host"), "mx2", infra.Failure{Scope: "mx2", Kind: unreachable, Reason: "node mx2 does not answer (595 No route to host). Is it running?"}},
		"daemon silent":       {status(596, ""), "", infra.Failure{Kind: unreachable, Reason: "https://mx1:8006 answers, but the daemon behind it does not (596)"}},
		"reverse proxy":       {status(502, "Bad Gateway"), "", infra.Failure{Kind: unreachable, Reason: "the proxy at https://mx1:8006 cannot reach Product (502 Bad Gateway)"}},
		"redirect":            {status(302, "Found"), "", infra.Failure{Kind: answer, Reason: "https://mx1:8006 sends the call elsewhere (302). Enter the address of the server itself"}},
		"server error":        {status(500, "no such table"), "", infra.Failure{Kind: answer, Reason: "https://mx1:8006 refuses /p (500 no such table)"}},
		"unreadable":          {errors.Join(ErrUnreadable, ErrNoData), "", infra.Failure{Kind: answer, Reason: "https://mx1:8006 answers /p with something that is no Product data. Is this the address of Product?"}},
		"certificate changed": {&httpclient.CertificateError{Fingerprint: "AA:BB"}, "", infra.Failure{Kind: tls, Reason: "the certificate changed: https://mx1:8006 shows the SHA-256 fingerprint AA:BB instead of the stored one. If that is right, store the new one"}},
		"anything else":       {&url.Error{Op: "Get", URL: "https://secret", Err: errors.New("no route\x00 to host")}, "", infra.Failure{Kind: unreachable, Reason: "https://mx1:8006 cannot be reached: no route to host"}},
		"in words already":    {&source.Error{Kind: auth, Reason: "as it was"}, "mx2", infra.Failure{Kind: auth, Reason: "as it was"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := Call{Product: "Product", Account: "pulse@pmg", Address: "https://mx1:8006", Path: "/p", Scope: test.node}
			if got := source.Failure(c.Explain(test.err)); got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

// response is an answer with a status line of our own.
func response(phrase, body string) *resty.Response {
	recorder := httptest.NewRecorder()
	_, _ = recorder.WriteString(body)
	raw := recorder.Result()
	raw.StatusCode, raw.Status = http.StatusInternalServerError, "500 "+phrase
	r := &resty.Response{RawResponse: raw}
	r.SetBody([]byte(body))
	return r
}

func TestFailed_TakesTheReasonFromWhereItStands(t *testing.T) {
	tests := map[string]struct{ phrase, body, want string }{
		"status line":          {"no such table", `{"data":null}`, "no such table"},
		"body of newer ones":   {"Internal Server Error", `{"data":null,"message":"got timeout\n"}`, "got timeout"},
		"parameter errors":     {"", `{"errors":{"b":"too small","a":"no number"},"message":"wrong.\n"}`, "wrong. ; a: no number; b: too small"},
		"nothing":              {"", ``, ""},
		"text":                 {"", `permission denied`, ""},
		"secrets are left out": {"bad value marker-secret here", ``, "bad value … here"},
		"one line":             {"two\tparts\x1b[31m", ``, "two parts [31m"},
		"long words":           {strings.Repeat("ä", 500), ``, strings.Repeat("ä", maxReason) + "…"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := Failed(response(test.phrase, test.body), "/p", "marker-secret", "").Reason; got != test.want {
				t.Errorf("reason = %q, want %q", got, test.want)
			}
		})
	}
}

func TestDecode_TellsWhatIsNoData(t *testing.T) {
	for name, body := range map[string]string{"null": `{"data":null}`, "nothing": ``, "page": `<html>`, "wrong type": `{"data":"text"}`} {
		if _, err := Decode[[]int]([]byte(body)); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: error = %v, want that it is unreadable", name, err)
		}
	}
	if got, err := Decode[[]int]([]byte(`{"data":[1,2]}`)); err != nil || len(got) != 2 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAddress(t *testing.T) {
	for entered, want := range map[string]string{
		"mx.example": "https://mx.example:8006", "10.0.0.1:443\t": "https://10.0.0.1:443", "http://mx/path?x": "http://mx:8006",
		"fd00::1": "https://[fd00::1]:8006", "[fe80::1%25eth0]:8006": "https://[fe80::1%eth0]:8006", "1and1.example": "https://1and1.example:8006",
	} {
		if got, err := Address(entered, "8006"); err != nil || got != want {
			t.Errorf("%q became %q, %v; want %q", entered, got, err, want)
		}
	}
	for _, entered := range []string{"", "ftp://a", "https://u:p@a", "a b", "a:0", "a:70000", "a:", "1.2.3", "[::zz]", "a;b", "https://"} {
		if got, err := Address(entered, "8006"); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q became %q, %v; want that it is refused", entered, got, err)
		}
	}
}
