package main

import (
	"context"
	"os"

	"github.com/kardianos/service"
)

// underServiceManager runs serve as Windows expects it of a service: the
// request to end comes from the service control manager, not as a signal.
func underServiceManager(_ context.Context, serve func(context.Context) error) error {
	s, err := service.New(&managed{serve: serve}, &service.Config{Name: serviceName})
	if err != nil {
		return err
	}
	return s.Run()
}

// managed adapts serve to the two calls of the service control manager.
type managed struct {
	serve  func(context.Context) error
	cancel context.CancelFunc
	done   chan error
}

// Start begins serving and returns. When serving fails on its own, the process
// ends with an error, which makes Windows apply the recovery action.
func (m *managed) Start(service.Service) error {
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel, m.done = cancel, make(chan error, 1)
	go func() {
		err := m.serve(ctx)
		if err != nil && ctx.Err() == nil {
			os.Stderr.WriteString(oneLine(err.Error()) + "\n")
			os.Exit(1)
		}
		m.done <- err
	}()
	return nil
}

// Stop ends serving and waits for it.
func (m *managed) Stop(service.Service) error {
	m.cancel()
	return <-m.done
}
