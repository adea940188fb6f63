package render_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pulse/backend/alert"
	"pulse/backend/infra"
	"pulse/backend/notify"
	"pulse/backend/notify/render"
)

// evil holds what ends texts and begins others.
const evil = "a\"b\\c\n{{.ID}}</script>\u2028ü"

func notice(change func(*alert.Alert)) notify.Notice {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	a := alert.Alert{
		Key: alert.Key{Type: alert.TypeCPU}, PublicID: "lab-100-cpu", Level: alert.Warning,
		Subject: infra.Resource{PublicID: "lab-100", Kind: infra.KindGuest, Name: "web", Node: "node1", Instance: "lab"},
		Message: "VM CPU at 95.0%", Value: 95, Threshold: 80, Since: at.Add(-12 * time.Minute), FiredAt: at, SeenAt: at,
		Metadata: map[string]any{"resourceType": "VM", "text": evil},
	}
	if change != nil {
		change(&a)
	}
	return notify.Notice{ID: "n-1", Event: notify.EventFiring, Alerts: []alert.Alert{a}, At: at, Source: "https://pulse.example.com/"}
}

func fill(t *testing.T, text string, form render.Form) string {
	t.Helper()
	compiled, err := render.Compile(text, form, render.Style{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := compiled.Execute(render.DataOf(notice(nil), map[string]string{"evil": evil, "number": "7"}, false))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestExecute_PutsValuesIntoJSON(t *testing.T) {
	whole, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, template, want string }{
		{"text in quotes", `["{{.ResourceName}}"]`, `["web"]`},
		{"text without quotes becomes quoted", `[{{.Timestamp}}]`, `["2026-03-01T12:00:00Z"]`},
		{"number", `[{{.Value}}]`, `[95]`},
		{"number in quotes", `["{{.Value}}"]`, `["95"]`},
		{"formatted number", `[{{printf "%.1f" .Value}}]`, `[95.0]`},
		{"formatted text", `[{{printf "%s!" .Node}}]`, `["node1!"]`},
		{"text quoted by hand", `[{{printf "%q" .Node}}]`, `["node1"]`},
		{"a text that looks like a number stays one", `[{{.CustomFields.number}}]`, `["7"]`},
		{"bool", `[{{.Acknowledged}}]`, `[false]`},
		{"list", `{{json .Metadata.resourceType}}`, `"VM"`},
		{"JSON in quotes", `["{{json .Node}}"]`, `["\"node1\""]`},
		{"missing key", `["{{.CustomFields.none}}"]`, `["<no value>"]`},
		{"missing key of any", `["{{.Metadata.none}}"]`, `["<no value>"]`},
		{"an escaped quote is no end", `["\"{{.Node}}"]`, `["\"node1"]`},
		{"pipeline", `["{{.Level | title}} {{.Level | upper}}"]`, `["Warning WARNING"]`},
		{"condition", `[{{if eq .Level "critical"}}1{{else if eq .Level "warning"}}2{{else}}3{{end}}]`, `[2]`},
		{"variable", `{{$n := .Node}}["{{$n}}"]`, `["node1"]`},
		{"loop", `[{{range $i, $a := .Alerts}}{{if $i}},{{end}}{"n":"{{$a.ResourceName}}","at":{{$a.StartTime}}}{{end}}]`, `[{"n":"web","at":"2026-03-01T11:48:00Z"}]`},
		{"times keep their methods", `["{{range .Alerts}}{{.StartTime.Format "15:04"}}{{end}}"]`, `["11:48"]`},
		{"part of its own", `{{define "n"}}"{{.Node}}"{{end}}[{{template "n" .}}]`, `["node1"]`},
		{"address of the program", `["{{.Instance}}"]`, `["https://pulse.example.com"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fill(t, c.template, render.JSON); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	for _, template := range []string{
		`["{{.CustomFields.evil}}"]`, `[{{.CustomFields.evil}}]`, `[{{json .Metadata.text}}]`, `[{{printf "%s" .CustomFields.evil}}]`,
		`["{{with .CustomFields.evil}}{{.}}{{end}}"]`, `[{{with .Metadata}}{{.text}}{{end}}]`,
	} {
		t.Run(template, func(t *testing.T) {
			var got, want []string
			if err := json.Unmarshal([]byte(fill(t, template, render.JSON)), &got); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte("["+string(whole)+"]"), &want); err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 || got[0] != want[0] {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func FuzzExecute_MakesJSONOfAnyName(f *testing.F) {
	f.Add(evil)
	f.Add("\xff\x00\"")
	compiled, err := render.Compile(`{"a":"{{.ResourceName}}","b":{{.ResourceName}},"c":[{{range .Alerts}}"{{.Node}}"{{end}}]}`, render.JSON, render.Style{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string) {
		n := notice(func(a *alert.Alert) { a.Subject.Name, a.Subject.Node = name, name })
		out, err := compiled.Execute(render.DataOf(n, nil, false))
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		var got struct {
			A, B string
			C    []string
		}
		if err := json.Unmarshal(out, &got); err != nil || got.A != got.B || len(got.C) != 1 {
			t.Errorf("%q became %s (%v)", name, out, err)
		}
	})
}

func FuzzCompile_MakesJSONOrAnError(f *testing.F) {
	for _, text := range []string{
		`["{{.ResourceName}}"]`, `[{{.Value}}]`, `[{{range .Alerts}}{{break}}{{end}}]`, `{{define "a"}}"{{.}}"{{end}}[{{template "a" .Node}}]`,
		`[{{with .Metadata}}{{.text}}{{else}}1{{end}}]`, `["{{if .Node}}a{{end}}"]`, `{{block "b" .}}{{json .Alerts}}{{end}}`, `["\\{{.ID}}"]`,
	} {
		f.Add(text)
	}
	data := render.DataOf(notice(nil), nil, false)
	f.Fuzz(func(t *testing.T, text string) {
		compiled, err := render.Compile(text, render.JSON, render.Style{})
		if err != nil {
			return
		}
		if out, err := compiled.Execute(data); err == nil && !json.Valid(out) {
			t.Errorf("%q made %s", text, out)
		}
	})
}

func TestTitle(t *testing.T) {
	both := notice(nil)
	critical := both.Alerts[0]
	critical.Level = alert.Critical
	both.Alerts = append(both.Alerts, critical, critical)
	for _, c := range []struct {
		name  string
		event notify.Event
		n     notify.Notice
		want  string
	}{
		{"one", notify.EventFiring, notice(nil), "Warning: CPU on web"},
		{"test", notify.EventTest, notice(nil), "Warning: CPU on web"},
		{"repeat", notify.EventRepeat, notice(nil), "Still warning: CPU on web"},
		{"resolved", notify.EventResolved, notice(nil), "Resolved: CPU on web"},
		{"state", notify.EventFiring, notice(func(a *alert.Alert) { a.Type, a.Value, a.Threshold = alert.TypePoweredOff, 0, 0 }), "Warning: web (powered off)"},
		{"several", notify.EventFiring, both, "2 Critical, 1 Warning alerts"},
		{"several resolved", notify.EventResolved, both, "3 alerts resolved"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.n.Event = c.event
			if got := render.Title(c.n); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestValue_HasTheUnitOfItsType(t *testing.T) {
	for _, c := range []struct {
		typ              alert.Type
		value, threshold float64
		wantV, wantT     string
	}{
		{alert.TypeCPU, 87.25, 85, "87.2%", "85%"},
		{alert.TypeDiskRead, 12, 100, "12.0 MB/s", "100 MB/s"},
		{alert.TypeTemperature, 81, 80.5, "81.0°C", "80.5°C"},
		{alert.TypeCPU, 0, 5, "0.0%", "5%"},
		{alert.TypeOffline, 0, 0, "", ""},
	} {
		a := &alert.Alert{Key: alert.Key{Type: c.typ}, Value: c.value, Threshold: c.threshold}
		if v, th := render.Value(a), render.Threshold(a); v != c.wantV || th != c.wantT {
			t.Errorf("%s: got %q of %q, want %q of %q", c.typ, v, th, c.wantV, c.wantT)
		}
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		45 * time.Second: "45s", 12*time.Minute + 59*time.Second: "12m", 3*time.Hour + 5*time.Minute: "3h 5m", 52 * time.Hour: "2d 4h", -time.Second: "0s",
	} {
		if got := render.Duration(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

func TestFit_CutsWithinTheLimitAndNeverAnEscape(t *testing.T) {
	style := render.Style{Escape: render.Entities(false)}
	for limit := range 40 {
		got := style.Fit(limit+1, strings.Repeat("<𝄞", 20))
		if n := len([]rune(got)) + strings.Count(got, "𝄞"); n > limit+1 {
			t.Errorf("limit %d: %q has %d", limit+1, got, n)
		}
		if rest := strings.NewReplacer("&lt;", "", "𝄞", "", "…", "").Replace(got); rest != "" {
			t.Errorf("limit %d: %q holds half an escape", limit+1, got)
		}
	}
	if got := style.Fit(5, "a<"); got != "a&lt;" {
		t.Errorf("what fits is cut: %q", got)
	}
}

func TestDataOf_ListsTheOthersInTheMessage(t *testing.T) {
	n := notice(nil)
	other := n.Alerts[0]
	other.Subject.Name, other.Value, other.Message = "db", 90, "VM CPU at 90.0%"
	n.Alerts = append(n.Alerts, other)
	if got, want := render.DataOf(n, nil, true).Message, "VM CPU at 95.0% | also db: 90.0% (VM CPU at 90.0%)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := render.DataOf(n, nil, false).Message, "VM CPU at 95.0%\n\nAlso:\ndb: 90.0% (VM CPU at 90.0%)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if n.Alerts[0].Message != "VM CPU at 95.0%" {
		t.Error("the alert itself was changed")
	}
}
