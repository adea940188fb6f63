package settings

import (
	"crypto/ed25519"
	"encoding/base64"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"pulse/backend/fault"
)

// HistoryMinBytes is the smallest size to which the history can be limited.
const HistoryMinBytes = 64 << 20

// DefaultSystem returns the settings of a fresh installation. ListenHost is
// empty: it depends on how the program was started.
func DefaultSystem() System {
	return System{
		PBSPollingInterval:      60,
		PMGPollingInterval:      60,
		BackendPort:             3000,
		FrontendPort:            7655,
		ConnectionTimeout:       60,
		AutoUpdateCheckInterval: 24,
		AutoUpdateTime:          "03:00",
		LogLevel:                "info",
		DiscoveryEnabled:        true,
		DiscoverySubnet:         "auto",
		ListenPort:              7655,
		HistoryMaxBytes:         2 << 30,
		HistoryRetention:        DefaultRetention(),
		OpenReadOnly:            true,
		TemperatureUnit:         "celsius",
	}
}

// Validate checks every member; the *fault.Error names the first that is wrong
// and says what is allowed.
func (s System) Validate() error {
	checks := []struct {
		field   string
		ok      bool
		allowed string
	}{
		{"pbsPollingInterval", within(s.PBSPollingInterval, 10, 3600), "10 to 3600 seconds"},
		{"pmgPollingInterval", within(s.PMGPollingInterval, 10, 3600), "10 to 3600 seconds"},
		{"backendPort", within(s.BackendPort, 0, 65535), "0 to 65535"},
		{"frontendPort", within(s.FrontendPort, 0, 65535), "0 to 65535"},
		{"allowedOrigins", s.AllowedOrigins == "*" || each(s.AllowedOrigins, isOrigin), "*, or origins like https://host:port separated by commas"},
		{"connectionTimeout", within(s.ConnectionTimeout, 0, 300), "0 to 300 seconds"},
		{"updateChannel", oneOf(s.UpdateChannel, "", "stable", "rc"), "stable or rc"},
		{"autoUpdateCheckInterval", within(s.AutoUpdateCheckInterval, 0, 168), "0 to 168 hours"},
		{"autoUpdateTime", isTimeOfDay(s.AutoUpdateTime), "a time from 00:00 to 23:59"},
		{"updateServer", s.UpdateServer == "" || isAddress(s.UpdateServer), "an address like https://host/releases, or empty"},
		{"updatePublicKey", s.UpdatePublicKey == "" || isPublicKey(s.UpdatePublicKey), "the 32 bytes of an ed25519 key in base64, or empty"},
		{"logLevel", oneOf(s.LogLevel, "debug", "info", "warn", "error"), "debug, info, warn or error"},
		{"discoverySubnet", s.DiscoverySubnet == "auto" || (s.DiscoverySubnet != "" && each(s.DiscoverySubnet, isSubnet)), "auto, or subnets like 192.168.1.0/24 separated by commas"},
		{"theme", oneOf(s.Theme, "", "light", "dark"), "light or dark, or empty for the system's"},
		{"allowedEmbedOrigins", each(s.AllowedEmbedOrigins, isOrigin), "origins like https://host:port separated by commas"},
		{"listenHost", s.ListenHost == "" || IsHost(s.ListenHost), "an IP address or a host name, without port"},
		{"listenPort", within(s.ListenPort, 1, 65535), "1 to 65535"},
		{"historyMaxBytes", s.HistoryMaxBytes >= HistoryMinBytes, "at least 67108864"},
		{"temperatureUnit", oneOf(s.TemperatureUnit, "celsius", "fahrenheit"), "celsius or fahrenheit"},
	}
	for _, c := range checks {
		if !c.ok {
			return fault.New(fault.Invalid, "%s is not valid: allowed is %s", c.field, c.allowed).In(c.field)
		}
	}
	_, err := s.HistoryRetention.Durations()
	return err
}

// IsHost reports whether a text is an IP address or a host name, without
// scheme, port or path.
func IsHost(text string) bool {
	if _, err := netip.ParseAddr(text); err == nil {
		return true
	}
	isLetter := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_'
	}
	for label := range strings.SplitSeq(text, ".") {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, func(r rune) bool { return !isLetter(r) }) {
			return false
		}
	}
	return len(text) <= 253
}

// SplitList splits a list at its commas and drops blanks around the items and
// empty items.
func SplitList(text string) []string {
	var items []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

func within(n, low, high int) bool { return low <= n && n <= high }

func oneOf(text string, allowed ...string) bool { return slices.Contains(allowed, text) }

func each(text string, ok func(string) bool) bool {
	return !slices.ContainsFunc(SplitList(text), func(item string) bool { return !ok(item) })
}

func isOrigin(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" &&
		u.User == nil && u.Path == "" && u.RawQuery == "" && u.Fragment == ""
}

func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && u.Fragment == ""
}

func isPublicKey(text string) bool {
	key, err := base64.StdEncoding.DecodeString(text)
	return err == nil && len(key) == ed25519.PublicKeySize
}

func isSubnet(text string) bool {
	_, err := netip.ParsePrefix(text)
	return err == nil
}

func isTimeOfDay(text string) bool {
	_, err := time.Parse("15:04", text)
	return err == nil && len(text) == len("15:04")
}
