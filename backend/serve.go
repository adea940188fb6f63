package backend

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"pulse/backend/store"
)

// lastAnswers is how long requests may take that are under way at the end.
const lastAnswers = 3 * time.Second

// serve answers requests until ctx ends.
func (b *Backend) serve(ctx context.Context) error {
	server := &http.Server{
		Handler:           b.handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		ErrorLog:          nil,
	}
	if err := store.WriteHost(b.opt.DataDir, b.hostInfo()); err != nil {
		b.log.Error("run.json not written: windows of this machine will not find this backend", "err", err)
	}
	var group errgroup.Group
	for _, l := range b.listeners {
		group.Go(func() error { return b.serveOn(server, l) })
	}
	b.announce()
	close(b.ready)
	failed := make(chan error, 1)
	go func() { failed <- group.Wait() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastAnswers)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		_ = server.Close() // somebody is still talking
	}
	return <-failed
}

func (b *Backend) serveOn(server *http.Server, l net.Listener) error {
	var err error
	if c := b.opt.Config.Server; c.TLS {
		err = server.ServeTLS(l, c.CertFile, c.KeyFile)
	} else {
		err = server.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (b *Backend) hostInfo() store.HostInfo {
	return store.HostInfo{
		PID: os.Getpid(), URL: b.URL(), Version: b.opt.Version, Mode: b.opt.Mode, Secret: b.secret,
	}
}
