package discovery

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"pulse/backend/fault"
)

func TestParseSubnets(t *testing.T) {
	tests := map[string]string{
		"192.168.1.0/24":                "192.168.1.0/24",
		"192.168.1.77/24":               "192.168.1.0/24",
		"10.0.0.0/20":                   "10.0.0.0/20",
		"172.16.5.4/32":                 "172.16.5.4/32",
		"127.0.0.0/24":                  "127.0.0.0/24",
		"fd12:3456::/120":               "fd12:3456::/120",
		" 10.0.0.0/24 , 10.0.1.0/24, ":  "10.0.0.0/24 10.0.1.0/24",
		"10.0.0.0/24,10.0.0.9/24":       "10.0.0.0/24",
		"":                              "empty",
		"10.0.0.0/19":                   "more than 4096",
		"10.0.0.0/8":                    "more than 4096",
		"fd00::/64":                     "more than 4096",
		"8.8.8.0/24":                    "no private network",
		"172.32.0.0/24":                 "no private network",
		"100.64.0.0/24":                 "no private network",
		"169.254.1.0/24":                "no private network",
		"2001:db8::/120":                "no private network",
		"0.0.0.0/0":                     "no private network",
		"192.168.1.0":                   "is no network",
		"auto":                          "is no network",
		"192.168.1.0/33":                "is no network",
		"10.0.0.0/24;curl evil":         "is no network",
		"10.0.0.0/24, 9.9.9.9/32":       "no private network",
		"::ffff:10.0.0.0/120":           "no private network",
		"192.168.1.0/24 192.168.2.0/24": "is no network",
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			list, err := ParseSubnets(text)
			got := ""
			for _, p := range list {
				got = strings.TrimSpace(got + " " + p.String())
			}
			if err != nil {
				f, ok := errors.AsType[*fault.Error](err)
				if !ok || f.Code != fault.Invalid || f.Field != "subnet" || !strings.Contains(f.Message, want) {
					t.Errorf("got %v, want an invalid subnet: %s", err, want)
				}
				return
			}
			if got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func FuzzParseSubnets(f *testing.F) {
	for _, text := range []string{"10.0.0.0/20", "192.168.1.5/31,fd00::1/128", "127.0.0.1/32", "::/0", "10.0.0.0/8"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := ParseSubnets(text)
		if err != nil {
			return
		}
		for _, p := range list {
			found := hosts(p)
			if len(found) == 0 || len(found) > 4096 {
				t.Fatalf("%s: %d addresses", p, len(found))
			}
			for _, a := range found {
				if !private(a) || !p.Contains(a) {
					t.Fatalf("%s: %s is public or not in it", p, a)
				}
			}
		}
	})
}

func TestHosts(t *testing.T) {
	tests := map[string][]string{
		"10.0.0.8/32": {"10.0.0.8"},
		"10.0.0.8/31": {"10.0.0.8", "10.0.0.9"},
		"10.0.0.8/30": {"10.0.0.9", "10.0.0.10"},
		"fd00::/127":  {"fd00::", "fd00::1"},
	}
	for network, want := range tests {
		var got []string
		for _, a := range hosts(netip.MustParsePrefix(network)) {
			got = append(got, a.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", network, got, want)
		}
	}
}

func TestOwnNetworks(t *testing.T) {
	one := func(name string, addresses ...string) Interface {
		i := Interface{Name: name}
		for _, a := range addresses {
			i.Addresses = append(i.Addresses, netip.MustParsePrefix(a))
		}
		return i
	}
	tests := map[string]struct {
		interfaces []Interface
		want       string
	}{
		"a home network":               {[]Interface{one("lo", "127.0.0.1/8", "::1/128"), one("eth0", "192.168.1.7/24", "fe80::1/64", "fd00::7/64")}, "192.168.1.0/24"},
		"a bridge of a hypervisor":     {[]Interface{one("vmbr0", "10.4.0.9/22")}, "10.4.0.0/22"},
		"a large one: what is near us": {[]Interface{one("eth0", "10.20.30.40/8")}, "10.20.30.0/24"},
		"only the Internet":            {[]Interface{one("eth0", "203.0.113.7/24")}, ""},
		"networks of containers":       {[]Interface{one("docker0", "172.17.0.1/16"), one("br-1a2b", "172.18.0.1/16"), one("veth9", "10.9.9.1/24")}, ""},
		"two cables in one network":    {[]Interface{one("eth0", "192.168.1.7/24"), one("wlan0", "192.168.1.8/24")}, "192.168.1.0/24"},
		"two networks":                 {[]Interface{one("eth1", "192.168.2.1/24"), one("eth0", "192.168.1.1/24")}, "192.168.1.0/24 192.168.2.0/24"},
		"nothing":                      {nil, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range ownNetworks(test.interfaces) {
				got = append(got, p.String())
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %v, want %s", got, test.want)
			}
		})
	}
}
