package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"pulse/backend"
	"pulse/frontend"
)

// shutdownLimit bounds the time between the request to end and the end. Service
// managers and people give a program ten seconds before they kill it.
const shutdownLimit = 9 * time.Second

// runner is the part of a backend that serving needs.
type runner interface {
	Run(ctx context.Context) error
}

// serve builds the backend from the environment and runs it until ctx ends. The
// address of the dashboard goes to stdout.
func serve(ctx context.Context, mode string, stdout io.Writer) error {
	options, err := backend.FromEnv(ctx)
	if err != nil {
		return err
	}
	options.Mode = mode
	options.Version = version
	options.Page = frontend.Dist()
	options.Stdout = stdout
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
