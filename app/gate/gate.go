// Package gate leads the programs of this computer to a Pulse elsewhere. It
// listens on loopback as a backend of this computer would, lets in who has the
// token of its launch, and passes everything on over a connection whose
// certificate is checked, with the token that is kept for the other Pulse.
package gate

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"pulse/backend"
	"pulse/backend/fault"
	"pulse/backend/store"
)

// lastAnswers is how long requests may take that are under way at the end.
const lastAnswers = 3 * time.Second

// Folder is where programs that use the data folder find the gate, and by whose
// lock there is only one. It holds no data.
func Folder(dataDir string) string { return filepath.Join(dataDir, "elsewhere") }

// Options are what a gate is made with.
type Options struct {
	DataDir string
	Mode    string   // of the program, as in run.json
	Version string   // of the program
	Origins []string // of the window's own page
	Log     *slog.Logger
}

// Gate is a way to a Pulse elsewhere. Its methods may be called concurrently.
type Gate struct {
	opt      Options
	lock     *store.FolderLock
	listener net.Listener
	token    string // lets in
	secret   string // of run.json; shown to get the token, or to end the program
	ready    chan struct{}
	quit     chan struct{} // closed when a person ends the program
	leave    sync.Once
	sockets  *sockets

	mu    sync.Mutex
	link  *link         // to the other Pulse; nil until known
	known chan struct{} // closed when link is set
}

// New takes the folder of the gate and opens an address. It fails with
// backend.ErrTaken when another program has the gate. Call Use and Run.
func New(ctx context.Context, o Options) (*Gate, error) {
	lock, err := store.Lock(Folder(o.DataDir))
	if fault.Is(err, fault.Taken) {
		return nil, backend.ErrTaken
	}
	if err != nil {
		return nil, err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open an address for the window: %w", err), lock.Release())
	}
	return &Gate{
		opt: o, lock: lock, listener: listener, token: random(), secret: random(),
		ready: make(chan struct{}), quit: make(chan struct{}), known: make(chan struct{}), sockets: newSockets(),
	}, nil
}

// Ready is closed when the gate answers.
func (g *Gate) Ready() <-chan struct{} { return g.ready }

// URL is where programs of this computer reach it.
func (g *Gate) URL() string { return "http://" + g.listener.Addr().String() }

// LaunchToken lets the program's own window in.
func (g *Gate) LaunchToken() string { return g.token }

// Use says where the gate leads from now on. Sockets that are open are closed,
// so that they are opened again with what holds now.
func (g *Gate) Use(a Access) {
	next := newLink(a, g.opt.Log)
	g.mu.Lock()
	before := g.link
	g.link = next
	if before == nil {
		close(g.known)
	}
	g.mu.Unlock()
	if before != nil {
		before.transport.CloseIdleConnections()
		g.sockets.closeAll()
	}
}

// current is where the gate leads; it waits until that is known.
func (g *Gate) current(ctx context.Context) (*link, error) {
	select {
	case <-g.known:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.link, nil
}

// Run answers until ctx ends, or until a person ends the program; it then
// returns nil.
func (g *Gate) Run(ctx context.Context) error {
	defer g.lock.Release() //nolint:errcheck // the process gives it up in any case
	server := &http.Server{
		Handler: g.handler(), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 60 * time.Second,
		ErrorLog: slog.NewLogLogger(g.opt.Log.Handler(), slog.LevelDebug),
	}
	info := store.HostInfo{PID: os.Getpid(), URL: g.URL(), Version: g.opt.Version, Mode: g.opt.Mode, Secret: g.secret}
	if err := store.WriteHost(Folder(g.opt.DataDir), info); err != nil {
		g.opt.Log.Error("run.json not written: other programs of this computer will not find the way", "err", err)
	}
	defer store.RemoveHost(Folder(g.opt.DataDir)) //nolint:errcheck // nobody believes it without the lock
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(g.listener) }()
	close(g.ready)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	case <-g.quit:
		g.sockets.tell(quitEvent)
	}
	g.end(ctx, server)
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// end lets requests under way finish for a moment.
func (g *Gate) end(ctx context.Context, server *http.Server) {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastAnswers)
	defer cancel()
	g.sockets.closeAll()
	if server.Shutdown(last) != nil {
		_ = server.Close() // somebody is still talking
	}
	g.sockets.wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.link != nil {
		g.link.transport.CloseIdleConnections()
	}
}

func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
