package webhook_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/notify"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/webhook"
)

const (
	pathSecret   = "path-marker-4711"
	querySecret  = "query-marker-4711"
	headerSecret = "header-marker-4711"
)

func TestWebhook_PassesTheExaminationOfChannels(t *testing.T) {
	notifytest.Run(t, webhook.Kind(), func(t *testing.T) notifytest.Receiver {
		return notifytest.NewHTTPReceiver(t, func(address string) notify.Channel {
			return notify.Channel{
				ID: "hook-1", Kind: "webhook", Name: "ops", Enabled: true,
				URL:     address + "/services/" + pathSecret + "?token=" + querySecret,
				Headers: map[string]string{"Authorization": "Bearer " + headerSecret},
			}
		}, pathSecret, querySecret, headerSecret)
	})
}

// recorded is a request as a server got it.
type recorded struct {
	method string
	header http.Header
	body   map[string]any
}

func recorder(t *testing.T, answer http.HandlerFunc) (address string, requests *[]recorded) {
	t.Helper()
	requests = &[]recorded{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got := recorded{method: r.Method, header: r.Header}
		if err := json.NewDecoder(r.Body).Decode(&got.body); err != nil && !errors.Is(err, io.EOF) {
			t.Errorf("body is not JSON: %v", err)
		}
		*requests = append(*requests, got)
		if answer != nil {
			answer(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, requests
}

func send(t *testing.T, c notify.Channel, n notify.Notice) (notify.Result, error) {
	t.Helper()
	notifier, err := webhook.Kind().Open(c, notifytest.Env())
	if err != nil {
		t.Fatal(err)
	}
	return notifier.Send(t.Context(), n)
}

func TestSend_GroupsAlertsInThePublishedForm(t *testing.T) {
	address, got := recorder(t, nil)
	if _, err := send(t, notify.Channel{URL: address}, notifytest.Notice("n-1")); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"event": "firing", "noticeId": "n-1", "count": 2.0, "timestamp": 1772366400.0,
		"source": "pulse-monitoring", "grouped": true,
		"alerts": []any{
			map[string]any{"id": "lab-node1-101-memory", "message": "VM memory at 87.2%"},
			map[string]any{"id": "lab-node1-101-cpu", "message": "VM CPU at 95.0%"},
		},
	}
	if diff := cmp.Diff(want, (*got)[0].body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

func TestSend_TestCarriesOneAlert(t *testing.T) {
	address, got := recorder(t, nil)
	n := notifytest.Notice("n-1")
	n.Event, n.Alerts = notify.EventTest, n.Alerts[:1]
	if _, err := send(t, notify.Channel{URL: address}, n); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"event": "test", "noticeId": "n-1", "timestamp": 1772366400.0, "source": "pulse-monitoring",
		"alert": map[string]any{
			"id": "lab-node1-101-memory", "message": "VM memory at 87.2%",
			"resource_name": "web", "start_time": "2026-03-01T12:00:00Z", "duration": "0s",
		},
	}
	if diff := cmp.Diff(want, (*got)[0].body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

func TestSend_UsesMethodAndHeadersOfTheChannel(t *testing.T) {
	address, got := recorder(t, nil)
	c := notify.Channel{URL: address, Method: "put", Headers: map[string]string{
		"x-team": "ops", "content-type": "application/vnd.ops+json", "idempotency-key": "mine", "X-Node": "{{.Node}}",
	}}
	if _, err := send(t, c, notifytest.Notice("n-1")); err != nil {
		t.Fatal(err)
	}
	r := (*got)[0]
	want := map[string]string{
		"X-Team": "ops", "Content-Type": "application/vnd.ops+json", "Idempotency-Key": "n-1",
		"User-Agent": "Pulse-Monitoring/2.0", "X-Node": "",
	}
	for name, value := range want {
		if r.header.Get(name) != value {
			t.Errorf("%s: got %q, want %q", name, r.header.Get(name), value)
		}
	}
	if r.method != http.MethodPut {
		t.Errorf("method: got %s, want PUT", r.method)
	}
}

func TestSend_GetHasNoBody(t *testing.T) {
	address, got := recorder(t, nil)
	if _, err := send(t, notify.Channel{URL: address, Method: "GET"}, notifytest.Notice("n-1")); err != nil {
		t.Fatal(err)
	}
	if r := (*got)[0]; r.method != http.MethodGet || r.body != nil {
		t.Errorf("got %s with %v, want GET with nothing", r.method, r.body)
	}
}

func TestSend_SortsAnswers(t *testing.T) {
	for status, want := range map[int]string{
		200: "sent", 204: "sent", 303: "sent",
		301: "failed", 400: "failed", 401: "failed", 404: "failed", 408: "failed", 422: "failed",
		429: "retry", 500: "retry", 502: "retry", 504: "retry",
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			address, _ := recorder(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
			result, err := send(t, notify.Channel{URL: address}, notifytest.Notice("n-1"))
			if got := word(err); got != want || result.Status != status {
				t.Errorf("got %s with status %d, want %s", got, result.Status, want)
			}
		})
	}
}

func word(err error) string {
	failure, failed := errors.AsType[*notify.Error](err)
	switch {
	case !failed:
		return "sent"
	case failure.Retry:
		return "retry"
	default:
		return "failed"
	}
}

func TestSend_RedirectKeepsMethodAndBody(t *testing.T) {
	final, got := recorder(t, nil)
	first, _ := recorder(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, final, http.StatusFound)
	})
	c := notify.Channel{URL: first, Headers: map[string]string{"Authorization": "Bearer " + headerSecret}}
	if _, err := send(t, c, notifytest.Notice("n-1")); err != nil {
		t.Fatal(err)
	}
	r := (*got)[0]
	if r.method != http.MethodPost || r.body["noticeId"] != "n-1" {
		t.Errorf("redirected request: %s %v", r.method, r.body)
	}
	if r.header.Get("Authorization") != "" {
		t.Error("another host got the credentials of the channel")
	}
}

func TestSend_EndsAnEndlessRedirect(t *testing.T) {
	requests := 0
	address, _ := recorder(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		http.Redirect(w, r, "/again", http.StatusTemporaryRedirect)
	})
	_, err := send(t, notify.Channel{URL: address}, notifytest.Notice("n-1"))
	if got := word(err); got != "failed" || requests != 4 {
		t.Errorf("got %s (%v) after %d requests, want failed after 4", got, err, requests)
	}
}

func TestSend_KeepsALittleOfAHugeAnswer(t *testing.T) {
	address, _ := recorder(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("x", 3<<20))
	})
	result, err := send(t, notify.Channel{URL: address}, notifytest.Notice("n-1"))
	if err != nil || len(result.Response) != 16<<10 {
		t.Errorf("got %d bytes, error %v; want 16384 and none", len(result.Response), err)
	}
}

func TestValidateURL(t *testing.T) {
	for _, c := range []struct {
		url, problem string // empty = allowed
	}{
		{"https://hooks.example.com/x", ""},
		{"http://192.168.1.20:8080/x", ""},
		{"http://10.0.0.1", ""},
		{"http://[fd12::1]/x", ""},
		{"https://example.com/{{.Node}}", ""},
		{"https://{{.Node}}.example.com/", ""},
		{"http://127.0.0.1/{{.Node}}", "this machine"},
		{"ftp://example.com", "http://"},
		{"example.com", "http://"},
		{"http://", "host"},
		{"http://example.com:0", "port"},
		{"http://example.com:99999", "port"},
		{"http://localhost/x", "this machine"},
		{"http://LOCALHOST./x", "this machine"},
		{"http://api.localhost/x", "this machine"},
		{"http://127.0.0.1/x", "this machine"},
		{"http://127.8.9.10/x", "this machine"},
		{"http://[::1]/x", "this machine"},
		{"http://[::ffff:127.0.0.1]/x", "this machine"},
		{"http://[64:ff9b::7f00:1]/x", "this machine"},
		{"http://2130706433/", "four numbers"},
		{"http://0x7f000001/", "four numbers"},
		{"http://127.1/", "four numbers"},
		{"http://0177.0.0.1/", "four numbers"},
		{"http://0x7f.0.0.1/", "four numbers"},
		{"http://017700000001/", "four numbers"},
		{"http://[::ffff:7f00:1]/", "this machine"},
		{"http://[::ffff:127.0.0.1%25eth0]/", "this machine"},
		{"http://user:pass@127.0.0.1/", "this machine"},
		{"http://example.com@127.0.0.1/", "this machine"},
		{"http://0.0.0.0/x", "unspecified"},
		{"http://[::]/x", "unspecified"},
		{"http://169.254.169.254/latest", "metadata"},
		{"http://[fe80::1]/x", "link-local"},
		{"http://[fe80::1%25eth0]/x", "link-local"},
		{"http://[::ffff:169.254.169.254]/x", "metadata"},
		{"http://[fd00:ec2::254]/x", "metadata"},
		{"http://metadata.google.internal/x", "metadata"},
		{"http://metadata.goog./x", "metadata"},
		{"http://224.0.0.1/x", "multicast"},
		{"http://255.255.255.255/x", "multicast"},
		{"http://[ff02::1]/x", "multicast"},
		{"http://192.168.1.5:7655/api", "this program"},
	} {
		t.Run(c.url, func(t *testing.T) {
			err := webhook.ValidateURL(c.url, notify.Env{OwnAddress: func(_ string, port int) bool { return port == 7655 }})
			if c.problem == "" {
				if err != nil {
					t.Errorf("got %v, want it allowed", err)
				}
				return
			}
			if err == nil || !strings.HasPrefix(err.Error(), "Invalid webhook URL: ") || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("got %v, want a refusal about %q", err, c.problem)
			}
		})
	}
}

func TestValidate_RefusesWhatCannotBeSent(t *testing.T) {
	for name, c := range map[string]notify.Channel{
		"method":           {URL: "https://example.com", Method: "DELETE"},
		"header name":      {URL: "https://example.com", Headers: map[string]string{"a b": "x"}},
		"header injection": {URL: "https://example.com", Headers: map[string]string{"A": "x\r\nB: y"}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := webhook.Validate(c, notify.Env{}); err == nil {
				t.Error("got no error")
			}
		})
	}
}
