package pbs

import (
	"testing"

	"pulse/backend/fault"
	"pulse/backend/source"
)

func TestNormalize(t *testing.T) {
	tests := map[string]struct{ in, want source.Target }{
		"name alone":         {source.Target{Host: " backup1 "}, source.Target{Host: "https://backup1:8007"}},
		"port and path":      {source.Target{Host: "https://backup1:443/ui"}, source.Target{Host: "https://backup1:443"}},
		"IPv6":               {source.Target{Host: "fd00::7"}, source.Target{Host: "https://[fd00::7]:8007"}},
		"user without realm": {source.Target{Host: "b", User: "mon", Password: "x"}, source.Target{Host: "https://b:8007", User: "mon@pbs", Password: "x"}},
		"user with realm":    {source.Target{Host: "b", User: "root@pam"}, source.Target{Host: "https://b:8007", User: "root@pam"}},
		"token and user": {
			source.Target{Host: "b", User: "mon", TokenName: "pulse", TokenValue: "v"},
			source.Target{Host: "https://b:8007", TokenName: "mon@pbs!pulse", TokenValue: "v"},
		},
		"a token stands alone": {
			source.Target{Host: "b", User: "root@pam", Password: "x", TokenName: "mon@pbs!pulse", TokenValue: "v"},
			source.Target{Host: "https://b:8007", TokenName: "mon@pbs!pulse", TokenValue: "v"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := normalize(test.in)
			if err != nil || got.Host != test.want.Host || got.User != test.want.User || got.Password != test.want.Password || got.TokenName != test.want.TokenName {
				t.Errorf("got %+v, %v; want %+v", got, err, test.want)
			}
		})
	}
}

func TestNormalize_Refuses(t *testing.T) {
	for name, in := range map[string]source.Target{
		"no host":              {Host: " "},
		"a blank in the name":  {Host: "a b"},
		"port too high":        {Host: "b:70000"},
		"token without name":   {Host: "b", TokenName: "mon@pbs!"},
		"token without realm":  {Host: "b", TokenName: "mon!pulse"},
		"bare token, no user":  {Host: "b", TokenName: "pulse"},
		"credentials in a URL": {Host: "https://u:p@b"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := normalize(in); !fault.Is(err, fault.Invalid) {
				t.Errorf("got %+v, %v; want it refused", got, err)
			}
		})
	}
}
