package host

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pulse/app/gate"
	"pulse/app/keys"
	"pulse/app/prefs"
	"pulse/backend"
)

// fakeBook is a book that a test writes.
type fakeBook struct {
	mu     sync.Mutex
	pulse  *prefs.Pulse
	token  string
	locked bool
	asked  int
}

func (b *fakeBook) choose(p *prefs.Pulse, token string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pulse, b.token = p, token
}

func (b *fakeBook) lock(yes bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.locked = yes
}

func (b *fakeBook) Chosen() (prefs.Pulse, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pulse == nil {
		return prefs.Pulse{}, false
	}
	return *b.pulse, true
}

func (b *fakeBook) Token(context.Context, string) (string, keys.Place, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	if b.locked {
		return "", "", errors.New("the key store is locked")
	}
	return b.token, keys.InStore, nil
}

// fakeGate is a gate that remembers where it leads.
type fakeGate struct {
	fakeHost
	mu   sync.Mutex
	used []gate.Access
}

func (g *fakeGate) Use(a gate.Access) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.used = append(g.used, a)
}

func (g *fakeGate) newest(t *testing.T) gate.Access {
	t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.used) == 0 {
		t.Fatal("the gate leads nowhere")
	}
	return g.used[len(g.used)-1]
}

// away is a bench whose keeper can lead elsewhere.
type away struct {
	*bench
	book  *fakeBook
	gates []*fakeGate
	taken bool // another process has the gate
	mu    sync.Mutex
}

func newAway() *away {
	a := &away{bench: newBench(), book: &fakeBook{}}
	a.Keeper.book, a.look = a.book, make(chan struct{}, 1)
	a.lead = func(context.Context) (gateway, error) {
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.taken {
			return nil, backend.ErrTaken
		}
		g := &fakeGate{fakeHost: fakeHost{url: "http://gate", ended: a.ended, shut: &a.shut}}
		a.gates = append(a.gates, g)
		return g, nil
	}
	return a
}

func nas() *prefs.Pulse { return &prefs.Pulse{ID: "n1", Name: "nas.lan", URL: "https://nas.lan:7655"} }

func TestKeeper_StopsItsOwnBackendWhileAnotherPulseIsShownAndStartsItAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAway()
		a.start(t)
		a.wantURL(t, "http://own")
		a.book.choose(nas(), "t1")
		a.Look()
		synctest.Wait()
		if !a.shut.Load() {
			t.Error("the own backend goes on")
		}
		if c := a.Now(); c.URL != "http://gate" || c.Elsewhere != "nas.lan" || !c.Own {
			t.Errorf("connection = %+v", c)
		}
		if used := a.gates[0].newest(t); used.Token != "t1" || used.Pulse.URL != "https://nas.lan:7655" {
			t.Errorf("the gate leads to %+v", used)
		}
		a.shut.Store(false)
		a.book.choose(nil, "")
		time.Sleep(choicePause + time.Second) // by another program: nobody says so
		a.wantURL(t, "http://own")
		if !a.shut.Load() || a.Now().Elsewhere != "" || a.moves.Load() != 2 {
			t.Errorf("gate ended %v, connection %+v, page reloaded %d times", a.shut.Load(), a.Now(), a.moves.Load())
		}
	})
}

func TestKeeper_GivesAnOpenGateWhatIsNewWithoutMovingThePage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAway()
		a.book.choose(nas(), "t1")
		a.start(t)
		a.wantURL(t, "http://gate")
		time.Sleep(time.Hour)
		synctest.Wait()
		if a.book.asked != 1 {
			t.Errorf("the key store was asked %d times", a.book.asked)
		}
		renewed := nas()
		renewed.Renewed, renewed.Fingerprint = 1, "AA"
		a.book.choose(renewed, "t2")
		time.Sleep(choicePause + time.Second)
		synctest.Wait()
		if used := a.gates[0].newest(t); used.Token != "t2" || used.Pulse.Fingerprint != "AA" || len(a.gates) != 1 || a.moves.Load() != 0 {
			t.Errorf("%d gates, the first leads to %+v, page reloaded %d times", len(a.gates), used, a.moves.Load())
		}
	})
}

func TestKeeper_AsksALockedKeyStoreAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAway()
		a.book.choose(nas(), "t1")
		a.book.lock(true)
		a.start(t)
		a.wantURL(t, "http://gate") // the page is told what is wrong
		synctest.Wait()
		if used := a.gates[0].newest(t); used.Err == nil {
			t.Errorf("the gate leads to %+v", used)
		}
		a.book.lock(false)
		a.Look()
		synctest.Wait()
		if used := a.gates[0].newest(t); used.Err != nil || used.Token != "t1" {
			t.Errorf("after a person tried again: %+v", used)
		}
	})
}

func TestKeeper_IsAClientOfTheProcessThatLeadsElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAway()
		a.book.choose(nas(), "t1")
		a.taken = true
		a.start(t)
		a.wantURL(t, "http://other")
		if c := a.Now(); c.Elsewhere != "nas.lan" || c.Own {
			t.Errorf("connection = %+v", c)
		}
	})
}

// The process in the background follows the same choice a moment later; the
// window must not take its place meanwhile.
func TestKeeper_LeavesTheGateToTheProcessInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAway()
		a.bench.taken.Store(true)
		a.join = func(context.Context, string) (remote, error) {
			if a.silent.Load() {
				return nil, errors.New("connection refused")
			}
			return background{fakeRemote{&a.gone}}, nil
		}
		a.start(t)
		a.wantURL(t, "http://other")
		a.book.choose(nas(), "t1")
		a.silent.Store(true) // it stops its own backend first
		a.Look()
		time.Sleep(joinLimit - time.Second)
		a.silent.Store(false)
		a.wantURL(t, "http://other")
		if len(a.gates) != 0 || a.Now().Elsewhere != "nas.lan" {
			t.Errorf("%d gates of the window, connection %+v", len(a.gates), a.Now())
		}
	})
}

// background is the process in the background.
type background struct{ fakeRemote }

func (b background) connection() Connection {
	c := b.fakeRemote.connection()
	c.Mode = "desktop"
	return c
}

func TestKeeper_WakesFromAFailureWhenAnotherPulseIsChosen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAway()
		a.busyPort.Store(7655)
		a.start(t)
		if _, err := a.line.wait(t.Context()); err == nil {
			t.Fatal("no failure")
		}
		a.book.choose(nas(), "t1")
		time.Sleep(choicePause + time.Second)
		a.wantURL(t, "http://gate")
	})
}
