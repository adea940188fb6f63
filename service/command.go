package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/kardianos/service"
	"github.com/spf13/cobra"

	"pulse/backend/config"
	"pulse/backend/update"
)

// newRootCommand builds the command line.
func newRootCommand(s serving) *cobra.Command {
	var managed, desktop bool
	root := &cobra.Command{
		Use:   "pulse-server",
		Short: "Pulse watches Proxmox and Docker and shows how they are",
		Long: "Pulse watches Proxmox and Docker and shows how they are.\n\n" +
			"Without a command it runs in the foreground until it is told to end.\n" +
			"It is set up by variables of the environment or of the file .env in its data folder:\n\n" +
			strings.TrimRight(config.Usage(), "\n"),
		Args:              cobra.NoArgs,
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE: func(cmd *cobra.Command, _ []string) error {
			s.mode = "foreground"
			if desktop {
				return serveDesktop(cmd.Context(), cmd.OutOrStdout())
			}
			if !managed {
				return s.run(cmd.Context())
			}
			s.mode = "service"
			if update.OnTrial() { // the supervisor is what the service manager started
				return s.run(cmd.Context())
			}
			return underServiceManager(cmd.Context(), s.run)
		},
	}
	root.Flags().BoolVar(&desktop, "desktop", false, "watch for the person at this computer, with an icon in the panel")
	root.Flags().BoolVar(&managed, "service", false, "started by the system's service manager")
	_ = root.Flags().MarkHidden("service") // fails only for a flag that does not exist
	root.AddCommand(managerCommands()...)
	root.AddCommand(configCommand(), updateCommand(), versionCommand())
	return root
}

// managerCommands builds the commands that register and control the service.
func managerCommands() []*cobra.Command {
	return []*cobra.Command{
		managerCommand("install", "Register Pulse as a service that starts with the system", install),
		managerCommand("uninstall", "Stop the service and remove its registration; the data stays", uninstall),
		managerCommand("start", "Start the installed service", control("start", service.Service.Start)),
		managerCommand("stop", "Stop the installed service", control("stop", service.Service.Stop)),
		managerCommand("restart", "Restart the installed service", control("restart", service.Service.Restart)),
		managerCommand("status", "Tell whether the service runs; the exit code is 0 only then", status),
	}
}

// managerCommand builds one command that needs the system's service manager.
func managerCommand(name, short string, do func(*cobra.Command, *manager) error) *cobra.Command {
	var user bool
	command := &cobra.Command{
		Use:   name,
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			program, err := os.Executable()
			if err != nil {
				return fmt.Errorf("find the program's own file: %w", err)
			}
			m, err := newManager(service.ChosenSystem(), program, user)
			if err != nil {
				return err
			}
			return do(cmd, m)
		},
	}
	command.Flags().BoolVar(&user, "user", false, "the service of this account instead of the system's")
	return command
}

func install(cmd *cobra.Command, m *manager) error {
	if err := m.install(); err != nil {
		return err
	}
	cmd.Println("Installed. Start it with: pulse-server start" + m.userFlag())
	if !m.user {
		cmd.Println("Its data will be in " + dataFolder())
	}
	return nil
}

func uninstall(cmd *cobra.Command, m *manager) error {
	if err := m.uninstall(); err != nil {
		return err
	}
	cmd.Println("Uninstalled. The data was not touched.")
	return nil
}

func control(action string, do func(service.Service) error) func(*cobra.Command, *manager) error {
	return func(_ *cobra.Command, m *manager) error { return m.control(action, do) }
}

func status(cmd *cobra.Command, m *manager) error {
	state, err := m.status()
	if err != nil {
		return fmt.Errorf("%w: %s", err, m.remedy(err))
	}
	if state != service.StatusRunning {
		return fmt.Errorf("the service is stopped: start it with pulse-server start%s", m.userFlag())
	}
	cmd.Println("The service is running.")
	return nil
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) {
			cmd.Printf("pulse-server %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		},
	}
}
