package backend

import (
	"errors"
	"net"
	"strconv"
	"syscall"

	"pulse/backend/fault"
)

// windowsInUse is what Windows calls an address in use; syscall has its own
// number for that, which the system never returns.
const windowsInUse = syscall.Errno(10048)

// listen opens the address and, where that is not reached by it, loopback too:
// the programs of this machine always find us there.
func listen(host string, port int) ([]net.Listener, error) {
	first, err := open(host, port)
	if err != nil {
		return nil, err
	}
	bound := first.Addr().(*net.TCPAddr) //nolint:forcetypeassert // a TCP listener
	if bound.IP.IsUnspecified() || bound.IP.Equal(net.IPv4(127, 0, 0, 1)) {
		return []net.Listener{first}, nil
	}
	local, err := open("127.0.0.1", bound.Port)
	if err != nil {
		return nil, errors.Join(err, first.Close())
	}
	return []net.Listener{first, local}, nil
}

func open(host string, port int) (net.Listener, error) {
	address := net.JoinHostPort(host, strconv.Itoa(port))
	l, err := net.Listen("tcp", address)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE), errors.Is(err, windowsInUse):
		return nil, fault.Wrap(fault.Taken, err,
			"port %d on %s is in use by another program: stop that one, or choose another port with FRONTEND_PORT", port, shown(host)).In("FRONTEND_PORT")
	case errors.Is(err, syscall.EACCES):
		return nil, fault.Wrap(fault.Forbidden, err,
			"port %d needs more rights than this program has: choose one above 1023 with FRONTEND_PORT", port).In("FRONTEND_PORT")
	default:
		return nil, fault.Wrap(fault.Invalid, err,
			"address %s cannot be opened: %v; check BACKEND_HOST and FRONTEND_PORT", address, err).In("BACKEND_HOST")
	}
}

func shown(host string) string {
	if host == "" || host == "0.0.0.0" || host == "::" {
		return "all addresses"
	}
	return host
}

// localURL is where programs of this machine reach a listener.
func localURL(l net.Listener, secure bool) string {
	scheme := "http"
	if secure {
		scheme = "https"
	}
	return scheme + "://127.0.0.1:" + strconv.Itoa(l.Addr().(*net.TCPAddr).Port) //nolint:forcetypeassert // a TCP listener
}
