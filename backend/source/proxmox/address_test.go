package proxmox

import (
	"strings"
	"testing"
)

func TestAddress_CompletesWhatAPersonEnters(t *testing.T) {
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
		if got, err := Address(in, "8006"); err != nil || got != want {
			t.Errorf("Address(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"pve1", "https://pve1:8006/x", "[::1]:1", "::1", "1.2.3.4", "a:b:c", "%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		once, err := Address(in, "8006")
		if err != nil {
			return
		}
		if twice, err := Address(once, "8006"); err != nil || twice != once {
			t.Errorf("Address(%q) = %q, and of that %q, %v", in, once, twice, err)
		}
	})
}

func TestAddress_RefusesNamesThatCannotBeLookedUp(t *testing.T) {
	long := strings.Repeat("a.", 126) + "a" // 253 characters
	if _, err := Address(long, "8006"); err != nil {
		t.Errorf("the longest name is refused: %v", err)
	}
	for _, in := range []string{long + "a", strings.Repeat("a", 5000)} {
		if got, err := Address(in, "8006"); err == nil {
			t.Errorf("%d characters are taken as %q", len(in), got)
		}
	}
}
