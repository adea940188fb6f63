package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kardianos/service"

	"pulse/backend"
	"pulse/backend/handover"
	"pulse/service/answer"
	"pulse/service/place"
)

// windowToken names the API token by which the window that handed its data over
// sees the service.
const windowToken = "Window of this computer"

// relocation moves the data between the folder of a window and the one of the
// service of the computer, together with the registration of the service.
type relocation struct {
	m     *manager
	place string             // service.json
	step  func(string)       // told what comes next
	say   func(words string) // to the person
}

// in moves the data of a window into the folder of the service, registers the
// service and starts it. Any error leaves everything as it was.
func (r relocation) in(ctx context.Context, from string) (answer.Answer, error) {
	if err := r.ready(&from); err != nil {
		return answer.Answer{}, err
	}
	if _, err := r.m.status(); !errors.Is(err, service.ErrNotInstalled) {
		return answer.Answer{}, errors.Join(fmt.Errorf("a service named %s is installed already: uninstall it first", serviceName), err)
	}
	if err := place.Remove(r.place); err != nil {
		return answer.Answer{}, err
	}
	var done answer.Answer
	r.say("Copying the data to " + serviceFolder(r.m.system))
	move, err := handover.Begin(ctx, handover.Plan{
		From: from, To: serviceFolder(r.m.system), Commit: r.place, Trial: true, Step: r.step,
		Give: func(dir string) error { return giveToService(r.m.system, dir) },
		Prepare: func(ctx context.Context, dir string) (err error) {
			done.Token, err = backend.Adopt(ctx, dir, windowToken)
			return err
		},
	})
	if err != nil {
		return done, err
	}
	at, err := r.bringUp(ctx)
	if err == nil {
		done.URL, done.Certificate = at.URL, at.Certificate
		done.Kept, err = move.Complete(func(id string) error {
			at.HandOver = id
			return place.Write(r.place, at)
		})
	}
	if done.Kept == "" {
		return answer.Answer{}, errors.Join(err, r.m.remove(), move.Undo())
	}
	done.Note(err)
	return done, nil
}

// bringUp registers the service, starts it and waits until it answers.
func (r relocation) bringUp(ctx context.Context) (place.Service, error) {
	r.step("register")
	if err := r.m.install(); err != nil {
		return place.Service{}, err
	}
	r.step("start")
	r.say("Starting the service")
	if err := r.m.control("start", service.Service.Start); err != nil {
		return place.Service{}, err
	}
	r.step("wait")
	return awaitUp(ctx, r.m, dataFolder())
}

// out ends the service and gives its data to the folder of a window. Any error
// leaves everything as it was.
func (r relocation) out(ctx context.Context, to string) (answer.Answer, error) {
	if err := r.ready(&to); err != nil {
		return answer.Answer{}, err
	}
	from := serviceFolder(r.m.system)
	if err := handover.HasData(from); err != nil {
		return answer.Answer{}, err
	}
	r.step("stop")
	state, _ := r.m.status() // one that is not installed does not run
	if err := r.m.halt(); err != nil {
		return answer.Answer{}, err
	}
	r.say("Copying the data to " + to)
	move, err := handover.Begin(ctx, handover.Plan{
		From: from, To: to, Commit: r.place, Step: r.step, Give: giveBack,
		Prepare: func(ctx context.Context, dir string) error { return backend.GiveBack(ctx, dir, windowToken) },
		Retire: func() error {
			r.step("unregister")
			return r.m.remove()
		},
	})
	var done answer.Answer
	if err == nil {
		done.Kept, err = move.Complete(func(id string) error { return place.Write(r.place, place.Service{HandOver: id}) })
		if done.Kept == "" {
			err = errors.Join(err, move.Undo())
		}
	}
	if done.Kept == "" {
		return done, errors.Join(err, r.m.resume(state))
	}
	r.step("forget")
	done.Note(errors.Join(err, r.forget()))
	return done, nil
}

// ready checks what both directions need, makes the folder of the window an
// absolute path, and finishes what an earlier attempt left.
func (r relocation) ready(window *string) error {
	if r.m.user {
		return errors.New("the service of an account uses the same data as its window: leave out the folder")
	}
	if err := r.m.mayInstall(); err != nil {
		return err
	}
	dir, err := filepath.Abs(*window)
	if err != nil {
		return err
	}
	if info, err := os.Lstat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is not a folder: give the data folder of the window itself", dir)
	}
	if dir == serviceFolder(r.m.system) || dir == dataFolder() {
		return fmt.Errorf("%s is the folder of the service: give the one of the window", dir)
	}
	*window = dir
	return r.recover()
}

// recover finishes or undoes what an earlier move left when it was cut short.
func (r relocation) recover() error {
	folder := serviceFolder(r.m.system)
	found, err := handover.Look(folder)
	if err != nil {
		return err
	}
	switch found {
	case handover.Nothing, handover.Completed:
		return errors.Join(handover.Recover(folder), r.forget())
	case handover.Staying:
		err = r.m.halt()
	default: // the registration is of a service whose data is elsewhere
		err = r.m.remove()
	}
	r.say("Tidying up after a move of the data that was cut short")
	if err = errors.Join(err, handover.Recover(folder)); err != nil {
		return err
	}
	return r.forget()
}

// forget removes what is left of a service that is not there any more.
func (r relocation) forget() error {
	s, err := place.Record(r.place)
	if err != nil || s.URL != "" {
		return nil //nolint:nilerr // there is nothing to forget
	}
	return errors.Join(place.Remove(r.place), removeAlias())
}
