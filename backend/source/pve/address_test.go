package pve

import (
	"testing"

	"pulse/backend/fault"
	"pulse/backend/source"
)

func TestNormalize_Host(t *testing.T) {
	for in, want := range map[string]string{
		"pve1":                            "https://pve1:8006",
		"pve1.lan" + "\t":                 "https://pve1.lan:8006",
		"pve1:443":                        "https://pve1:443",
		"https://192.0.2.7":               "https://192.0.2.7:8006",
		"http://192.0.2.7:80":             "http://192.0.2.7:80",
		"https://pve1:8006/":              "https://pve1:8006",
		"https://pve1:8006/api2/json?x=1": "https://pve1:8006",
		"2001:db8::1":                     "https://[2001:db8::1]:8006",
		"[2001:db8::1]:8007":              "https://[2001:db8::1]:8007",
		"3com.example":                    "https://3com.example:8006",
		"10.example":                      "https://10.example:8006",
	} {
		if got, err := normalHost(in); err != nil || got != want {
			t.Errorf("normalHost(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestNormalize_RefusesBadHosts(t *testing.T) {
	for _, in := range []string{
		"", "  ", "https://", "999.1.2.3", "1.2.3", "pve1:0", "pve1:65536", "pve1:port", "pve1:", "[zz::1]",
		"pve 1", "pve|1", "pve;rm", "ftp://pve1", "https://root:secret@pve1", "https://[::1", "pve'1",
	} {
		_, err := normalize(source.Target{Host: in, User: "root", Password: "x"})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("normalize(%q) = %v, want a fault %s", in, err, fault.Invalid)
		}
	}
}

func TestNormalize_Account(t *testing.T) {
	tests := map[string]struct{ user, token, wantUser, wantToken string }{
		"realm of a user":              {"root", "", "root@pam", ""},
		"realm is kept":                {"pulse@pve", "", "pulse@pve", ""},
		"full token":                   {"", "pulse@pve!mon", "", "pulse@pve!mon"},
		"bare token with its user":     {"pulse@pve", "mon", "", "pulse@pve!mon"},
		"bare token, user in no realm": {"root", "mon", "", "root@pam!mon"},
	}
	for name, test := range tests {
		got, err := normalize(source.Target{Host: "pve1", User: test.user, TokenName: test.token})
		if err != nil || got.User != test.wantUser || got.TokenName != test.wantToken {
			t.Errorf("%s: got %q and %q, %v; want %q and %q", name, got.User, got.TokenName, err, test.wantUser, test.wantToken)
		}
	}
	for _, token := range []string{"mon", "pulse!mon", "pulse@pve!"} {
		if _, err := normalize(source.Target{Host: "pve1", TokenName: token}); !fault.Is(err, fault.Invalid) {
			t.Errorf("token %q without user: %v, want a fault %s", token, err, fault.Invalid)
		}
	}
}

func TestOpen_NeedsCredentials(t *testing.T) {
	for _, target := range []source.Target{{}, {User: "root@pam"}, {TokenName: "a@pve!b"}, {Password: "x"}} {
		if _, err := Kind().Open(target, source.Env{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("open %+v: %v, want a fault %s", target, err, fault.Invalid)
		}
	}
}

func FuzzNormalHost(f *testing.F) {
	for _, seed := range []string{"pve1", "https://pve1:8006/x", "[::1]:1", "::1", "1.2.3.4", "a:b:c", "%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		once, err := normalHost(in)
		if err != nil {
			return
		}
		if twice, err := normalHost(once); err != nil || twice != once {
			t.Errorf("normalHost(%q) = %q, and of that %q, %v", in, once, twice, err)
		}
	})
}
