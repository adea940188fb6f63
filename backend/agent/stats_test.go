package main

import (
	"testing"
	"time"
)

func TestStats_MemoryIsWithoutThePageCache(t *testing.T) {
	for _, c := range []struct {
		name, stats string
		used, limit int64
	}{
		{"control groups 1", `{"memory_stats":{"usage":1000,"limit":4000,"stats":{"cache":300,"total_inactive_file":200,"hierarchical_memory_limit":1.844674407371e+19}}}`, 700, 4000},
		{"control groups 2", `{"memory_stats":{"usage":1000,"limit":4000,"stats":{"inactive_file":250,"file":600}}}`, 750, 4000},
		{"cache above usage", `{"memory_stats":{"usage":1000,"limit":4000,"stats":{"cache":3000}}}`, 1000, 4000},
		{"no details", `{"memory_stats":{"usage":1000,"limit":4000}}`, 1000, 4000},
		{"no limit as largest integer", `{"memory_stats":{"usage":1000,"limit":18446744073709551615}}`, 1000, 8000},
		{"no limit as float", `{"memory_stats":{"usage":1000,"limit":9.223372036854772e+18}}`, 1000, 8000},
		{"limit missing", `{"memory_stats":{"usage":1000}}`, 1000, 8000},
		{"null and text", `{"memory_stats":{"usage":1000,"limit":null,"stats":{"cache":"many"}}}`, 1000, 8000},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := parseStats([]byte(c.stats))
			if err != nil {
				t.Fatal(err)
			}
			if used, limit := s.used(), s.limit(8000); used != c.used || limit != c.limit {
				t.Errorf("used %d of %d, want %d of %d", used, limit, c.used, c.limit)
			}
		})
	}
}

func TestSample_TimeOfAnAnswerStandsForOneThatIsNotTold(t *testing.T) {
	s, err := parseStats([]byte(`{"read":"0001-01-01T00:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":5e9}}}`))
	if err != nil {
		t.Fatal(err)
	}
	before := sample{at: noon.Add(-10 * time.Second), total: 4e9}
	if got, known := s.sample(noon).rate(before); !known || got != 10 {
		t.Errorf("got %v, %v, want 10 percent for 1 s in 10 s", got, known)
	}
}

func TestSample_ControlGroupsOfBothVersionsGiveARate(t *testing.T) {
	before, err := parseStats([]byte(`{"read":"2026-03-01T12:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":100215355,"percpu_usage":[60,40]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	after, err := parseStats([]byte(`{"read":"2026-03-01T12:00:01Z","cpu_stats":{"cpu_usage":{"total_usage":500215355}}}`))
	if err != nil {
		t.Fatal(err)
	}
	if rate, known := after.sample(noon).rate(before.sample(noon)); !known || rate != 40 {
		t.Errorf("got %v, %v, want 40 percent", rate, known)
	}
}

func FuzzParseStats(f *testing.F) {
	f.Add([]byte(`{"read":"2026-03-01T12:00:00Z","cpu_stats":{"cpu_usage":{"total_usage":1}},"memory_stats":{"usage":2,"limit":3,"stats":{"cache":1}}}`))
	f.Add([]byte(`{"memory_stats":{"usage":1e400,"limit":-1,"stats":null}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := parseStats(body)
		if err != nil {
			return
		}
		if limit := s.limit(1000); limit < 0 || limit > 1000 {
			t.Errorf("limit %d", limit)
		}
	})
}
