// Command pulse is the desktop program: a window on the dashboard, with the
// backend inside or, where one runs on the same data already, as its client.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"pulse/app"
	"pulse/backend"
	"pulse/backend/config"
	"pulse/frontend"
)

//go:embed build/appicon.png
var icon []byte

const help = `Pulse opens a window on your Proxmox and Docker servers.

  --background  watch without a window, with an icon in the panel
  --quit        end the Pulse that runs, with or without a window
  --version     print the version
  --help        print this

It is set up by variables of the environment or of the file .env in its data folder:

`

// version is set when the program is linked.
var version = "dev"

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pulse: "+strings.Join(strings.Fields(err.Error()), " "))
		os.Exit(1)
	}
}

// run reads the command line and does what it says.
func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("pulse", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // what it would say is in its errors
	showVersion := flags.Bool("version", false, "print the version")
	quit := flags.Bool("quit", false, "end the Pulse that runs")
	inBackground := flags.Bool("background", false, "watch without a window")
	alert := flags.String("alert", "", "show an alert") // used by tray and notices
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Print(help + config.Usage())
		return nil
	case err != nil:
		return fmt.Errorf("%w: see pulse --help", err)
	case flags.NArg() > 0:
		return fmt.Errorf("unknown argument %q: see pulse --help", flags.Arg(0))
	case *showVersion:
		fmt.Println("pulse " + version)
		return nil
	}
	options, err := backend.FromEnv(ctx)
	if err != nil && !*quit && !*inBackground {
		return app.Explain(app.Options{Page: frontend.Dist(), Icon: icon}, err)
	}
	if err != nil {
		return err
	}
	options.Version = version
	switch {
	case *quit:
		return app.Quit(ctx, options.DataDir)
	case *inBackground:
		return app.Background(ctx, options.DataDir)
	}
	o := app.Options{Backend: options, Page: frontend.Dist(), Icon: icon}
	flags.Visit(func(f *flag.Flag) {
		if f.Name == "alert" {
			o.Alert = alert
		}
	})
	return app.Run(ctx, o)
}
