// Command simulator serves made-up Proxmox VE clusters, backup servers and mail
// gateways on loopback addresses, and reports as the agents of Docker hosts, for
// development and for browser tests. It prints one JSON line for each connection
// to add, and one with the address of its control.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "simulator:", err)
		os.Exit(1)
	}
}

// options are the command line.
type options struct {
	listen, control, version string
	clusters, backups, mail  string
	docker, pulse            string
	port                     int
	seed                     uint64
	real                     bool
	interval                 time.Duration
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("simulator", flag.ContinueOnError)
	flags.StringVar(&o.listen, "listen", "127.0.1.1", "loopback address of the first server; its nodes follow, each server in a range of 256 of its own")
	flags.IntVar(&o.port, "port", 8006, "port of Proxmox VE and of mail gateways, backup servers have the one above; 0 chooses free ones")
	flags.StringVar(&o.clusters, "clusters", "small", "Proxmox VE: small, medium, large, or sizes such as 3/30,1/8 (nodes/guests); empty for none")
	flags.StringVar(&o.backups, "pbs", "", "backup servers: sizes such as 2/200 (datastores/backups), separated by commas")
	flags.StringVar(&o.mail, "pmg", "", "mail gateways: how many nodes each, separated by commas")
	flags.StringVar(&o.docker, "docker", "", "Docker hosts that report to -pulse with the token in PULSE_TOKEN: hosts/containers, such as 3/12")
	flags.StringVar(&o.pulse, "pulse", "", "address of the Pulse that Docker hosts report to, such as http://127.0.0.1:7655")
	flags.DurationVar(&o.interval, "interval", 10*time.Second, "time between two reports of a Docker host")
	flags.StringVar(&o.version, "version", "8.4", "version of Proxmox VE: 6.4, 7.4, 8.4 or 9.1")
	flags.StringVar(&o.control, "control", "127.0.0.1:8007", "loopback address of the control; empty for none")
	flags.Uint64Var(&o.seed, "seed", 1, "what the estate is made from")
	flags.BoolVar(&o.real, "real-delays", false, "refuse, fail and close connections as slowly and as often as real servers do")
	return o, flags.Parse(args)
}

// run serves until the context ends. It prints its lines when everything listens.
func run(ctx context.Context, args []string, out io.Writer) (err error) {
	o, err := parse(args)
	if err != nil {
		return err
	}
	estate, err := build(o)
	if err != nil {
		return err
	}
	agents, err := newAgents(o, os.Getenv("PULSE_TOKEN"))
	if err != nil {
		return err
	}
	lines := json.NewEncoder(out)
	for _, m := range estate {
		shut, err := show(m, o.port, lines)
		if err != nil {
			return err
		}
		defer shut()
	}
	if agents != nil {
		stop, err := agents.start(ctx)
		if err != nil {
			return err
		}
		defer stop()
	}
	if o.control == "" {
		<-ctx.Done()
		return nil
	}
	return serveControl(ctx, o.control, newControl(estate), lines)
}

// show puts a server on the network and prints its line.
func show(m member, port int, lines *json.Encoder) (shut func(), err error) {
	shown, closer, err := m.listen(m.address, port)
	if err != nil {
		return nil, err
	}
	shut = func() { _ = closer.Close() }
	if err := lines.Encode(shown); err != nil {
		shut()
		return nil, fmt.Errorf("print connection: %w", err)
	}
	return shut, nil
}

func serveControl(ctx context.Context, address string, handler http.Handler, lines *json.Encoder) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !at.Addr().IsLoopback() {
		return fmt.Errorf("-control %q: a loopback address with a port is needed, such as 127.0.0.1:8007", address)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("serve the control: %w", err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if err := lines.Encode(map[string]string{"control": "http://" + listener.Addr().String()}); err != nil {
		return errors.Join(fmt.Errorf("print the control's address: %w", err), server.Close(), ignoreClosed(<-served))
	}
	select {
	case <-ctx.Done():
		return errors.Join(server.Close(), ignoreClosed(<-served))
	case err := <-served:
		return fmt.Errorf("serve the control: %w", err)
	}
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
