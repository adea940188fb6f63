package app

import (
	"context"
	"errors"
	"time"

	"pulse/app/background"
	"pulse/app/elevate"
	"pulse/app/elsewhere"
	"pulse/backend/fault"
	reply "pulse/service/answer"
	serviceplace "pulse/service/place"
)

// OSService holds the methods by which the page makes Pulse a service of this
// computer, and back. In the page they are window.go.app.OSService.<name>.
type OSService struct {
	closing context.Context // ends with the window: Wails gives bound methods no context
	program *program
}

// What the service of this computer can be.
const (
	serviceNone    = "none"
	serviceRunning = "running"
	serviceSilent  = "silent" // installed, but it does not answer
)

// ServiceState is what there is of a service on this computer.
type ServiceState struct {
	State   string `json:"state"`
	URL     string `json:"url,omitempty"`
	Problem string `json:"problem,omitempty"` // why that is not known
	Shown   bool   `json:"shown"`             // this window shows it
	OwnData bool   `json:"ownData"`           // of this account, which would move
	DataDir string `json:"dataDir"`           // of this account
	Folder  string `json:"folder"`            // where the service keeps its data
	// Command installs it from a terminal; empty where the program is missing.
	Command string `json:"command,omitempty"`
}

// ServiceOutcome is what a change of the service came to.
type ServiceOutcome struct {
	Problem string   `json:"problem,omitempty"` // why nothing has changed
	Command string   `json:"command,omitempty"` // to type instead
	Notes   []string `json:"notes,omitempty"`   // what else there is to know
}

// servicePrograms are how the service is changed and asked; tests replace them.
type servicePrograms struct {
	server string // the program pulse-server
	place  string // service.json
	// elevated runs a program with the rights of an administrator.
	elevated func(ctx context.Context, program string, args ...string) error
}

func realServicePrograms() servicePrograms {
	return servicePrograms{server: background.Sibling("pulse-server"), place: serviceplace.Path(), elevated: elevate.Run}
}

// State tells what there is of a service.
func (s *OSService) State() ServiceState {
	p := s.program
	chosen, away := p.book.Chosen()
	state := ServiceState{
		State: serviceNone, Shown: away && chosen.ID == elsewhere.ServiceID, OwnData: p.book.HasData(),
		DataDir: p.options.Backend.DataDir, Folder: serviceplace.DataDir(),
	}
	if p.services.server != "" {
		state.Command = elevate.Typed(p.services.server, p.installArgs()...)
	}
	at, err := serviceplace.Read(p.services.place)
	switch {
	case err == nil:
		state.URL, state.State = at.URL, serviceSilent
		if healthy(s.closing, at) {
			state.State = serviceRunning
		}
	case !fault.Is(err, fault.NotFound):
		state.Problem = err.Error()
	}
	return state
}

// Install makes Pulse a service, which gets the data of this account.
func (s *OSService) Install() ServiceOutcome { return s.program.installService(s.closing) }

// Remove ends the service; its data comes back to this account where that has
// none, and stays where it is otherwise.
func (s *OSService) Remove() ServiceOutcome { return s.program.removeService(s.closing) }

// Control starts, stops or restarts the service.
func (s *OSService) Control(action string) ServiceOutcome {
	switch action {
	case "start", "stop", "restart":
	default:
		return ServiceOutcome{Problem: "Pulse can start, stop and restart its service."}
	}
	_, outcome := s.program.asAdministrator(s.closing, action)
	return outcome
}

// healthy reports whether the service answers with the certificate that its
// installation wrote down.
func healthy(ctx context.Context, at serviceplace.Service) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	p := elsewhere.ServiceAt(at)
	_, err := elsewhere.Meet(ctx, p.URL, p.Fingerprint)
	return err == nil
}

// outcomeOf says in words what became of a command of an administrator.
func outcomeOf(a reply.Answer, err error, command string) ServiceOutcome {
	switch {
	case err == nil:
		return ServiceOutcome{Notes: a.Notes}
	case errors.Is(err, elevate.ErrRefused):
		return ServiceOutcome{Problem: "Nothing has changed: the rights of an administrator were not granted.", Command: command}
	case errors.Is(err, elevate.ErrAbsent):
		return ServiceOutcome{Problem: "Nothing has changed: this system has no means to ask for the rights of an administrator (on Linux the package polkit has them).", Command: command}
	case a.Problem != "":
		return ServiceOutcome{Problem: "Nothing has changed: " + a.Problem + ".", Command: command}
	}
	return ServiceOutcome{Problem: "It is not certain what has changed: " + err.Error() + ".", Command: command}
}
