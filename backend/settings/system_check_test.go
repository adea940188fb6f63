package settings_test

import (
	"errors"
	"testing"

	"pulse/backend/fault"
	"pulse/backend/settings"
)

func TestDefaultSystem_IsValid(t *testing.T) {
	if err := settings.DefaultSystem().Validate(); err != nil {
		t.Fatal(err)
	}
}

func TestSystemValidate_NamesTheWrongMember(t *testing.T) {
	tests := []struct {
		field string
		spoil func(*settings.System)
	}{
		{"pbsPollingInterval", func(s *settings.System) { s.PBSPollingInterval = 9 }},
		{"pmgPollingInterval", func(s *settings.System) { s.PMGPollingInterval = 3601 }},
		{"frontendPort", func(s *settings.System) { s.FrontendPort = 65536 }},
		{"allowedOrigins", func(s *settings.System) { s.AllowedOrigins = "https://a.example, b.example" }},
		{"allowedOrigins", func(s *settings.System) { s.AllowedOrigins = "https://a.example/path" }},
		{"connectionTimeout", func(s *settings.System) { s.ConnectionTimeout = 301 }},
		{"updateChannel", func(s *settings.System) { s.UpdateChannel = "nightly" }},
		{"autoUpdateCheckInterval", func(s *settings.System) { s.AutoUpdateCheckInterval = -1 }},
		{"autoUpdateTime", func(s *settings.System) { s.AutoUpdateTime = "24:00" }},
		{"autoUpdateTime", func(s *settings.System) { s.AutoUpdateTime = "3:00" }},
		{"updateServer", func(s *settings.System) { s.UpdateServer = "ftp://releases.example" }},
		{"updatePublicKey", func(s *settings.System) { s.UpdatePublicKey = "c2hvcnQ=" }},
		{"logLevel", func(s *settings.System) { s.LogLevel = "loud" }},
		{"discoverySubnet", func(s *settings.System) { s.DiscoverySubnet = "192.168.1.0" }},
		{"discoverySubnet", func(s *settings.System) { s.DiscoverySubnet = "" }},
		{"theme", func(s *settings.System) { s.Theme = "blue" }},
		{"allowedEmbedOrigins", func(s *settings.System) { s.AllowedEmbedOrigins = "*" }},
		{"listenHost", func(s *settings.System) { s.ListenHost = "http://127.0.0.1" }},
		{"listenHost", func(s *settings.System) { s.ListenHost = "host:80" }},
		{"listenPort", func(s *settings.System) { s.ListenPort = 0 }},
		{"historyMaxBytes", func(s *settings.System) { s.HistoryMaxBytes = 1 << 20 }},
		{"temperatureUnit", func(s *settings.System) { s.TemperatureUnit = "kelvin" }},
	}
	for _, test := range tests {
		t.Run(test.field, func(t *testing.T) {
			s := settings.DefaultSystem()
			test.spoil(&s)
			f, ok := errors.AsType[*fault.Error](s.Validate())
			if !ok || f.Code != fault.Invalid || f.Field != test.field {
				t.Errorf("got %v, want an invalid %s", f, test.field)
			}
		})
	}
}

func TestSystemValidate_AcceptsWhatPeopleWrite(t *testing.T) {
	tests := map[string]func(*settings.System){
		"any origin":       func(s *settings.System) { s.AllowedOrigins = "*" },
		"several origins":  func(s *settings.System) { s.AllowedOrigins = "http://localhost:5173, https://pulse.example" },
		"several subnets":  func(s *settings.System) { s.DiscoverySubnet = "192.168.1.0/24, fd00::/64" },
		"an IPv6 address":  func(s *settings.System) { s.ListenHost = "::1" },
		"a host name":      func(s *settings.System) { s.ListenHost = "pulse-1.lan" },
		"no update check":  func(s *settings.System) { s.AutoUpdateCheckInterval = 0 },
		"default timeout":  func(s *settings.System) { s.ConnectionTimeout = 0 },
		"release channel":  func(s *settings.System) { s.UpdateChannel = "rc" },
		"dark":             func(s *settings.System) { s.Theme = "dark" },
		"embedding origin": func(s *settings.System) { s.AllowedEmbedOrigins = "https://home.example:8123" },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			s := settings.DefaultSystem()
			change(&s)
			if err := s.Validate(); err != nil {
				t.Error(err)
			}
		})
	}
}
