package discovery

import (
	"context"
	"net/netip"
)

// Identify asks one address, host and port, which product answers there. It
// tells false where nobody does, or none of the products.
func (s *Service) Identify(ctx context.Context, address string) (Server, bool) {
	conn, err := s.opt.Scanner.dial()(ctx, "tcp", address)
	if err != nil {
		return Server{}, false
	}
	door, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		_ = conn.Close() // nothing was sent
		return Server{}, false
	}
	return s.opt.Scanner.identify(ctx, door, conn)
}
