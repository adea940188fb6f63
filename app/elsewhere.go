package app

import (
	"context"
	"errors"

	"pulse/app/elsewhere"
	"pulse/app/keys"
	"pulse/app/prefs"
	"pulse/backend/fault"
)

// Elsewhere holds the methods by which the page shows Pulse on other machines,
// and the service of this computer. In the page they are
// window.go.app.Elsewhere.<name>.
type Elsewhere struct {
	closing context.Context // ends with the window: Wails gives bound methods no context
	program *program
}

// Known is what can be shown.
type Known struct {
	// Chosen is the id of what is shown, or "here".
	Chosen string  `json:"chosen"`
	Others []Other `json:"others"`
	// OwnData says that this computer has a Pulse of its own to go back to.
	OwnData bool `json:"ownData"`
}

// Other is a Pulse elsewhere.
type Other struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	URL         string     `json:"url"`
	Fingerprint string     `json:"fingerprint,omitempty"`
	Service     bool       `json:"service,omitempty"` // of this computer
	Open        bool       `json:"open,omitempty"`    // it asks nobody for a sign-in
	KeptIn      keys.Place `json:"keptIn,omitempty"`  // where the token is; empty without one
	KeyProblem  string     `json:"keyProblem,omitempty"`
}

// Problem says what is wrong with what a person entered, and with which field.
type Problem struct {
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// Answer is what a step came to. Its members are absent where they do not apply.
type Answer struct {
	Problem *Problem        `json:"problem,omitempty"`
	Seen    *elsewhere.Seen `json:"seen,omitempty"`
	Met     *elsewhere.Met  `json:"met,omitempty"`
	KeptIn  keys.Place      `json:"keptIn,omitempty"`
	Left    string          `json:"left,omitempty"` // the name of a token that nobody has deleted
}

// List returns what can be shown.
func (e *Elsewhere) List() Known {
	book := e.program.book
	k := Known{Chosen: prefs.ThisComputer, Others: []Other{}, OwnData: book.HasData()}
	if p, ok := book.Chosen(); ok {
		k.Chosen = p.ID
	}
	for _, p := range book.All() {
		o := Other{ID: p.ID, Name: p.Name, URL: p.URL, Fingerprint: p.Fingerprint, Open: p.Open, Service: p.ID == elsewhere.ServiceID}
		_, place, err := book.Token(e.closing, p.ID)
		if o.KeptIn = place; err != nil {
			o.KeyProblem = err.Error()
		}
		k.Others = append(k.Others, o)
	}
	return k
}

// Look finds out what an address means and which certificate is shown there.
func (e *Elsewhere) Look(address string) Answer {
	seen, err := elsewhere.Look(e.closing, address)
	return answer(err, Answer{Seen: &seen})
}

// Meet asks the Pulse at an address who it is, after its certificate was compared.
func (e *Elsewhere) Meet(address, fingerprint string) Answer {
	met, err := elsewhere.Meet(e.closing, address, fingerprint)
	return answer(err, Answer{Met: &met})
}

// Connect signs in to a Pulse that was met, and shows it.
func (e *Elsewhere) Connect(address, fingerprint string, by elsewhere.Credentials) Answer {
	_, place, err := e.program.book.Connect(e.closing, prefs.Pulse{URL: address, Fingerprint: fingerprint}, by)
	e.program.keeper.Look()
	return answer(err, Answer{KeptIn: place})
}

// SignIn signs in again to a Pulse that is known.
func (e *Elsewhere) SignIn(id string, by elsewhere.Credentials) Answer {
	place, err := e.program.book.SignInAgain(e.closing, id, by)
	e.program.keeper.Look()
	return answer(err, Answer{KeptIn: place})
}

// Believe pins the certificate that a person has compared.
func (e *Elsewhere) Believe(id, fingerprint string) Answer {
	err := e.program.book.Believe(e.closing, id, fingerprint)
	e.program.keeper.Look()
	return answer(err, Answer{})
}

// Use shows another Pulse, or that of this computer by the id "here".
func (e *Elsewhere) Use(id string) Answer {
	err := e.program.book.Use(id)
	e.program.keeper.Look()
	return answer(err, Answer{})
}

// Forget removes a Pulse with its token, here and there.
func (e *Elsewhere) Forget(id string) Answer {
	left, err := e.program.book.Forget(e.closing, id)
	e.program.keeper.Look()
	return answer(err, Answer{Left: left})
}

// TryAgain asks a key store again that refused.
func (e *Elsewhere) TryAgain() { e.program.keeper.Look() }

// answer is what a step came to, or why it came to nothing.
func answer(err error, fine Answer) Answer {
	if err == nil {
		return fine
	}
	problem := &Problem{Message: err.Error()}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		problem.Field = f.Field
	}
	return Answer{Problem: problem}
}
