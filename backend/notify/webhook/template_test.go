package webhook_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pulse/backend/alert"
	"pulse/backend/fault"
	"pulse/backend/notify"
	"pulse/backend/notify/notifytest"
	"pulse/backend/notify/webhook"
)

// receive sends a notice over a channel and returns the one request that came.
func receive(t *testing.T, c notify.Channel, n notify.Notice) notifytest.Message {
	t.Helper()
	receiver := notifytest.NewHTTPReceiver(t, func(address string) notify.Channel {
		c.URL = address + c.URL
		return c
	})
	if _, err := send(t, receiver.Channel(), n); err != nil {
		t.Fatal(err)
	}
	got := receiver.Received()
	if len(got) != 1 {
		t.Fatalf("%d requests arrived, want 1", len(got))
	}
	return got[0]
}

// named is a notice of one alert of a resource with a name.
func named(name string) notify.Notice {
	n := notifytest.Notice("n-1")
	n.Alerts = append([]alert.Alert(nil), n.Alerts[0])
	n.Alerts[0].Subject.Name = name
	return n
}

func TestSend_OwnTemplateMakesTheBody(t *testing.T) {
	c := notify.Channel{
		Service: "discord", Fields: map[string]string{"team": `o"ps`},
		Template: `{"text":"{{.Level | upper}} {{.ResourceName}}: {{.ValueFormatted}} of {{.ThresholdFormatted}}","team":"{{.CustomFields.team}}","n":{{.AlertCount}}}`,
	}
	got := receive(t, c, named("web"))
	if want := `{"text":"WARNING web: 87.2% of 85%","team":"o\"ps","n":1}`; got.Text != want {
		t.Errorf("got  %s\nwant %s", got.Text, want)
	}
}

func TestSend_FillsInTheAddress(t *testing.T) {
	for _, c := range []struct{ name, address, resource, path string }{
		{"path", "/hook/{{.Node}}/{{.ResourceName}}", "a b/../c?x=1", "/hook/node1/a%20b%2F..%2Fc%3Fx=1"},
		{"query", "/hook?name={{.ResourceName}}&level={{.Level}}", "a&b=c d", "/hook?name=a%26b%3Dc+d&level=warning"},
		{"escaped by hand", "/hook/{{.ResourceName | urlpath}}?q={{.ResourceName | urlquery}}", "a b", "/hook/a%20b?q=a+b"},
		{"field in a query of many", "/hook?a=1&room={{.CustomFields.room}}", "web", "/hook?a=1&room=lab"},
		{"field", "/hook/{{.CustomFields.room}}", "web", "/hook/lab"},
	} {
		t.Run(c.name, func(t *testing.T) {
			channel := notify.Channel{URL: c.address, Fields: map[string]string{"room": "lab"}}
			if got := receive(t, channel, named(c.resource)); got.Path != c.path {
				t.Errorf("got %s, want %s", got.Path, c.path)
			}
		})
	}
}

func TestSend_AFieldCanBeTheBeginningOfTheAddress(t *testing.T) {
	receiver := notifytest.NewHTTPReceiver(t, func(address string) notify.Channel {
		return notify.Channel{URL: "http://{{.CustomFields.host}}/a/{{.Node}}", Fields: map[string]string{"host": strings.TrimPrefix(address, "http://")}}
	})
	if _, err := send(t, receiver.Channel(), named("web")); err != nil {
		t.Fatal(err)
	}
	if got := receiver.Received(); len(got) != 1 || got[0].Path != "/a/node1" {
		t.Errorf("got %+v", got)
	}
}

func TestSend_JudgesTheAddressThatWasFilledIn(t *testing.T) {
	called := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer server.Close()
	notifier, err := webhook.Kind().Open(notify.Channel{URL: "http://{{.Node}}:" + server.URL[strings.LastIndex(server.URL, ":")+1:] + "/"}, notify.Env{AlertJSON: notifytest.Env().AlertJSON})
	if err != nil {
		t.Fatal(err)
	}
	n := named("web")
	n.Alerts[0].Subject.Node = "127.0.0.1"
	_, err = notifier.Send(t.Context(), n)
	if word(err) != "failed" || called || !strings.Contains(err.Error(), "this machine") {
		t.Errorf("got %v, called %t; want it refused", err, called)
	}
}

func TestSend_ANameCannotLeadToAnotherHost(t *testing.T) {
	notifier, err := webhook.Kind().Open(notify.Channel{URL: "http://{{.ResourceName}}.hooks.example.com/x"}, notifytest.Env())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"evil.example/", "evil.example?", "evil.example#", "user@evil.example/"} {
		if _, err := notifier.Send(t.Context(), named(name)); word(err) != "failed" || !strings.Contains(err.Error(), "Invalid webhook URL") {
			t.Errorf("%q: got %v, want it refused", name, err)
		}
	}
}

func TestOpen_RefusesTemplatesThatCannotWork(t *testing.T) {
	for _, c := range []struct{ name, template, problem string }{
		{"syntax", `{"a":"{{.Message"}`, "line 1"},
		{"unknown name", "{\"a\":\n\"{{.Hostname}}\"}", "line 2"},
		{"unknown function", `{"a":"{{shell "x"}}"}`, `"shell" not defined`},
		{"no JSON", `alert: {{.Message}}`, "not valid JSON"},
		{"open quote", `{"a":"{{.Message}}}`, "no end"},
		{"missing comma", "{\"a\":1\n\"b\":2}", "line 2"},
		{"only for one alert", `{"a":{{if eq .AlertCount 1}}1{{end}}}`, "not valid JSON"},
		{"quotes in one branch", `{"a":{{if .Node}}"x{{else}}1{{end}}"}`, "branches"},
		{"endless", `{"a":1}{{range 1000000000}}{{range 1000000000}}{{end}}{{end}}`, "longer than 2s"},
		{"huge result", `{"a":"{{range 1000000}}xxxxxxxxxx{{end}}"}`, "more than 262144 bytes"},
		{"growing value", `{"a":"{{$x := .Message}}{{range 40}}{{$x = printf "%s%s" $x $x}}{{end}}"}`, "more than 262144 bytes"},
		{"calls itself", `{{define "x"}}{{template "x"}}{{end}}{"a":1}{{template "x"}}`, "uses itself"},
		{"too long", `{"a":"` + strings.Repeat("x", 64<<10) + `"}`, "65536 are allowed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := webhook.Kind().Open(notify.Channel{URL: "https://example.com", Template: c.template}, notify.Env{})
			if !fault.Is(err, fault.Invalid) || !strings.HasPrefix(err.Error(), "Invalid webhook template: ") || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("got %v, want a refusal about %q", err, c.problem)
			}
		})
	}
}

func TestOpen_RefusesAnAddressThatCannotBeFilledIn(t *testing.T) {
	_, err := webhook.Kind().Open(notify.Channel{URL: "https://example.com/{{.Nothing}}"}, notify.Env{})
	if !fault.Is(err, fault.Invalid) || !strings.HasPrefix(err.Error(), "Invalid webhook URL: ") {
		t.Errorf("got %v", err)
	}
}

func TestSend_AServiceOfNobodyGetsTheGenericForm(t *testing.T) {
	got := receive(t, notify.Channel{Service: "carrier-pigeon"}, notifytest.Notice("n-1"))
	if !strings.Contains(got.Text, `"source":"pulse-monitoring"`) {
		t.Errorf("got %s", got.Text)
	}
}

func TestKind_HasTheGenericTemplateThatWorks(t *testing.T) {
	kind := webhook.Kind(webhook.Generic())
	got := receive(t, notify.Channel{Template: kind.Templates[0].PayloadTemplate}, named(`w"eb`))
	for _, want := range []string{`"resource_name": "w\"eb"`, `"value": 87.2`, `"source": "pulse-monitoring"`} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("%s is missing: %s", want, got.Text)
		}
	}
}
