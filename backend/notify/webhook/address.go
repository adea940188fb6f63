package webhook

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"pulse/backend/fault"
	"pulse/backend/notify"
)

// ValidateURL reports why an address may not be called, as a *fault.Error that
// begins with "Invalid webhook URL". A name is checked again when it has been
// resolved, so one that points to a refused address is refused there.
func ValidateURL(raw string, env notify.Env) error {
	if why := urlProblem(raw, env); why != "" {
		return fault.New(fault.Invalid, "Invalid webhook URL: %s", why).In("url")
	}
	return nil
}

func urlProblem(raw string, env notify.Env) string {
	u, err := url.Parse(withoutPlaceholders(raw))
	switch {
	case err != nil:
		return "it cannot be read"
	case u.Scheme != "http" && u.Scheme != "https":
		return "it must begin with http:// or https://"
	case u.Hostname() == "":
		return "the host is missing"
	}
	port, ok := portOf(u)
	if !ok {
		return "the port must be a number from 1 to 65535"
	}
	if env.OwnAddress != nil && env.OwnAddress(u.Hostname(), port) {
		return "it is the address of this program"
	}
	return hostProblem(u.Hostname(), env)
}

// withoutPlaceholders puts a word where a template puts a value, so that the
// rest of the address can be judged.
func withoutPlaceholders(raw string) string {
	for {
		before, rest, begins := strings.Cut(raw, "{{")
		_, after, ends := strings.Cut(rest, "}}")
		if !begins || !ends {
			return raw
		}
		raw = before + "x" + after
	}
}

func portOf(u *url.URL) (int, bool) {
	if u.Port() == "" {
		return map[string]int{"http": 80, "https": 443}[u.Scheme], true
	}
	port, err := strconv.Atoi(u.Port())
	return port, err == nil && port > 0 && port <= 65535
}

// metadataHosts answer questions about the machine in clouds.
var metadataHosts = []string{"metadata.google.internal", "metadata.goog"}

func hostProblem(host string, env notify.Env) string {
	name := strings.TrimSuffix(strings.ToLower(host), ".")
	if slices.Contains(metadataHosts, name) {
		return "metadata services are not allowed"
	}
	if (name == "localhost" || strings.HasSuffix(name, ".localhost")) && !env.AllowLoopback {
		return loopbackRefused
	}
	if ip, err := netip.ParseAddr(name); err == nil {
		return ipProblem(ip, env)
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '%' }) {
		return "the host is not a name"
	}
	if last := name[strings.LastIndex(name, ".")+1:]; isNumber(last) {
		return "write the IP address as four numbers with dots"
	}
	return ""
}

// isNumber reports whether some resolvers take a label for a part of an IPv4
// address, as in 127.1 or 0x7f000001.
func isNumber(label string) bool {
	_, err := strconv.ParseUint(label, 0, 64)
	return err == nil || label != "" && strings.Trim(label, "0123456789") == ""
}

const loopbackRefused = "addresses of this machine are not allowed (the setting allowLoopbackWebhooks allows them)"

// metadataAddresses are those that are not link-local anyway.
var metadataAddresses = []netip.Addr{
	netip.MustParseAddr("fd00:ec2::254"),   // AWS
	netip.MustParseAddr("fd20:ce::254"),    // Google
	netip.MustParseAddr("100.100.100.200"), // Alibaba
	netip.MustParseAddr("192.0.0.192"),     // Oracle
	netip.MustParseAddr("168.63.129.16"),   // Azure
}

// ipProblem says why an address may not be called. Private networks may: that
// is where home servers live.
func ipProblem(ip netip.Addr, env notify.Env) string {
	ip = embedded(ip.WithZone("").Unmap())
	switch {
	case ip.IsLoopback() && env.AllowLoopback:
		return ""
	case ip.IsLoopback():
		return loopbackRefused
	case ip.IsLinkLocalUnicast(), slices.Contains(metadataAddresses, ip):
		return "link-local addresses and metadata services are not allowed"
	case ip.IsUnspecified(), ip.Is4() && ip.As4()[0] == 0:
		return "the unspecified address is not allowed"
	case ip.IsMulticast(), ip == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return "multicast addresses are not allowed"
	}
	return ""
}

// The ranges of IPv6 addresses that stand for an IPv4 address, and where in
// them it is.
var embeddings = []struct {
	prefix netip.Prefix
	at     int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12},    // NAT64
	{netip.MustParsePrefix("64:ff9b:1::/48"), 12},  // NAT64 of one site
	{netip.MustParsePrefix("2002::/16"), 2},        // 6to4
	{netip.MustParsePrefix("::ffff:0:0:0/96"), 12}, // stateless translation
	{netip.MustParsePrefix("::/96"), 12},           // IPv4-compatible
}

// embedded returns the IPv4 address that an IPv6 address stands for, if any.
func embedded(ip netip.Addr) netip.Addr {
	if ip == netip.IPv6Loopback() || ip == netip.IPv6Unspecified() {
		return ip
	}
	for _, e := range embeddings {
		if e.prefix.Contains(ip) {
			bytes := ip.As16()
			return netip.AddrFrom4([4]byte(bytes[e.at : e.at+4]))
		}
	}
	return ip
}

// refused is a connection that was not made because of its address.
type refused struct{ why string }

func (r *refused) Error() string { return r.why }

// guardedTransport checks every address at the moment when it is dialled: only
// then is it known what a name resolves to. Proxies of the environment are not
// used; they would hide the address.
func guardedTransport(env notify.Env) *http.Transport {
	dialer := net.Dialer{
		Timeout: 10 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("dial %s: %w", address, err)
			}
			if env.OwnAddress != nil && env.OwnAddress(at.Addr().Unmap().String(), int(at.Port())) {
				return &refused{"it is the address of this program"}
			}
			if why := ipProblem(at.Addr(), env); why != "" {
				return &refused{why}
			}
			return nil
		},
	}
	return &http.Transport{
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		DisableKeepAlives:      true,
	}
}
