// Pulse-docker-agent runs on a Docker host, reads its engine and reports to one
// or more Pulse servers. Nothing connects to it; commands come with the answers
// to its reports.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/moby/moby/client"
)

// version is set when the program is linked.
var version = "dev"

// Little memory is worth more here than little garbage collection.
const (
	collectAt   = 30       // percent of growth
	memoryLimit = 12 << 20 // bytes from which memory is collected eagerly
)

func main() {
	debug.SetGCPercent(collectAt)
	debug.SetMemoryLimit(memoryLimit)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := start(ctx, os.Args[1:])
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	default:
		fmt.Fprintln(os.Stderr, "pulse-docker-agent: "+err.Error())
		os.Exit(1)
	}
}

func start(ctx context.Context, args []string) error {
	c, err := parse(args, os.Getenv, os.Stderr)
	if err != nil {
		return err
	}
	if c.version {
		fmt.Println(version)
		return nil
	}
	engine, err := client.New(client.FromEnv)
	if err != nil {
		return fmt.Errorf("the connection to the Docker engine (DOCKER_HOST, DOCKER_CERT_PATH): %w", err)
	}
	defer engine.Close()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	a := newAgent(c, engine, log)
	log.Info("pulse-docker-agent starts", "version", version, "servers", len(c.targets), "interval", c.interval)
	if c.once {
		return a.once(ctx)
	}
	return a.run(ctx)
}

func newAgent(c config, engine *client.Client, log *slog.Logger) *agent {
	hostname, err := os.Hostname()
	if err != nil {
		log.Warn("the host's name is not known; the engine's is taken", "err", err)
	}
	r := &reader{engine: engine, machine: machine{root: "/"}, config: c, log: log, hostname: hostname, limit: containerLimit, now: time.Now}
	a := &agent{config: c, log: log, read: r.read, retire: newRetirement().retire}
	for _, t := range c.targets {
		a.servers = append(a.servers, newServer(t))
	}
	return a
}
