package backend

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"time"

	"pulse/backend/fault"
	"pulse/backend/settings"
	"pulse/backend/store"
)

// serve answers requests until ctx ends.
func (b *Backend) serve(ctx context.Context) error {
	b.tellHost()
	b.announce()
	close(b.ready)
	return b.doors.serve(ctx, &http.Server{
		Handler:           b.handler,
		MaxHeaderBytes:    64 << 10,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		ErrorLog:          slog.NewLogLogger(b.log.Handler(), slog.LevelDebug),
	})
}

// tellHost writes run.json, by which windows of this machine find the backend.
func (b *Backend) tellHost() {
	info := store.HostInfo{
		PID: os.Getpid(), URL: b.URL(), Version: b.opt.Version, Mode: b.opt.Mode, Secret: b.secret,
	}
	if err := store.WriteHost(b.opt.DataDir, info); err != nil {
		b.log.Error("run.json not written: windows of this machine will not find this backend", "err", err)
	}
	if b.opt.Listening != nil {
		b.opt.Listening(info.URL)
	}
}

// bind opens the address: that of the face, else of the environment or the
// settings, else the default of the mode.
func (b *Backend) bind() error {
	host, port := b.opt.Host, b.opt.Port
	system := b.effective(*b.system.Load())
	if host == "" {
		host = system.ListenHost
	}
	if port == 0 {
		port = system.ListenPort
	}
	c := b.opt.Config.Server
	b.doors = &doors{secure: c.TLS, certFile: c.CertFile, keyFile: c.KeyFile, log: b.log}
	return b.doors.open(host, max(port, 0))
}

// effective puts what the environment fixes over stored settings, and the
// defaults of the mode where nothing is set.
func (b *Backend) effective(s settings.System) settings.System {
	s = b.opt.Config.Apply(s)
	if s.ListenHost == "" {
		s.ListenHost = "0.0.0.0"
		if b.opt.Mode == "window" || b.opt.Mode == "desktop" {
			s.ListenHost = "127.0.0.1"
		}
	}
	return s
}

// listenOn moves to another address at once. One that cannot be had is a
// conflict, and changes nothing.
func (b *Backend) listenOn(host string, port int) error {
	wanted := b.effective(settings.System{ListenHost: host, ListenPort: port})
	if err := b.doors.move(wanted.ListenHost, wanted.ListenPort); err != nil {
		return fault.Wrap(fault.Conflict, err, "%v", err).In("listenPort")
	}
	b.tellHost()
	return nil
}
