package notify_test

import (
	"context"
	"slices"
	"testing"

	"pulse/backend/notify"
)

func TestSendTest_ReportsWhatHappened(t *testing.T) {
	b := newBench(channel("ops"))
	b.services.answer = func(context.Context, string, notify.Notice) error {
		return &notify.Error{Reason: "the service said no"}
	}
	d := notify.NewDispatcher(b.options)
	_, err := d.SendTest(t.Context(), channel("ops"))
	if err == nil || err.Error() != "the service said no" {
		t.Errorf("got %v", err)
	}
	got := b.services.got()
	if len(got) != 1 || got[0].Event != notify.EventTest || !slices.Equal(got[0].ids(), []string{"test-webhook-ops"}) {
		t.Errorf("got %+v, want one test", got)
	}
}

func TestMask_HidesThePasswordOfMailAndNothingElseOfIt(t *testing.T) {
	m := notify.NewMask(notify.Channel{Mail: &notify.Mail{Server: "mail.example.com", Username: "pulse", Password: "s3cret-word"}})
	said := "535 true mail.example.com refused s3cret-word, AUTH PLAIN AHB1bHNlAHMzY3JldC13b3Jk, czNjcmV0LXdvcmQ="
	if got, want := m.Text(said), "535 true mail.example.com refused ***, AUTH PLAIN ***, ***"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSendTest_NamesARealNodeInAMail(t *testing.T) {
	b := newBench()
	fake := b.options.Kinds[0]
	fake.Name = notify.KindEmail
	b.options.Kinds, b.options.TestNode = []notify.Kind{fake}, func() string { return "pve1" }
	if _, err := notify.NewDispatcher(b.options).SendTest(t.Context(), notify.Channel{ID: "email", Kind: notify.KindEmail}); err != nil {
		t.Fatal(err)
	}
	a := b.services.got()[0].Alerts[0]
	if a.PublicID != "test-alert" || a.Subject.Name != "Email Configuration Test" || a.Subject.Node != "pve1" {
		t.Errorf("got %+v", a)
	}
}

func TestMaskURL(t *testing.T) {
	for raw, want := range map[string]string{
		"https://hooks.example.com/services/T0/B0/abc?token=xyz&a=1": "https://hooks.example.com/***?a=***&token=***",
		"https://user:pass@example.com:8443":                         "https://example.com:8443",
		"https://api.telegram.org/bot123:ABC/sendMessage":            "https://api.telegram.org/***",
		"%%%": "***",
	} {
		if got := notify.MaskURL(raw); got != want {
			t.Errorf("MaskURL(%q) = %q, want %q", raw, got, want)
		}
	}
}
