package discovery

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"pulse/backend/httpclient"
)

// questions to a server, none of which needs a login or changes anything.
const (
	askVersion = "/api2/json/version"
	askPage    = "/"
	askRealms  = "/api2/json/access/domains"
	askPing    = "/api2/json/ping"
	askMail    = "/api2/json/statistics/mail"
	askGuests  = "/api2/json/cluster/resources"
)

// identify finds out who is behind an open connection, with as few questions as
// are needed. It tells false when it is none of the products.
func (s *Scanner) identify(ctx context.Context, address netip.AddrPort, conn net.Conn) (Server, bool) {
	ctx, cancel := context.WithTimeout(ctx, serverLimit)
	defer cancel()
	defer conn.Close()
	a := newAsker(address, conn, s.dial())
	defer a.close()
	version := a.ask(ctx, askVersion)
	if version.status == 0 {
		return Server{}, false // no TLS, no HTTP, or nothing in time
	}
	clues := append(fromHeaders(version), fromCertificate(a.cert)...)
	if !version.speaks() && len(clues) == 0 {
		return Server{}, false
	}
	shown := readPage(a.ask(ctx, askPage))
	clues = append(clues, shown.clues...)
	if len(shown.clues) == 0 || verdict(clues) == Unknown {
		clues = append(clues, a.doubt(ctx, address.Port(), clues)...)
	}
	server := Server{Address: address, Product: verdict(clues)}
	for _, c := range clues {
		server.Evidence = append(server.Evidence, c.words)
	}
	server.Version, server.Release = versionOf(version)
	if server.Version == "" && plainVersion.MatchString(shown.version) {
		server.Version = shown.version
	}
	if a.cert != nil {
		server.Fingerprint = httpclient.Fingerprint(a.cert)
	}
	server.Hostname = s.hostname(ctx, address.Addr(), a.cert, shown.node)
	return server, true
}

// doubt asks further while it is not clear which product answers.
func (a *asker) doubt(ctx context.Context, port uint16, clues []clue) []clue {
	decided := func(more []clue) bool { return verdict(append(clues[:len(clues):len(clues)], more...)) != Unknown }
	more := fromRealms(a.ask(ctx, askRealms))
	if decided(more) {
		return more
	}
	if more = append(more, fromPing(a.ask(ctx, askPing))...); decided(more) {
		return more
	}
	if port == portPBS {
		return append(more, clue{PBS, "it listens at port 8007, which only backup servers use", true})
	}
	return append(more, fromMail(a.ask(ctx, askMail), a.ask(ctx, askGuests))...)
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`)

// nameLimit is how long the name service may take.
const nameLimit = time.Second

// hostname is the name in the certificate, else the one on the page, else the
// one that the name service has for the address.
func (s *Scanner) hostname(ctx context.Context, a netip.Addr, cert *x509.Certificate, node string) string {
	names := []string{node}
	if cert != nil {
		names = append(append([]string{cert.Subject.CommonName}, cert.DNSNames...), node)
	}
	for _, name := range names {
		if useful(name) {
			return name
		}
	}
	if s.LookupAddr == nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, nameLimit)
	defer cancel()
	found, err := s.LookupAddr(ctx, a.String())
	if err != nil || len(found) == 0 {
		return ""
	}
	if name := strings.TrimSuffix(found[0], "."); useful(name) {
		return name
	}
	return ""
}

// useful tells names that say which machine it is.
func useful(name string) bool {
	_, err := netip.ParseAddr(name)
	return err != nil && plainName.MatchString(name) && !strings.HasPrefix(strings.ToLower(name), "localhost") &&
		!strings.EqualFold(name, PVE.title())
}
