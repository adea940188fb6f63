package app

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"

	"pulse/app/autostart"
	"pulse/app/background"
	"pulse/app/companion"
	"pulse/app/elsewhere"
	"pulse/app/host"
	"pulse/app/prefs"
)

// program is the window with everything that belongs to it: a backend, the tray
// and the notices. These three run from start to stop; the window can outlive
// them for a moment, while it hands over to the process in the background.
type program struct {
	options Options
	log     *slog.Logger
	window  *window
	keeper  *host.Keeper
	tray    companion.Tray
	notices *notifier
	prefs   prefs.File
	hellos  chan companion.Hello
	opening opening
	book    *elsewhere.Book

	standing *standing

	background func(ctx context.Context, o background.Options) error
	question   func(ctx context.Context) (keep bool)
	exit       func(code int)

	services servicePrograms

	handing atomic.Bool // over to the process in the background, or to the service
	wanted  atomic.Bool // a person asked for the window meanwhile

	restarting atomic.Bool // the other Pulse ends so that this one takes its place

	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{}
	err    error // of the backend; read after done
}

func newProgram(o Options) (*program, error) {
	file, err := prefs.UserFile()
	if err != nil {
		return nil, err
	}
	w := newWindow()
	p := &program{
		options: o, log: o.Backend.Log, window: w, prefs: file,
		tray:       companion.Tray{Program: background.Sibling("pulse-tray"), Log: o.Backend.Log},
		background: background.Start, question: w.askToKeepWatching, exit: os.Exit,
		book: elsewhere.Open(file, o.Backend.DataDir), services: realServicePrograms(),
	}
	p.opening.set(o.Alert)
	p.standing = newStanding(file, o.Backend.Log)
	p.notices = newNotifier(w, file, o.Backend.Log, p.openAlert, p.ended)
	p.keeper = host.New(host.Options{Backend: o.Backend, Connected: p.connected, Moved: w.reload, Book: p.book})
	return p, nil
}

// start runs backend, tray and notices until ctx ends or stop is called. When
// the backend ends by itself, because a person ended Pulse, so does the window.
func (p *program) start(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	p.mu.Lock()
	p.cancel, p.done = cancel, done
	p.mu.Unlock()
	p.hellos = make(chan companion.Hello, 1) // what an earlier tray was not told any more is over
	var parts sync.WaitGroup
	hellos := p.hellos
	parts.Go(func() {
		if p.tray.Run(ctx, hellos) {
			p.window.leave()
		}
	})
	parts.Go(func() { p.notices.run(ctx) })
	go func() {
		defer close(done)
		err := p.keeper.Run(ctx)
		ended := ctx.Err() == nil
		cancel()
		parts.Wait()
		p.err = err
		if ended {
			p.window.leave()
		}
	}()
}

// stop ends what start began and waits for it.
func (p *program) stop() error {
	p.mu.Lock()
	cancel, done := p.cancel, p.done
	p.mu.Unlock()
	cancel()
	<-done
	return p.err
}

// ended is called when a person ended the Pulse that this window shows.
func (p *program) ended() {
	if !p.restarting.Load() {
		p.window.leave()
	}
}

// connected tells tray and notices where the backend is. The process in the
// background has a tray of its own.
func (p *program) connected(c host.Connection) {
	p.notices.connected(c)
	if c.Mode == "desktop" {
		return
	}
	own, err := os.Executable()
	if err != nil {
		p.log.Warn("the tray cannot open this window", "err", err)
	}
	hello := companion.Hello{
		URL: c.URL, Token: c.Token, Elsewhere: c.Elsewhere, DataDir: p.options.Backend.DataDir, Open: own, Server: background.Sibling("pulse-server"),
	}
	for {
		select {
		case p.hellos <- hello:
			return
		case <-p.hellos: // an older one that the tray has not been told
		}
	}
}

// second is called when the program is started again while the window is open.
func (p *program) second(args []string) {
	p.wanted.Store(true)
	p.window.show()
	if id := alertOf(args); id != nil {
		p.openAlert(*id)
	}
}

// openAlert shows an alert in the window; the page asks for it when it is not
// there yet.
func (p *program) openAlert(id string) {
	p.window.show()
	p.opening.set(&id)
	p.window.tell("pulse:open")
}

// login is what is started at login.
func (p *program) login() (autostart.Entry, error) {
	if runtime.GOOS == "windows" {
		own, err := os.Executable()
		return autostart.Entry{Program: own, Args: []string{"--background"}}, err
	}
	server := background.Sibling("pulse-server")
	if server == "" {
		return autostart.Entry{}, background.ErrNoServer
	}
	return autostart.Entry{Program: server, Args: []string{"--desktop"}}, nil
}

// inBackground is how the process in the background is started: with the port
// that a person chose for this run.
func (p *program) inBackground() background.Options {
	o := background.Options{Server: background.Sibling("pulse-server"), DataDir: p.options.Backend.DataDir}
	if port := p.keeper.Port(); port != p.options.Backend.Port {
		o.Env = append(o.Env, "FRONTEND_PORT="+strconv.Itoa(port))
	}
	return o
}
