package pve

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"pulse/backend/fault"
	"pulse/backend/source"
)

const (
	defaultPort  = "8006"
	defaultRealm = "pam"
)

// normalize fills scheme, port and realm, and writes a token with its user.
func normalize(t source.Target) (source.Target, error) {
	host, err := normalHost(t.Host)
	if err != nil {
		return t, err
	}
	t.Host = host
	t.User, t.TokenName = strings.TrimSpace(t.User), strings.TrimSpace(t.TokenName)
	if t.User != "" && !strings.Contains(t.User, "@") {
		t.User += "@" + defaultRealm
	}
	return normalToken(t)
}

// normalToken writes a token as user@realm!name. Its user may stand in a field
// of its own.
func normalToken(t source.Target) (source.Target, error) {
	switch user, name, full := strings.Cut(t.TokenName, "!"); {
	case t.TokenName == "":
	case full && (name == "" || !strings.Contains(user, "@")):
		return t, fault.New(fault.Invalid, "The token ID must have the form user@realm!name").In("tokenName")
	case !full && t.User == "":
		return t, fault.New(fault.Invalid, "The token ID must have the form user@realm!name, or the user must be given as well").In("tokenName")
	case !full:
		t.TokenName, t.User = t.User+"!"+t.TokenName, ""
	}
	return t, nil
}

// normalHost makes a base URL of an address: scheme, host and port, no path.
func normalHost(address string) (string, error) {
	address = strings.TrimSpace(address)
	if address == "" {
		return "", invalidHost("Host is required")
	}
	if net.ParseIP(address) != nil && strings.Contains(address, ":") {
		address = "[" + address + "]"
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return "", invalidHost("Invalid host: write it as name, name:port or https://name:port")
	case u.Scheme != "https" && u.Scheme != "http":
		return "", invalidHost("Invalid host: the scheme must be https or http")
	case u.User != nil:
		return "", invalidHost("Invalid host: user and password belong into their own fields")
	}
	return joinHost(u)
}

func joinHost(u *url.URL) (string, error) {
	name, port := u.Hostname(), u.Port()
	if port == "" {
		port = defaultPort
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return "", invalidHost("Invalid port: it must lie between 1 and 65535")
	}
	bracketed := strings.HasPrefix(u.Host, "[")
	switch {
	case name == "" || strings.ContainsAny(name, " /\\<>|\"'`;") || strings.HasSuffix(u.Host, ":"):
		return "", invalidHost("Invalid host: it must be a name or an IP address")
	case bracketed && net.ParseIP(withoutZone(name)) == nil:
		return "", invalidHost("Invalid host: that is no IPv6 address")
	case !bracketed && allNumeric(name) && net.ParseIP(name) == nil:
		return "", invalidHost("Invalid host: that is no IP address")
	}
	return u.Scheme + "://" + net.JoinHostPort(name, port), nil
}

func withoutZone(ip string) string {
	ip, _, _ = strings.Cut(ip, "%")
	return ip
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
