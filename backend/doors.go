package backend

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// lastAnswers is how long requests may take that are under way at the end.
const lastAnswers = 3 * time.Second

// doors are the open addresses and the server behind them. The addresses can
// change while the server runs.
type doors struct {
	server            *http.Server // set by serve
	secure            bool
	certFile, keyFile string
	log               *slog.Logger

	mu        sync.Mutex
	host      string
	port      int
	listeners []net.Listener
	serving   sync.WaitGroup
	failed    chan error // what serving an address failed with; capacity 1
}

// open binds the first address.
func (d *doors) open(host string, port int) error {
	listeners, err := listen(host, port)
	if err != nil {
		return err
	}
	d.host, d.port, d.listeners = host, port, listeners
	d.failed = make(chan error, 1)
	return nil
}

// url is where programs of this machine reach the server.
func (d *doors) url() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return localURL(d.listeners[0], d.secure)
}

// bound lists the open addresses.
func (d *doors) bound() []*net.TCPAddr {
	d.mu.Lock()
	defer d.mu.Unlock()
	var addresses []*net.TCPAddr
	for _, l := range d.listeners {
		if a, ok := l.Addr().(*net.TCPAddr); ok {
			addresses = append(addresses, a)
		}
	}
	return addresses
}

// serve answers on the open addresses until ctx ends, then lets requests under
// way finish for a moment.
func (d *doors) serve(ctx context.Context, server *http.Server) error {
	d.mu.Lock()
	d.server = server
	d.start()
	d.mu.Unlock()
	var failed error
	select {
	case failed = <-d.failed:
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastAnswers)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		_ = server.Close() // somebody is still talking
	}
	d.serving.Wait()
	return failed
}

// start serves the current listeners; the caller holds the mutex.
func (d *doors) start() {
	for _, l := range d.listeners {
		d.serving.Go(func() {
			if err := d.serveOn(l); err != nil {
				select {
				case d.failed <- err:
				default: // one failure ends everything
				}
			}
		})
	}
}

func (d *doors) serveOn(l net.Listener) error {
	var err error
	if d.secure {
		err = d.server.ServeTLS(l, d.certFile, d.keyFile)
	} else {
		err = d.server.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// move closes the addresses and opens others. Connections that exist go on. If
// the new address cannot be had, the old one is opened again.
func (d *doors) move(host string, port int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if host == d.host && port == d.port || d.server == nil {
		return nil
	}
	d.shut() // the same port on another address cannot be opened before
	listeners, err := listen(host, port)
	if err == nil {
		d.host, d.port = host, port
	} else {
		var again error
		if listeners, again = listen(d.host, d.port); again != nil {
			return errors.Join(err, again)
		}
	}
	d.listeners = listeners
	d.start()
	d.log.Info("listening", "host", d.host, "port", d.port)
	return err
}

// shut closes the listeners; the caller holds the mutex or is alone.
func (d *doors) shut() {
	for _, l := range d.listeners {
		_ = l.Close() // the server may have closed it
	}
}
