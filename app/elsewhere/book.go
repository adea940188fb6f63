package elsewhere

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"pulse/app/keys"
	"pulse/app/prefs"
	"pulse/backend/fault"
	"pulse/backend/httpclient"
)

// ServiceID is the id of the service of this computer that runs under another
// account.
const ServiceID = "service"

// Book is what this account knows of Pulse elsewhere, and which one is shown.
// It may be used concurrently and by several programs.
type Book struct {
	prefs   prefs.File
	keys    *keys.Store
	dataDir string
	service func() (prefs.Pulse, bool)

	mu   sync.Mutex
	last prefs.Elsewhere // that could be read
}

// Open makes the book of an account. The data folder is that of its own Pulse.
func Open(file prefs.File, dataDir string) *Book {
	return &Book{prefs: file, keys: keys.New(file), dataDir: dataDir, service: installed}
}

// Chosen returns the Pulse elsewhere that is to be shown; false means that of
// this computer. While nobody has chosen, the service of this computer is, where
// it is installed and this account has no data of its own.
func (b *Book) Chosen() (prefs.Pulse, bool) {
	e := b.read()
	switch e.Chosen {
	case prefs.ThisComputer:
		return prefs.Pulse{}, false
	case "":
		if b.HasData() {
			return prefs.Pulse{}, false
		}
		return b.find(e, ServiceID)
	default:
		return b.find(e, e.Chosen)
	}
}

// All lists the Pulses elsewhere, the service of this computer first.
func (b *Book) All() []prefs.Pulse {
	e := b.read()
	var all []prefs.Pulse
	if p, ok := b.find(e, ServiceID); ok {
		all = append(all, p)
	}
	for _, p := range e.Known {
		if p.ID != ServiceID {
			all = append(all, p)
		}
	}
	return all
}

// read returns what is known. While the file cannot be read, what it held before
// counts: a program must not begin to watch because of that.
func (b *Book) read() prefs.Elsewhere {
	p, err := b.prefs.Load() // who shows the choices tells of the damage
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		b.last = p.Elsewhere
	}
	return b.last
}

// find looks a Pulse up. Where the service is, its own file says.
func (b *Book) find(e prefs.Elsewhere, id string) (prefs.Pulse, bool) {
	known, ok := e.Find(id)
	if id != ServiceID {
		return known, ok
	}
	p, ok := b.service()
	if !ok {
		return prefs.Pulse{}, false
	}
	known.ID, known.Name, known.URL, known.Fingerprint = p.ID, p.Name, p.URL, p.Fingerprint
	return known, true
}

// HasData reports whether this account has a Pulse of its own on this computer.
func (b *Book) HasData() bool {
	_, err := os.Stat(filepath.Join(b.dataDir, "pulse.db"))
	return !errors.Is(err, os.ErrNotExist)
}

// Token returns the token that is kept for a Pulse and where; an empty one where
// this computer is not signed in.
func (b *Book) Token(ctx context.Context, id string) (string, keys.Place, error) {
	if p, ok := b.find(b.read(), id); !ok || p.Renewed == 0 || p.Open {
		return "", "", nil // nobody has signed in yet: no key store needs to be opened
	}
	token, place, err := b.keys.Get(ctx, id)
	if errors.Is(err, keys.ErrNone) {
		return "", "", nil
	}
	return token, place, err
}

// Use chooses a Pulse, or prefs.ThisComputer.
func (b *Book) Use(id string) error {
	if _, ok := b.find(b.read(), id); !ok && id != prefs.ThisComputer {
		return unknown()
	}
	return b.change(func(e *prefs.Elsewhere) { e.Chosen = id })
}

// Believe pins the certificate that a person has compared. It must be the one
// that is shown now.
func (b *Book) Believe(ctx context.Context, id, fingerprint string) error {
	p, ok := b.find(b.read(), id)
	if !ok || id == ServiceID {
		return unknown()
	}
	shown, err := ShownAt(ctx, p.URL)
	if err != nil {
		return Explain(p, err)
	}
	if !httpclient.SameFingerprint(shown.Fingerprint, fingerprint) {
		return fault.New(fault.Conflict, "%s shows yet another certificate than the one that was compared. Look at it again.", p.Name).In("certificate")
	}
	return b.change(func(e *prefs.Elsewhere) {
		if p, ok := e.Find(id); ok {
			p.Fingerprint = shown.Fingerprint
			e.Put(p)
		}
	})
}

// Connect signs in to the Pulse at an address that Look and Meet found, and
// chooses it. One that is known already is signed in to anew.
func (b *Book) Connect(ctx context.Context, at prefs.Pulse, by Credentials) (prefs.Pulse, keys.Place, error) {
	at.Name = NameOf(at.URL)
	at.ID = newID()
	for _, known := range b.read().Known {
		if known.URL == at.URL {
			at.ID, at.TokenID, at.Renewed = known.ID, known.TokenID, known.Renewed
		}
	}
	return b.signIn(ctx, at, by, true)
}

// SignInAgain makes a new token for a Pulse that is known.
func (b *Book) SignInAgain(ctx context.Context, id string, by Credentials) (keys.Place, error) {
	p, ok := b.find(b.read(), id)
	if !ok {
		return "", unknown()
	}
	_, place, err := b.signIn(ctx, p, by, false)
	return place, err
}

// signIn exchanges credentials for a token and keeps it. Without any, it sees
// whether the Pulse asks nobody for them.
func (b *Book) signIn(ctx context.Context, p prefs.Pulse, by Credentials, choose bool) (prefs.Pulse, keys.Place, error) {
	if by == (Credentials{}) {
		met, err := Meet(ctx, p.URL, p.Fingerprint)
		if err == nil && met.Needs == NeedsNothing {
			p.Open = true
			p.Renewed++
			return p, "", b.keep(p, choose)
		}
	}
	p.Open = false
	ticket, err := SignIn(ctx, p, by)
	if err != nil {
		return p, "", err
	}
	before := p
	place, err := b.keys.Set(ctx, p.ID, ticket.Token)
	if err != nil {
		_ = Revoke(ctx, prefs.Pulse{URL: p.URL, Fingerprint: p.Fingerprint, TokenID: ticket.ID}, ticket.Token) // nobody has it
		return p, "", err
	}
	p.TokenID = ticket.ID
	p.Renewed++
	if err := b.keep(p, choose); err != nil {
		return p, place, err
	}
	if before.TokenID != "" {
		_ = Revoke(ctx, before, ticket.Token) // it may have been deleted there, which is why we are here
	}
	return p, place, nil
}

func (b *Book) keep(p prefs.Pulse, choose bool) error {
	return b.change(func(e *prefs.Elsewhere) {
		e.Put(p)
		if choose {
			e.Chosen = p.ID
		}
	})
}

// Forget removes a Pulse and its token, here and, where it can be reached,
// there. It reports what is left there: the name of the token that somebody has
// to delete, or nothing.
func (b *Book) Forget(ctx context.Context, id string) (left string, err error) {
	p, ok := b.find(b.read(), id)
	if !ok {
		return "", unknown()
	}
	if token, _, err := b.Token(ctx, id); p.TokenID != "" && (err != nil || token == "" || Revoke(ctx, p, token) != nil) {
		left = tokenName()
	}
	if err := b.keys.Delete(ctx, id); err != nil && p.Renewed > 0 && !p.Open {
		return left, fmt.Errorf("the key store of this computer did not forget the token: %w", err)
	}
	return left, b.change(func(e *prefs.Elsewhere) { e.Remove(id) })
}

func (b *Book) change(edit func(*prefs.Elsewhere)) error {
	if err := b.prefs.Update(func(p *prefs.Prefs) { edit(&p.Elsewhere) }); err != nil {
		return fmt.Errorf("remember it: %w", err)
	}
	return nil
}

func unknown() error {
	return fault.New(fault.NotFound, "This Pulse is not known here any more. Connect to it again.")
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
