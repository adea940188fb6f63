package host

import (
	"context"
	"time"

	"pulse/app/gate"
	"pulse/app/keys"
	"pulse/app/prefs"
	"pulse/backend/auth"
)

// Book tells which Pulse a person wants to see. Other programs of this computer
// may change it at any time.
type Book interface {
	// Chosen returns the Pulse elsewhere that is chosen; false means that of this computer.
	Chosen() (prefs.Pulse, bool)
	// Token returns the token that is kept for a Pulse; empty where there is none.
	Token(ctx context.Context, id string) (string, keys.Place, error)
}

// How often the book is looked at, and how long until a key store that refused
// is asked again.
const (
	choicePause = 2 * time.Second
	keysPause   = 5 * time.Minute
)

// gateway leads to a Pulse elsewhere.
type gateway interface {
	own
	Use(a gate.Access)
}

// choice is which Pulse is chosen.
type choice struct {
	elsewhere bool
	pulse     prefs.Pulse
}

// name is what a page calls the Pulse elsewhere; empty for that of this computer.
func (c choice) name() string {
	if !c.elsewhere {
		return ""
	}
	return c.pulse.Name
}

// same reports whether two choices are of the same Pulse, though it may be
// reached in another way.
func (c choice) same(other choice) bool {
	return c.elsewhere == other.elsewhere && c.pulse.ID == other.pulse.ID
}

// side is what a turn of the keeper works with: the backend of this computer, or
// the gate to another.
type side struct {
	choice choice
	dir    string // whose lock says which process has it
	open   func(ctx context.Context) (own, error)
	gate   chan gateway // the gate of this process, once it is open
	// waits says that another process is about to follow the same change, and is
	// to have the lock.
	waits bool
}

// side finds out what is chosen now.
func (k *Keeper) side() side {
	chosen := k.chosen()
	s := side{
		choice: chosen, dir: k.options.DataDir, gate: make(chan gateway, 1),
		open:  func(context.Context) (own, error) { return k.open(k.options) },
		waits: !chosen.same(k.last) && k.then.Mode == "desktop" && !k.then.Own,
	}
	if chosen.elsewhere {
		s.dir = gate.Folder(k.options.DataDir)
		s.open = func(ctx context.Context) (own, error) {
			g, err := k.lead(ctx)
			if err == nil {
				s.gate <- g
			}
			return g, err
		}
	}
	k.last = chosen
	return s
}

func (k *Keeper) chosen() choice {
	if k.book == nil {
		return choice{}
	}
	pulse, elsewhere := k.book.Chosen()
	return choice{elsewhere, pulse}
}

// Look makes the keeper look at the book now.
func (k *Keeper) Look() {
	select {
	case k.look <- struct{}{}:
	default: // it is about to
	}
}

// watch ends the turn when another Pulse is chosen, and tells the gate of this
// process how its Pulse is reached.
func (k *Keeper) watch(ctx context.Context, s side, over func()) {
	if k.book == nil {
		return
	}
	ticker := time.NewTicker(choicePause)
	defer ticker.Stop()
	guide := guide{book: k.book, now: s.choice}
	for {
		asked := false
		select {
		case <-ctx.Done():
			return
		case guide.gate = <-s.gate:
		case <-k.look:
			asked = true
		case <-ticker.C:
		}
		next := k.chosen()
		if !next.same(s.choice) {
			over()
			return
		}
		guide.lead(ctx, next, asked)
	}
}

// guide tells a gate where it leads.
type guide struct {
	book  Book
	gate  gateway // nil while another process has it
	now   choice
	told  bool
	err   error // of the key store
	asked time.Time
}

// lead tells the gate what is new. The key store is asked for a new token, and
// again where it refused.
func (g *guide) lead(ctx context.Context, next choice, again bool) {
	if g.gate == nil {
		g.now = next
		return
	}
	again = again || time.Since(g.asked) > keysPause
	if g.told && next == g.now && (g.err == nil || !again) {
		return
	}
	token, _, err := g.book.Token(ctx, next.pulse.ID)
	if ctx.Err() != nil {
		return
	}
	g.now, g.told, g.err, g.asked = next, true, err, time.Now()
	g.gate.Use(gate.Access{Pulse: next.pulse, Token: token, Err: err})
}

// openGate opens a real gate.
func (k *Keeper) openGate(ctx context.Context) (gateway, error) {
	g, err := gate.New(ctx, gate.Options{
		DataDir: k.options.DataDir, Mode: k.options.Mode, Version: k.options.Version, Origins: auth.WindowOrigins(), Log: k.log,
	})
	if err != nil {
		return nil, err
	}
	return g, nil
}
