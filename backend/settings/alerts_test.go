package settings_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/fault"
	"pulse/backend/settings"
)

// decoded returns JSON as plain values, for comparison.
func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func merge(t *testing.T, patch string) settings.Alerts {
	t.Helper()
	a, err := settings.MergeAlerts(settings.DefaultAlerts("Europe/London"), json.RawMessage(patch))
	if err != nil {
		t.Fatalf("%s: %v", patch, err)
	}
	return a
}

func TestDefaultAlerts_IsThePublishedDocument(t *testing.T) {
	want, err := os.ReadFile("testdata/alerts.json")
	if err != nil {
		t.Fatal(err)
	}
	a := settings.DefaultAlerts("Europe/London")
	if diff := cmp.Diff(decoded(t, want), decoded(t, encoded(t, a))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := a.Validate(); err != nil {
		t.Error(err)
	}
}

func TestAlerts_StoredDocumentComesBack(t *testing.T) {
	a := merge(t, `{"overrides":{"lab-n1-101":{"disabled":true,"cpu":{"trigger":-1,"clear":0}}},
		"metricTimeThresholds":{"guest":{"cpu":0}},"dockerIgnoredContainerPrefixes":["Runner"],
		"customRules":[{"id":"r1","name":"a <b> & c"}],"ofTomorrow":{"x":[1.50,null]},"disableAllPMG":true}`)
	back := settings.DefaultAlerts("UTC")
	if err := json.Unmarshal(encoded(t, a), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(decoded(t, encoded(t, a)), decoded(t, encoded(t, back))); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}

func TestAlerts_OlderDocumentGetsNewDefaults(t *testing.T) {
	a := settings.DefaultAlerts("UTC")
	if err := json.Unmarshal([]byte(`{"enabled":false,"guestDefaults":{"cpu":{"trigger":70,"clear":60}}}`), &a); err != nil {
		t.Fatal(err)
	}
	if a.Enabled || a.GuestDefaults.CPU.Trigger != 70 || a.GuestDefaults.Memory.Trigger != 85 || a.Schedule.Cooldown != 5 {
		t.Errorf("got %+v", a)
	}
}

func TestMergeAlerts(t *testing.T) {
	for _, c := range []struct {
		name, patch string
		member      string // path into the result, dots between the names
		want        string
	}{
		{"absent keeps", `{}`, "guestDefaults.cpu", `{"trigger":80,"clear":75}`},
		{"absent within a section keeps", `{"guestDefaults":{"cpu":{"trigger":90,"clear":80}}}`, "guestDefaults.memory", `{"trigger":85,"clear":80}`},
		{"a threshold is replaced as a whole", `{"guestDefaults":{"cpu":{"trigger":90}}}`, "guestDefaults.cpu", `{"trigger":90,"clear":85}`},
		{"a negative clear value is filled in", `{"guestDefaults":{"cpu":{"trigger":3,"clear":-1}}}`, "guestDefaults.cpu", `{"trigger":3,"clear":0}`},
		{"a clear value of 0 is kept", `{"guestDefaults":{"cpu":{"trigger":90,"clear":0}}}`, "guestDefaults.cpu", `{"trigger":90,"clear":0}`},
		{"the margin of the same document counts", `{"hysteresisMargin":10,"guestDefaults":{"cpu":90}}`, "guestDefaults.cpu", `{"trigger":90,"clear":80}`},
		{"a bare number", `{"overrides":{"x":{"networkOut":50.5}}}`, "overrides.x", `{"networkOut":{"trigger":50.5,"clear":45.5}}`},
		{"a bare number that is off", `{"overrides":{"x":{"networkOut":-1}}}`, "overrides.x", `{"networkOut":{"trigger":-1,"clear":0}}`},
		{"off with a clear value", `{"overrides":{"x":{"cpu":{"trigger":-1,"clear":0}}}}`, "overrides.x", `{"cpu":{"trigger":-1,"clear":0}}`},
		{"an old number", `{"overrides":{"x":{"cpuLegacy":70,"diskWriteLegacy":20}}}`, "overrides.x", `{"cpu":{"trigger":70,"clear":65},"diskWrite":{"trigger":20,"clear":15}}`},
		{"an old number beside a new one", `{"overrides":{"x":{"cpuLegacy":70,"cpu":60}}}`, "overrides.x", `{"cpu":{"trigger":60,"clear":55}}`},
		{"an old number in the defaults", `{"guestDefaults":{"cpuLegacy":70}}`, "guestDefaults.cpu", `{"trigger":70,"clear":65}`},
		{"an unknown severity", `{"overrides":{"x":{"poweredOffSeverity":"fatal"}}}`, "overrides.x", `{"poweredOffSeverity":"warning"}`},
		{"no severity in the defaults", `{"guestDefaults":{"poweredOffSeverity":""}}`, "guestDefaults.poweredOffSeverity", `"warning"`},
		{"storage cannot be off", `{"storageDefault":{"trigger":0,"clear":0}}`, "storageDefault", `{"trigger":85,"clear":80}`},
		{
			"docker values have defaults", `{"dockerDefaults":{"restartCount":0,"restartWindow":60,"cpu":{"trigger":0,"clear":0}}}`, "dockerDefaults",
			`{"cpu":{"trigger":80,"clear":75},"memory":{"trigger":85,"clear":80},"restartCount":3,"restartWindow":60,"memoryWarnPct":90,"memoryCriticalPct":95}`,
		},
		{"mail values have defaults", `{"pmgDefaults":{"queueTotalWarning":-5}}`, "pmgDefaults.queueTotalWarning", `500`},
		{"the other name of the mail values", `{"pmgThresholds":{"queueTotalWarning":7}}`, "pmgDefaults.queueTotalWarning", `7`},
		{"both names", `{"pmgThresholds":{"queueTotalWarning":7},"pmgDefaults":{"queueTotalWarning":8}}`, "pmgDefaults.queueTotalWarning", `8`},
		{"the other name is not kept", `{"pmgThresholds":{"queueTotalWarning":7}}`, "pmgThresholds", `null`},
		{"prefixes are trimmed and distinct", `{"dockerIgnoredContainerPrefixes":[" Run","run ","","db"]}`, "dockerIgnoredContainerPrefixes", `["Run","db"]`},
		{"overrides null", `{"overrides":null}`, "overrides", `{}`},
		{"a missing delay of a kind", `{"timeThresholds":{"guest":0,"node":9}}`, "timeThresholds", `{"guest":5,"node":9,"storage":5,"pbs":5}`},
		{"delays of metrics", `{"metricTimeThresholds":{" Guest":{"CPU ":0,"memory":-1}}}`, "metricTimeThresholds", `{"guest":{"cpu":0}}`},
		{
			"days as numbers", `{"schedule":{"quietHours":{"days":[0,6]}}}`, "schedule.quietHours.days",
			`{"sunday":true,"saturday":true,"monday":false,"tuesday":false,"wednesday":false,"thursday":false,"friday":false}`,
		},
		{"days by name replace all", `{"schedule":{"quietHours":{"days":{"Sunday":true}}}}`, "schedule.quietHours.days", `{"sunday":true}`},
		{"no levels", `{"schedule":{"escalation":{"levels":null}}}`, "schedule.escalation.levels", `[]`},
		{"levels are replaced", `{"schedule":{"escalation":{"levels":[{"after":5,"notify":"all"}]}}}`, "schedule.escalation.levels", `[{"after":5,"notify":"all"}]`},
		{"flapping keeps what is not given", `{"flapping":{"enabled":true,"window":0}}`, "flapping", `{"enabled":true,"minStability":0.8,"suppressionTime":30,"threshold":5,"window":10}`},
		{"a section that nothing acts on", `{"aggregation":{"enabled":true}}`, "aggregation", `{"enabled":true}`},
		{"a section that nothing acts on is not forgotten by null", `{"aggregation":null}`, "aggregation.countThreshold", `3`},
		{"something unknown", `{"ofTomorrow":[1]}`, "ofTomorrow", `[1]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := decoded(t, encoded(t, merge(t, c.patch)))
			for _, name := range strings.Split(c.member, ".") {
				got = got.(map[string]any)[name]
			}
			if diff := cmp.Diff(decoded(t, []byte(c.want)), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.member, diff)
			}
		})
	}
}

func TestMergeAlerts_OverridesAreReplaced(t *testing.T) {
	a := merge(t, `{"overrides":{"a":{"disabled":true},"b":{"cpu":50}}}`)
	b, err := settings.MergeAlerts(a, json.RawMessage(`{"overrides":{"b":{"memory":50}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Overrides) != 1 || b.Overrides["b"].CPU != nil || b.Overrides["b"].Memory == nil {
		t.Errorf("got %+v", b.Overrides)
	}
	if len(a.Overrides) != 2 || a.Overrides["b"].Memory != nil {
		t.Errorf("the configuration from before was changed: %+v", a.Overrides)
	}
}

func TestMergeAlerts_CustomRules(t *testing.T) {
	with := merge(t, `{"customRules":[{"id":"r1"}]}`)
	for patch, want := range map[string]string{
		`{}`:                            `[{"id":"r1"}]`,
		`{"customRules":[{"id":"r2"}]}`: `[{"id":"r2"}]`,
		`{"customRules":[]}`:            ``,
		`{"customRules":null}`:          ``,
	} {
		a, err := settings.MergeAlerts(with, json.RawMessage(patch))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(a.Rest["customRules"]); got != want {
			t.Errorf("%s: got %s, want %s", patch, got, want)
		}
	}
}

func TestMergeAlerts_Refuses(t *testing.T) {
	for _, c := range []struct{ name, patch, field, message string }{
		{"no object", `[]`, "", "a JSON object is needed"},
		{"null", `null`, "", "a JSON object is needed"},
		{"broken", `{"enabled":`, "", "alert configuration"},
		{"clear above trigger", `{"guestDefaults":{"cpu":{"trigger":50,"clear":60}}}`, "guestDefaults.cpu", "clear (60) must not be above trigger (50)"},
		{"clear above trigger in an override", `{"overrides":{"lab-n1-101":{"memory":{"trigger":50,"clear":60}}}}`, "overrides.lab-n1-101.memory", "must not be above"},
		{"clear above trigger for storages", `{"storageDefault":{"trigger":50,"clear":60}}`, "storageDefault", "must not be above"},
		{"text for a threshold", `{"guestDefaults":{"cpu":"high"}}`, "guestDefaults.cpu", "cannot be a string"},
		{"text for a flag", `{"enabled":"yes"}`, "enabled", "cannot be a string"},
		{"a fraction for seconds", `{"timeThreshold":1.5}`, "timeThreshold", "cannot be a number 1.5"},
		{"too large a number", `{"guestDefaults":{"cpu":{"trigger":1e999,"clear":0}}}`, "guestDefaults.cpu.trigger", "cannot be"},
		{"a time beyond all times", `{"schedule":{"cooldown":9007199254740991}}`, "schedule.cooldown", "at most 1000000"},
		{"a delay beyond all times", `{"metricTimeThresholds":{"guest":{"cpu":99999999999}}}`, "metricTimeThresholds.guest.cpu", "at most 1000000"},
		{"a trigger beyond all figures", `{"storageDefault":1e308}`, "storageDefault", "trigger must be at most"},
		{"negative window", `{"suppressionWindow":-1}`, "suppressionWindow", "must be 0 or more"},
		{"negative difference", `{"minimumDelta":-0.5}`, "minimumDelta", "must be 0 or more"},
		{"negative margin", `{"hysteresisMargin":-5}`, "hysteresisMargin", "must be 0 or more"},
		{"negative cooldown", `{"schedule":{"cooldown":-1}}`, "schedule.cooldown", "must be 0 or more"},
		{"negative limit", `{"schedule":{"maxAlertsHour":-1}}`, "schedule.maxAlertsHour", "must be 0 or more"},
		{"negative grouping", `{"schedule":{"grouping":{"window":-1}}}`, "schedule.grouping.window", "must be 0 or more"},
		{"a time that does not exist", `{"schedule":{"quietHours":{"start":"25:00"}}}`, "schedule.quietHours.start", "a time of day like 22:00"},
		{"a zone that does not exist", `{"schedule":{"quietHours":{"timezone":"Mars/Olympus"}}}`, "schedule.quietHours.timezone", `"Mars/Olympus" is not a time zone`},
		{"a day that does not exist", `{"schedule":{"quietHours":{"days":{"someday":true}}}}`, "schedule.quietHours.days", `"someday" is no day`},
		{"a day number that does not exist", `{"schedule":{"quietHours":{"days":[7]}}}`, "", "7 is no day"},
		{"an escalation to nobody", `{"schedule":{"escalation":{"levels":[{"after":1,"notify":"sms"}]}}}`, "schedule.escalation.levels[0].notify", "email, webhook or all"},
		{"custom rules that are no list", `{"customRules":{"a":1}}`, "customRules", "must be a list"},
		{"an override without an id", `{"overrides":{"":{"cpu":1}}}`, "overrides", "a resource id is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := settings.MergeAlerts(settings.DefaultAlerts("UTC"), json.RawMessage(c.patch))
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.message) {
				t.Fatalf("got %v, want a fault about %q", err, c.message)
			}
			if f, _ := errors.AsType[*fault.Error](err); f.Field != c.field {
				t.Errorf("field: got %q, want %q", f.Field, c.field)
			}
		})
	}
}

func FuzzMergeAlerts(f *testing.F) {
	f.Add(`{"guestDefaults":{"cpu":90},"overrides":{"a":{"disk":-1}}}`)
	f.Add(`{"schedule":{"quietHours":{"days":[1]}},"metricTimeThresholds":{"x":{"y":1}}}`)
	f.Add(`{"customRules":[],"pmgThresholds":{}}`)
	f.Fuzz(func(t *testing.T, patch string) {
		a, err := settings.MergeAlerts(settings.DefaultAlerts("UTC"), json.RawMessage(patch))
		if err != nil {
			return
		}
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatalf("accepted, but cannot be written: %v", err)
		}
		b, err := settings.MergeAlerts(settings.DefaultAlerts("UTC"), text)
		if err != nil {
			t.Fatalf("accepted, but not its own result: %v", err)
		}
		again, err := json.Marshal(b)
		if err != nil || string(again) != string(text) {
			t.Errorf("the result changes when it is merged again:\n%s\n%s", text, again)
		}
	})
}
