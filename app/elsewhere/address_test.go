package elsewhere

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pulse/backend/fault"
)

func TestAddresses_MeanWhatAPersonTyped(t *testing.T) {
	for typed, want := range map[string][]string{
		"nas":                          {"https://nas:7655", "http://nas:7655", "https://nas", "http://nas"},
		"NAS.lan:7655":                 {"https://NAS.lan:7655", "http://NAS.lan:7655"},
		"192.168.1.20:80":              {"https://192.168.1.20:80", "http://192.168.1.20"},
		"fe80::1":                      {"https://[fe80::1]:7655", "http://[fe80::1]:7655", "https://[fe80::1]", "http://[fe80::1]"},
		"[fe80::1]:7655":               {"https://[fe80::1]:7655", "http://[fe80::1]:7655"},
		"http://nas":                   {"http://nas", "http://nas:7655"},
		"HTTPS://pulse.example/":       {"https://pulse.example", "https://pulse.example:7655"},
		"https://home.example/pulse/":  {"https://home.example/pulse", "https://home.example:7655/pulse"},
		"http://nas:7655/guests?q=a#b": {"http://nas:7655/guests"},
	} {
		got, err := addresses(" " + typed + "\n")
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v, -want +got:\n%s", typed, err, diff)
		}
	}
}

func TestAddresses_SaysWhatIsWrong(t *testing.T) {
	for _, typed := range []string{"", "  ", "ftp://nas", "http://", "two words", "nas:0", "nas:70000", "nas:port", "http://me:secret@nas", "a,b"} {
		got, err := addresses(typed)
		f, ok := errors.AsType[*fault.Error](err)
		if !ok || f.Field != "address" || f.Code != fault.Invalid {
			t.Errorf("%q: %v, %v; want a fault in the field address", typed, got, err)
		}
	}
}
