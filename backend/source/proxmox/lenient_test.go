package proxmox

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"pulse/backend/infra"
)

func TestNumber_AcceptsEveryForm(t *testing.T) {
	for body, want := range map[string]Number{
		`1`: {1, true}, `"1"`: {1, true}, `" 1.5 "`: {1.5, true}, `"81%"`: {81, true}, `"0.00"`: {0, true}, `5.6e-05`: {5.6e-05, true}, `-2`: {-2, true}, `true`: {1, true}, `"false"`: {0, true},
		`null`: {}, `""`: {}, `"many"`: {}, `[]`: {}, `{}`: {}, `"NaN"`: {}, `"1e999"`: {},
	} {
		var got Number
		if err := json.Unmarshal([]byte(body), &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", body, got, err, want)
		}
	}
}

func TestNumber_MakesNoNonsense(t *testing.T) {
	negative, huge := Number{-5, true}, Number{1e300, true}
	if negative.Sum() != 0 || negative.Count() != 0 || negative.Duration() != infra.Some(time.Duration(0)) || !negative.Time().IsZero() {
		t.Errorf("negative: %v %v %v %v", negative.Sum(), negative.Count(), negative.Duration(), negative.Time())
	}
	if noLimit := (Number{1.8446744073709552e19, true}); noLimit.Int() != 1<<62 || negative.Whole() != 0 || negative.Opt() != infra.Some(0.0) || negative.Positive() {
		t.Errorf("no limit is %d; negative: %d %v %v", noLimit.Int(), negative.Whole(), negative.Opt(), negative.Positive())
	}
	if huge.Count() <= 0 || huge.Duration().Value <= 0 || !huge.Time().IsZero() {
		t.Errorf("huge: %v %v %v", huge.Count(), huge.Duration(), huge.Time())
	}
	if (Number{}).Duration().Known || (Number{0.75, true}).Duration().Value != 750*time.Millisecond {
		t.Error("an unknown duration is known, or a fraction of a second is lost")
	}
}

func TestText_AcceptsNumbers(t *testing.T) {
	for body, want := range map[string]Text{`"a\"b"`: `a"b`, `"C:\\"`: `C:\`, `"caf\u00e9"`: "café", `100`: "100", `null`: "", `{"a":1}`: "", `true`: "true"} {
		var got Text
		if err := json.Unmarshal([]byte(body), &got); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", body, got, err, want)
		}
	}
}

func FuzzNumber(f *testing.F) {
	for _, seed := range []string{`1`, `"0x1p-2"`, `" 7 "`, `null`, `"1e400"`, `"\u0031"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		var n Number
		if json.Unmarshal([]byte(body), &n) != nil {
			return // no JSON at all
		}
		if math.IsNaN(n.Value) || math.IsInf(n.Value, 0) || n.Count() < 0 || n.Whole() < 0 || n.Sum() < 0 || n.Duration().Value < 0 || (!n.Known && n.Value != 0) {
			t.Errorf("%q became %+v", body, n)
		}
	})
}
