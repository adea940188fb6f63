package main

import (
	"context"
	"fmt"
	"time"

	"pulse/backend"
	"pulse/frontend"
	"pulse/service/place"
)

// shutdownLimit bounds the time between the request to end and the end. Service
// managers and people give a program ten seconds before they kill it.
const shutdownLimit = 9 * time.Second

// runner is the part of a backend that serving needs.
type runner interface {
	Run(ctx context.Context) error
}

// options are those of the environment. The address of the dashboard goes to
// stdout.
func (s serving) options(ctx context.Context) (backend.Options, error) {
	options, err := backend.FromEnv(ctx)
	if err != nil {
		return options, err
	}
	options.Mode = s.mode
	options.Version = version
	options.Page = frontend.Dist()
	options.Stdout = s.stdout
	if s.mode == "service" {
		options.Listening = keepPlace(place.Path(), options.Log)
	}
	if s.adjust != nil {
		s.adjust(&options)
	}
	return options, nil
}

// serveOnce builds a backend and runs it until ctx ends.
func serveOnce(ctx context.Context, options backend.Options) error {
	b, err := backend.New(options)
	if err != nil {
		return err
	}
	return runUntilDone(ctx, b)
}

// runUntilDone runs r and, once ctx has ended, waits no longer than
// shutdownLimit for it to finish.
func runUntilDone(ctx context.Context, r runner) error {
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(shutdownLimit):
		return fmt.Errorf("shutdown took longer than %v and was cut short; what was saved until then is kept", shutdownLimit)
	}
}
