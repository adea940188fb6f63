package enroll

import (
	"errors"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pulse/backend/fault"
)

const lab = "https://pve1:8006"

func codesAt(at *time.Time) *Codes { return newCodes(func() time.Time { return *at }) }

func noon() *time.Time {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return &at
}

func TestIssue_MakesReadableCodesThatLastFiveMinutes(t *testing.T) {
	now := noon()
	codes := codesAt(now)
	text, expires := codes.Issue(Claim{Kind: "pve", Host: lab})
	if !regexp.MustCompile(`^[A-HJ-NP-Z2-9]{6}$`).MatchString(text) || !expires.Equal(now.Add(5*time.Minute)) {
		t.Errorf("code %q until %v", text, expires)
	}
	for key := range codes.issued {
		if strings.Contains(key, text) || len(key) != 64 {
			t.Error("the code itself is kept")
		}
	}
}

func TestHold_RefusesWhatTheCodeWasNotMadeFor(t *testing.T) {
	cases := []struct {
		name, kind, host string
		later            time.Duration
		change           func(string) string
		want             fault.Code
	}{
		{"as made", "pve", lab, 0, strings.ToLower, ""},
		{"with spaces", "pve", lab, 0, func(s string) string { return " " + s + "\n" }, ""},
		{"last moment", "pve", lab, 5*time.Minute - 1, strings.ToUpper, ""},
		{"too late", "pve", lab, 5 * time.Minute, strings.ToUpper, fault.Unauthorized},
		{"other kind", "pbs", lab, 0, strings.ToUpper, fault.Unauthorized},
		{"other host", "pve", "https://pve2:8006", 0, strings.ToUpper, fault.Unauthorized},
		{"other code", "pve", lab, 0, func(string) string { return "AAAAAA" }, fault.Unauthorized},
		{"no code", "pve", lab, 0, func(string) string { return "" }, fault.Unauthorized},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			now := noon()
			codes := codesAt(now)
			text, _ := codes.Issue(Claim{Kind: "pve", Host: lab})
			*now = now.Add(c.later)
			_, _, err := codes.Hold(c.change(text), c.kind, c.host)
			refused, _ := errors.AsType[*fault.Error](err)
			if (c.want == "") != (err == nil) || refused != nil && refused.Code != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if refused != nil && !strings.Contains(refused.Message, "Authentication required") {
				t.Errorf("scripts do not know %q", refused.Message)
			}
		})
	}
}

func TestHold_TellsWhatTheCodeWasMadeFor(t *testing.T) {
	codes := codesAt(noon())
	for _, host := range []string{lab, ""} {
		want := Claim{Kind: "pve", Host: host, Fingerprint: "AA"}
		text, _ := codes.Issue(want)
		if _, got, err := codes.Hold(text, "pve", lab); err != nil || got != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
}

func TestHold_UsesACodeUpOnlyBySuccess(t *testing.T) {
	codes := codesAt(noon())
	text, _ := codes.Issue(Claim{Kind: "pve", Host: lab})
	release, _, err := codes.Hold(text, "pve", lab)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := codes.Hold(text, "pve", lab); !fault.Is(err, fault.Conflict) {
		t.Errorf("while it is held: %v", err)
	}
	release(false)
	if release, _, err = codes.Hold(text, "pve", lab); err != nil {
		t.Fatalf("after a failure: %v", err)
	}
	release(true)
	if _, _, err := codes.Hold(text, "pve", lab); !fault.Is(err, fault.Unauthorized) {
		t.Errorf("after success: %v", err)
	}
}

func TestHold_LetsOneOfManyThrough(t *testing.T) {
	codes := codesAt(noon())
	text, _ := codes.Issue(Claim{Kind: "pve", Host: lab})
	var passed atomic.Int32
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if release, _, err := codes.Hold(text, "pve", lab); err == nil {
				passed.Add(1)
				release(true)
			}
		})
	}
	all.Wait()
	if passed.Load() != 1 {
		t.Errorf("%d passed", passed.Load())
	}
}

func TestOpens_LastsLongerThanTheCode(t *testing.T) {
	now := noon()
	codes := codesAt(now)
	unused, _ := codes.Issue(Claim{Kind: "pve", Host: lab})
	used, _ := codes.Issue(Claim{Kind: "pve", Host: lab})
	*now = now.Add(4 * time.Minute)
	release, _, err := codes.Hold(used, "pve", lab)
	if err != nil {
		t.Fatal(err)
	}
	release(true)
	steps := []struct {
		after               time.Duration
		unusedWant, useWant bool
	}{{0, true, true}, {3*time.Minute - 1, true, true}, {1, false, true}, {2*time.Minute - 1, false, true}, {1, false, false}}
	for i, s := range steps {
		*now = now.Add(s.after)
		if got := codes.Opens(unused); got != s.unusedWant {
			t.Errorf("step %d: unused opens: %v", i, got)
		}
		if got := codes.Opens(used); got != s.useWant {
			t.Errorf("step %d: used opens: %v", i, got)
		}
	}
	if codes.Opens("AAAAAA") {
		t.Error("an unknown code opens")
	}
}

func TestCodes_AreBoundedAndTheOldestGivesWay(t *testing.T) {
	now := noon()
	codes := codesAt(now)
	first, _ := codes.Issue(Claim{Kind: "pve", Host: lab})
	*now = now.Add(time.Second)
	for range MaxPending {
		codes.Issue(Claim{Kind: "pve", Host: lab})
	}
	if len(codes.issued) != MaxPending {
		t.Errorf("%d codes are kept", len(codes.issued))
	}
	if _, _, err := codes.Hold(first, "pve", lab); err == nil {
		t.Error("the oldest is still good")
	}
}

func TestCodes_AreVoidAfterManyWrongOnes(t *testing.T) {
	codes := codesAt(noon())
	text, _ := codes.Issue(Claim{Kind: "pve", Host: lab})
	for range MaxWrong - 1 {
		_, _, _ = codes.Hold("AAAAAA", "pve", lab)
	}
	release, _, err := codes.Hold(text, "pve", lab)
	if err != nil {
		t.Fatalf("one before the limit: %v", err)
	}
	release(false)
	_, _, _ = codes.Hold("AAAAAA", "pve", lab)
	if _, _, err := codes.Hold(text, "pve", lab); err == nil {
		t.Error("the code survived the guessing")
	}
	if text, _ = codes.Issue(Claim{Kind: "pve", Host: lab}); text == "" {
		t.Fatal("no code afterwards")
	}
	if _, _, err := codes.Hold(text, "pve", lab); err != nil {
		t.Errorf("a new code: %v", err)
	}
}
