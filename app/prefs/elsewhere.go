package prefs

import "slices"

// ThisComputer is the choice of the Pulse of this computer, in words that no
// id of another has.
const ThisComputer = "here"

// Pulse is a Pulse that runs elsewhere, as far as that is not secret. Its token
// is kept by package keys under its id.
type Pulse struct {
	ID   string `json:"id"`
	Name string `json:"name"` // what people call it: the name of its machine
	URL  string `json:"url"`  // without a slash at its end
	// Fingerprint is the SHA-256 of the certificate that a person compared; empty
	// where the system's authorities vouch for it, and for plain http.
	Fingerprint string `json:"fingerprint,omitempty"`
	TokenID     string `json:"tokenId,omitempty"` // by which it can be deleted there; empty for a token that was pasted
	// Open says that it asks nobody for a sign-in.
	Open bool `json:"open,omitempty"`
	// Renewed counts the sign-ins, so that programs that run notice a new token.
	Renewed int `json:"renewed,omitempty"`
}

// Elsewhere is what this account knows of Pulse on other machines.
type Elsewhere struct {
	// Chosen is the id of the one that is shown, ThisComputer, or empty while
	// nobody has chosen.
	Chosen string  `json:"chosen,omitempty"`
	Known  []Pulse `json:"known,omitempty"`
}

// Find looks up a known Pulse.
func (e Elsewhere) Find(id string) (Pulse, bool) {
	at := slices.IndexFunc(e.Known, func(p Pulse) bool { return p.ID == id })
	if at < 0 {
		return Pulse{}, false
	}
	return e.Known[at], true
}

// Put adds a Pulse, or takes the place of the one with its id.
func (e *Elsewhere) Put(p Pulse) {
	at := slices.IndexFunc(e.Known, func(k Pulse) bool { return k.ID == p.ID })
	if at < 0 {
		e.Known = append(e.Known, p)
		return
	}
	e.Known[at] = p
}

// Remove forgets a Pulse; where it was chosen, this computer is instead.
func (e *Elsewhere) Remove(id string) {
	e.Known = slices.DeleteFunc(e.Known, func(p Pulse) bool { return p.ID == id })
	if e.Chosen == id {
		e.Chosen = ThisComputer
	}
}
