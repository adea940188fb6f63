// Package elsewhere knows Pulse on other machines, and the service of this
// computer that runs under another account: how it is found at the address that
// a person typed, how this computer signs in, and which one is shown.
package elsewhere

import (
	"net"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"

	"pulse/backend/fault"
)

// usualPort is where Pulse listens when nobody says otherwise.
const usualPort = "7655"

// addresses are the places that what a person typed can mean, the most likely
// first. What follows a question mark or hash is a page of the dashboard.
func addresses(typed string) ([]string, error) {
	text := strings.TrimSpace(typed)
	if text == "" {
		return nil, badAddress("Enter the name or address of the computer that Pulse runs on.")
	}
	scheme, rest, named := strings.Cut(text, "://")
	if !named {
		scheme, rest = "", bracketed(text)
	}
	scheme = strings.ToLower(scheme)
	if scheme != "" && scheme != "http" && scheme != "https" {
		return nil, badAddress("Only addresses with http:// or https:// lead to Pulse, not %s://.", scheme)
	}
	u, err := url.Parse("//" + rest)
	if err != nil || u.Hostname() == "" || strings.ContainsAny(u.Hostname(), " _,;%") && u.Port() == "" {
		return nil, badAddress("%q is not an address. Enter a name such as nas.lan or an address such as 192.168.1.20.", text)
	}
	if u.User != nil {
		return nil, badAddress("Leave name and password out of the address: they are asked for afterwards.")
	}
	if port, err := strconv.Atoi(u.Port()); u.Port() != "" && (err != nil || port < 1 || port > 65535) {
		return nil, badAddress("%s is not a port: ports are numbers from 1 to 65535.", u.Port())
	}
	return meanings(scheme, u), nil
}

// meanings spells an address out.
func meanings(scheme string, u *url.URL) []string {
	schemes := []string{"https", "http"}
	if scheme != "" {
		schemes = []string{scheme}
	}
	below := strings.TrimRight(u.Path, "/")
	var found []string
	for _, port := range ports(scheme, u.Port()) {
		for _, s := range schemes {
			found = append(found, (&url.URL{Scheme: s, Host: hostOf(s, u.Hostname(), port), Path: below}).String())
		}
	}
	return found
}

// above is the address with one part of its path less, and whether it had one:
// what was typed may be a page of the dashboard.
func above(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Path == "" {
		return address, false
	}
	u.Path = strings.TrimRight(path.Dir(u.Path), "/")
	return u.String(), true
}

// ports are those to try; an empty one is that of the scheme.
func ports(scheme, typed string) []string {
	switch {
	case typed != "":
		return []string{typed}
	case scheme != "":
		return []string{"", usualPort}
	default:
		return []string{usualPort, ""}
	}
}

// hostOf writes host and port without a port that the scheme implies.
func hostOf(scheme, host, port string) string {
	implied := map[string]string{"http": "80", "https": "443"}[scheme]
	if port != "" && port != implied {
		return net.JoinHostPort(host, port)
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// bracketed puts the brackets around a bare IPv6 address.
func bracketed(text string) string {
	if a, err := netip.ParseAddr(text); err == nil && a.Is6() {
		return "[" + strings.ReplaceAll(text, "%", "%25") + "]"
	}
	return text
}

func badAddress(format string, args ...any) error {
	return fault.New(fault.Invalid, format, args...).In("address")
}
