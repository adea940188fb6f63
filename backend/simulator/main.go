// Command simulator serves made-up Proxmox VE clusters on loopback addresses,
// for development and for browser tests. It prints one JSON line for each
// connection to add, and one with the address of its control.
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

	"pulse/backend/source/pve/pvetest"
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
	listen, control, clusters, version string
	port                               int
	seed                               uint64
	real                               bool
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("simulator", flag.ContinueOnError)
	flags.StringVar(&o.listen, "listen", "127.0.1.1", "loopback address of the first node; the others follow, each cluster in a range of 256 of its own")
	flags.IntVar(&o.port, "port", 8006, "port of all nodes; 0 chooses one for each cluster")
	flags.StringVar(&o.clusters, "clusters", "small", "small, medium, large, or sizes such as 3/30,1/8 (nodes/guests)")
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
	lines := json.NewEncoder(out)
	for i := range estate {
		servers, err := estate[i].cluster.Listen(estate[i].first, o.port)
		if err != nil {
			return err
		}
		defer func() { _ = servers.Close() }()
		if err := lines.Encode(lineOf(estate[i].cluster, servers)); err != nil {
			return fmt.Errorf("print connection: %w", err)
		}
	}
	if o.control == "" {
		<-ctx.Done()
		return nil
	}
	return serveControl(ctx, o.control, newControl(estate), lines)
}

// line is what has to be added to watch a cluster.
type line struct {
	Name        string `json:"name"`
	Host        string `json:"host"`
	TokenName   string `json:"tokenName"`
	TokenValue  string `json:"tokenValue"`
	User        string `json:"user"`
	Password    string `json:"password"`
	Fingerprint string `json:"fingerprint"`
}

func lineOf(c *pvetest.Cluster, s *pvetest.Servers) line {
	first := c.Nodes()[0]
	return line{
		Name: c.Name(), Host: s.URL(first), TokenName: pvetest.Token, TokenValue: pvetest.Secret,
		User: pvetest.User, Password: pvetest.Password, Fingerprint: c.Fingerprint(first),
	}
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
