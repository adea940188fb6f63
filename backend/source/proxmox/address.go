package proxmox

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"pulse/backend/fault"
)

// Address makes a base URL of what a person enters: scheme, host and port, no
// path. A *fault.Error says what is wrong with it.
func Address(entered, defaultPort string) (string, error) {
	entered = strings.TrimSpace(entered)
	if entered == "" {
		return "", invalidHost("Host is required")
	}
	if net.ParseIP(entered) != nil && strings.Contains(entered, ":") {
		entered = "[" + entered + "]"
	}
	if !strings.Contains(entered, "://") {
		entered = "https://" + entered
	}
	u, err := url.Parse(entered)
	switch {
	case err != nil:
		return "", invalidHost("Invalid host: write it as name, name:port or https://name:port")
	case u.Scheme != "https" && u.Scheme != "http":
		return "", invalidHost("Invalid host: the scheme must be https or http")
	case u.User != nil:
		return "", invalidHost("Invalid host: user and password belong into their own fields")
	}
	return joined(u, defaultPort)
}

// longestName is the longest name that can be looked up.
const longestName = 253

func joined(u *url.URL, defaultPort string) (string, error) {
	name, port := u.Hostname(), u.Port()
	if port == "" {
		port = defaultPort
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return "", invalidHost("Invalid port: it must lie between 1 and 65535")
	}
	bracketed := strings.HasPrefix(u.Host, "[")
	withoutZone, _, _ := strings.Cut(name, "%")
	switch {
	case len(name) > longestName:
		return "", invalidHost("Invalid host: a name has at most 253 characters")
	case name == "" || strings.ContainsAny(name, " /\\<>|\"'`;") || strings.HasSuffix(u.Host, ":"):
		return "", invalidHost("Invalid host: it must be a name or an IP address")
	case bracketed && net.ParseIP(withoutZone) == nil:
		return "", invalidHost("Invalid host: that is no IPv6 address")
	case !bracketed && allNumeric(name) && net.ParseIP(name) == nil:
		return "", invalidHost("Invalid host: that is no IP address")
	}
	return u.Scheme + "://" + net.JoinHostPort(name, port), nil
}

// allNumeric tells what looks like an IPv4 address: every label is a number.
func allNumeric(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || strings.Trim(label, "0123456789") != "" {
			return false
		}
	}
	return true
}

func invalidHost(message string) error { return fault.New(fault.Invalid, "%s", message).In("host") }
