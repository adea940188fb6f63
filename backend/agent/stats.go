package main

import (
	"encoding/json"
	"strconv"
	"time"
)

// figure is a number of the engine. Some engines write limits above the range
// of integers, in floating point; what is no number at all is 0.
type figure float64

// UnmarshalJSON takes any JSON value.
func (f *figure) UnmarshalJSON(text []byte) error { //nolint:unparam // json.Unmarshaler has the error
	if v, err := strconv.ParseFloat(string(text), 64); err == nil {
		*f = figure(v)
	}
	return nil
}

// stats is what we use of the engine's statistics of a container. A container
// that does not run has an empty object or zeros.
type stats struct {
	Read time.Time `json:"read"`
	CPU  struct {
		Usage struct {
			Total figure `json:"total_usage"` // nanoseconds
		} `json:"cpu_usage"`
	} `json:"cpu_stats"`
	Memory struct {
		Usage  figure            `json:"usage"`
		Limit  figure            `json:"limit"`
		Detail map[string]figure `json:"stats"`
	} `json:"memory_stats"`
}

func parseStats(body []byte) (stats, error) {
	var s stats
	return s, json.Unmarshal(body, &s)
}

// used is the memory without the page cache, which the kernel gives up on
// demand. Version 1 of control groups calls it cache; version 2 has no such
// figure, and the part of the cache that is given up first is taken.
func (s *stats) used() int64 {
	usage := s.Memory.Usage
	for _, name := range []string{"cache", "inactive_file", "total_inactive_file"} {
		if cache, told := s.Memory.Detail[name]; told && cache <= usage {
			return int64(usage - cache)
		}
	}
	return int64(usage)
}

// limit is the memory that the container may use: its own limit, or what the
// host has when there is none.
func (s *stats) limit(host int64) int64 {
	if limit := s.Memory.Limit; limit > 0 && (host <= 0 || limit <= figure(host)) && limit < 1<<62 {
		return int64(limit)
	}
	return max(host, 0)
}

// sample is how much processor time a container had used at a time.
type sample struct {
	at    time.Time
	total figure
}

// rate is the processor use since an earlier sample in percent of one core. It
// is unknown without such a sample, and across a restart of the container.
func (s sample) rate(before sample) (float64, bool) {
	elapsed := s.at.Sub(before.at)
	if before.at.IsZero() || elapsed <= 0 || s.total < before.total {
		return 0, false
	}
	return float64(s.total-before.total) / float64(elapsed) * 100, true
}

// sample is the processor time of these statistics. An engine that does not
// tell when they were read gets the time of its answer.
func (s *stats) sample(now time.Time) sample {
	at := s.Read
	if at.Year() < 2000 {
		at = now
	}
	return sample{at: at, total: s.CPU.Usage.Total}
}
