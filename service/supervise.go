package main

import (
	"context"
	"errors"
	"io"
	"os"

	"pulse/backend"
	"pulse/backend/handover"
	"pulse/backend/update"
)

// serving is how the server is run: with which arguments, and what tests change.
type serving struct {
	mode   string
	args   []string // of this process, for a new version of it
	stdout io.Writer
	stderr io.Writer
	pace   update.Pace            // zero = the usual one
	adjust func(*backend.Options) // nil = nothing is changed
	step   func(name string)      // told before each step of a move of the data; nil = nobody is
}

// run serves until ctx ends. When a new version is ready, it stops, lets that
// one be tried, and either becomes it or serves again.
func (s serving) run(ctx context.Context) error {
	if update.OnTrial() {
		var release context.CancelFunc
		ctx, release = update.UntilParentEnds(ctx, os.Stdin)
		defer release()
	}
	for {
		options, err := s.options(ctx)
		if err != nil {
			return err
		}
		err = serveOnce(ctx, options)
		if err != nil {
			handover.Report(options.DataDir, err)
		}
		if !errors.Is(err, backend.ErrUpdate) {
			return err
		}
		supervisor := update.Supervisor{
			DataDir: options.DataDir, Args: s.args, Stdout: s.stdout, Stderr: s.stderr, Log: options.Log, Pace: s.pace,
		}
		program, err := supervisor.Run(ctx)
		if err != nil {
			return err
		}
		if program != "" && ctx.Err() == nil {
			return become(program, s.args)
		}
		if ctx.Err() != nil {
			return nil
		}
	}
}
