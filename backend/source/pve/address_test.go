package pve

import (
	"testing"

	"pulse/backend/fault"
	"pulse/backend/source"
)

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
