package api

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"pulse/backend/fault"
	"pulse/backend/source"
)

func (s *server) kind(name string) (source.Kind, bool) {
	for _, k := range s.Sources {
		if k.Name == name {
			return k, true
		}
	}
	return source.Kind{}, false
}

// checked is a target in its normal form, fit to be polled.
func (s *server) checked(t source.Target) (source.Target, error) {
	t, err := s.addressed(t)
	if err != nil {
		return t, err
	}
	if !hasCredentials(t) {
		return t, fault.New(fault.Invalid, "Authentication credentials required: user and password, or token name and token value").In("password")
	}
	if t.DisksEvery < 0 || t.DisksEvery > rarestDisks {
		return t, fault.New(fault.Invalid, "physicalDiskPollingMinutes must lie between 1 and 1440, or be 0 for the usual 5").In("physicalDiskPollingMinutes")
	}
	return t, nil
}

// rarestDisks is how seldom physical disks may be read at most.
const rarestDisks = 24 * time.Hour

func hasCredentials(t source.Target) bool {
	return t.User != "" && t.Password != "" || t.TokenName != "" && t.TokenValue != ""
}

// addressed checks all but the credentials.
func (s *server) addressed(t source.Target) (source.Target, error) {
	switch {
	case t.Kind == "":
		return t, fault.New(fault.Invalid, "Type is required").In("type")
	case t.Host == "":
		return t, fault.New(fault.Invalid, "Host is required").In("host")
	}
	kind, ok := s.kind(t.Kind)
	if !ok {
		return t, s.unknownKind(t.Kind)
	}
	if kind.Normalize != nil {
		normal, err := kind.Normalize(t)
		if err != nil {
			return t, err
		}
		t = normal
	}
	return t, nil
}

func (s *server) unknownKind(name string) error {
	var known []string
	for _, k := range s.Sources {
		known = append(known, k.Name)
	}
	return fault.New(fault.Invalid, "Invalid node type %q: this version watches %s", name, strings.Join(known, ", ")).In("type")
}

func checkName(name string) error {
	if len([]rune(name)) > 100 || strings.IndexFunc(name, func(r rune) bool { return r < 0x20 || r == 0x7f }) >= 0 {
		return fault.New(fault.Invalid, "Name must have at most 100 characters, without control characters").In("name")
	}
	return nil
}

// freeName makes a name from the host that no other target of its kind has.
func (s *server) freeName(ctx context.Context, t source.Target) (string, error) {
	targets, err := s.Store.Targets(ctx)
	if err != nil {
		return "", err
	}
	taken := map[string]bool{}
	for _, other := range targets {
		taken[other.Name] = taken[other.Name] || other.Kind == t.Kind
	}
	base := t.Host
	if u, err := url.Parse(t.Host); err == nil && u.Hostname() != "" {
		base = u.Hostname()
	}
	name := base
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	return name, nil
}
