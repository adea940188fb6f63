package app

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"pulse/app/feed"
	"pulse/app/host"
	"pulse/app/notice"
	"pulse/app/prefs"
)

// notifier shows the notices while the window is open, because a click on one
// of its notices can open the alert. Where the system does not let it, the tray
// shows them.
type notifier struct {
	window *window
	prefs  prefs.File
	log    *slog.Logger
	open   func(alert string)
	ended  func() // is called when a person ended Pulse
	conns  chan host.Connection
	last   atomic.Int64 // number of the newest notice

	once sync.Once
	err  error // why the system shows none; read after once
}

func newNotifier(w *window, file prefs.File, log *slog.Logger, open func(string), ended func()) *notifier {
	return &notifier{window: w, prefs: file, log: log, open: open, ended: ended, conns: make(chan host.Connection, 1)}
}

// connected says where the backend is. It does not block.
func (n *notifier) connected(c host.Connection) {
	for {
		select {
		case n.conns <- c:
			return
		case <-n.conns: // an older one
		}
	}
}

// run follows the backend until ctx ends.
func (n *notifier) run(ctx context.Context) {
	var c host.Connection
	select {
	case <-ctx.Done():
		return
	case c = <-n.conns:
	}
	for ctx.Err() == nil {
		c = n.followUntilMoved(ctx, c)
	}
}

// followUntilMoved shows the notices of one backend until ctx ends or there is
// another, which it returns.
func (n *notifier) followUntilMoved(ctx context.Context, c host.Connection) host.Connection {
	own, leave := context.WithCancel(ctx)
	var part sync.WaitGroup
	defer part.Wait()
	defer leave()
	part.Go(func() { n.follow(own, c) })
	select {
	case <-ctx.Done():
		return c
	case next := <-n.conns:
		return next
	}
}

// follow shows the notices of one backend until ctx ends.
func (n *notifier) follow(ctx context.Context, c host.Connection) {
	o := feed.Options{URL: c.URL, Token: c.Token, Name: feed.Name(), Rank: feed.RankWindow, Log: n.log}
	if err := n.prepare(); err != nil {
		n.log.Info("notices are left to the tray", "err", err)
		o.Name = "" // it only hears that a person ended Pulse
	}
	f := feed.New(o)
	events := make(chan []feed.Event)
	collector := notice.Collector{Prefs: n.choices, Show: n.show, Told: f.Told, Log: n.log}
	var parts sync.WaitGroup
	defer parts.Wait()
	parts.Go(func() { collector.Run(ctx, events) })
	f.Run(ctx, func(u feed.Update) {
		if u.Quit {
			go n.ended() // it waits for this very feed to end
		}
		select {
		case events <- u.Notices:
		case <-ctx.Done():
		}
	})
}

// prepare makes the system ready for notices, once.
func (n *notifier) prepare() error {
	n.once.Do(func() {
		n.window.do(func(handle context.Context) { n.err = n.begin(handle) })
	})
	return n.err
}

func (n *notifier) begin(handle context.Context) error {
	if !runtime.IsNotificationAvailable(handle) {
		return fmt.Errorf("this system has no notices for programs")
	}
	if err := runtime.InitializeNotifications(handle); err != nil {
		return err
	}
	allowed, err := runtime.RequestNotificationAuthorization(handle)
	if err != nil {
		return err
	}
	if !allowed {
		return fmt.Errorf("notices of Pulse are not allowed in the settings of this system")
	}
	if err := allowClicks(handle); err != nil {
		return err
	}
	runtime.OnNotificationResponse(handle, func(r runtime.NotificationResult) {
		if r.Error == nil && isClick(r.Response) {
			id, _ := r.Response.UserInfo["alert"].(string)
			n.open(id)
		}
	})
	return nil
}

func (n *notifier) choices() prefs.Prefs {
	p, err := n.prefs.Load()
	if err != nil {
		n.log.Warn("choices for this computer not read", "err", err)
	}
	return p
}

// show shows one notice and returns what the system said to it.
func (n *notifier) show(one notice.Notice) error {
	if err := n.prepare(); err != nil {
		return err
	}
	var err error
	n.window.do(func(handle context.Context) {
		err = sendNotice(handle, runtime.NotificationOptions{
			ID:    "pulse-" + strconv.FormatInt(n.last.Add(1), 10),
			Title: one.Title, Body: notice.Plain(one.Body), Data: map[string]any{"alert": one.Alert},
		})
	})
	return err
}
