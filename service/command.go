package main

import (
	"runtime"
	"strings"

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
	root.AddCommand(managerCommands(s)...)
	root.AddCommand(configCommand(), updateCommand(), versionCommand())
	return root
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
