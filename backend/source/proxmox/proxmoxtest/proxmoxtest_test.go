package proxmoxtest_test

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"pulse/backend/source/proxmox/proxmoxtest"
)

func TestPathValues(t *testing.T) {
	for path, want := range map[string]map[string]string{
		"/nodes/pve1/status":   {"node": "pve1"},
		"/nodes/pve1/status/":  {"node": "pve1"},
		"/nodes//status":       nil,
		"/nodes/pve1":          nil,
		"/nodes/pve1/status/x": nil,
		"/nodes/pve1/tasks":    nil,
	} {
		got, ok := proxmoxtest.PathValues("/nodes/{node}/status", path)
		if ok != (want != nil) || ok && !maps.Equal(got, want) {
			t.Errorf("%s: %v, %t; want %v", path, got, ok, want)
		}
	}
}

// simulator answers every GET with the name that it is asked for.
func simulator() (*proxmoxtest.Front, proxmoxtest.Reply) {
	proxy := proxmoxtest.Proxy{Server: "made-up/1.0", Major: 9}
	front := proxmoxtest.NewFront(proxy.Manner())
	return front, func(r *http.Request) (proxmoxtest.Answer, error) {
		return front.Answer(proxmoxtest.Request{Request: r, Pattern: "/hello"}, func(in url.Values) proxmoxtest.Answer {
			return proxmoxtest.OK(in.Get("name"))
		})
	}
}

func post(t *testing.T, reply proxmoxtest.Reply, kind, body string) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://here/api2/json/hello", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	network := proxmoxtest.NewNetwork(func(host string) proxmoxtest.Reply {
		return map[string]proxmoxtest.Reply{"here": reply}[host]
	})
	answer, err := network.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestAnswer_ReadsFormsAndJSON(t *testing.T) {
	_, reply := simulator()
	for body, kind := range map[string]string{"name=ann": "application/x-www-form-urlencoded", `{"name":"ann"}`: "application/json"} {
		if status, text := post(t, reply, kind, body); status != http.StatusOK || text != `{"data":"ann"}` {
			t.Errorf("%s: %d %s", kind, status, text)
		}
	}
	if status, text := post(t, reply, "application/json", "{"); status != http.StatusBadRequest || !strings.Contains(text, "unable to parse") {
		t.Errorf("no JSON: %d %s", status, text)
	}
}

func TestFault_TheNewestThatMatchesWinsAndSpeaksAsTheProductDoes(t *testing.T) {
	front, reply := simulator()
	front.Fault(proxmoxtest.Match{}, proxmoxtest.HTML())
	front.Fault(proxmoxtest.Match{Method: http.MethodGet}, proxmoxtest.Fault{Status: 500})
	end := front.Fault(proxmoxtest.Match{Path: "/hel*"}, proxmoxtest.Fault{Status: 403, Reason: "not you"})
	if status, text := post(t, reply, "", ""); status != 403 || text != `{"data":null,"message":"not you\n"}` {
		t.Errorf("got %d %s", status, text)
	}
	end()
	if _, text := post(t, reply, "", ""); !strings.HasPrefix(text, "<html>") {
		t.Errorf("got %s, want the older fault", text)
	}
	if got := front.Requests()["POST /hello"]; got != 2 {
		t.Errorf("%d requests, want 2", got)
	}
}

func TestNetwork_WhoIsDownHasNoRoute(t *testing.T) {
	down := func(*http.Request) (proxmoxtest.Answer, error) { return proxmoxtest.Answer{}, proxmoxtest.ErrDown }
	network := proxmoxtest.NewNetwork(func(string) proxmoxtest.Reply { return down })
	_, err := network.RoundTrip(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://here/", nil))
	if err == nil || errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "no route to host") {
		t.Errorf("error %v, want no route", err)
	}
}
