package proxmoxtest

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Listener serves at an address over TLS, until it is closed.
type Listener struct {
	URL    string
	server *http.Server
	ended  chan struct{}
}

// Listen serves at a loopback address such as 127.0.0.1:0. The certificate is
// asked for with every connection; without one there is no handshake.
func Listen(address string, h http.Handler, shown func() (*Certificate, error)) (*Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("serve a simulator: %w", err)
	}
	return Serve(l, h, shown), nil
}

// Serve is Listen where somebody listens already. It speaks HTTP/1.1 only and
// drops idle connections after 5 s, as the proxies of Proxmox do.
func Serve(l net.Listener, h http.Handler, shown func() (*Certificate, error)) *Listener {
	config := &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			c, err := shown()
			if err != nil {
				return nil, err
			}
			return &c.Certificate, nil
		},
	}
	server := &Listener{
		URL: "https://" + l.Addr().String(), ended: make(chan struct{}),
		server: &http.Server{
			Handler: h, IdleTimeout: 5 * time.Second, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0),
		},
	}
	go func() {
		defer close(server.ended)
		_ = server.server.Serve(tls.NewListener(l, config))
	}()
	return server
}

// Close ends all connections and waits for the server.
func (l *Listener) Close() error {
	err := l.server.Close()
	<-l.ended
	return err
}
