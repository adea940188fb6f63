package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"pulse/backend"
	"pulse/backend/transfer"
)

// configCommand builds the commands that move a configuration.
func configCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "Export the configuration, or replace it by another",
		Long: "Export the configuration, or replace it by another.\n\n" +
			"Exports are sealed with a passphrase of at least 12 characters: set PULSE_PASSPHRASE, or\n" +
			"give a file that holds it with --passphrase-file (- is the standard input).\n" +
			"A running Pulse on the same data folder is asked to do the work.",
		Args: cobra.NoArgs,
	}
	c.AddCommand(exportCommand(), importCommand())
	return c
}

func exportCommand() *cobra.Command {
	var to, word string
	var strong bool
	c := &cobra.Command{
		Use:   "export",
		Short: "Write the configuration with all its credentials to a sealed file",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, passphrase, err := prepared(cmd, word)
			if err != nil {
				return err
			}
			format := transfer.Published
			if strong {
				format = transfer.Strong
			}
			text, err := backend.ExportConfig(cmd.Context(), o, passphrase, format)
			if err != nil {
				return err
			}
			return write(cmd, to, text+"\n")
		},
	}
	c.Flags().StringVarP(&to, "output", "o", "-", "the file to write; - is the standard output")
	c.Flags().BoolVar(&strong, "strong", false, "the stronger format, which only Pulse opens")
	passphraseFlag(c, &word)
	return c
}

func passphraseFlag(c *cobra.Command, word *string) {
	c.Flags().StringVar(word, "passphrase-file", "", "a file that holds the passphrase; - is the standard input")
}

func importCommand() *cobra.Command {
	var in, from, word string
	var force bool
	c := &cobra.Command{
		Use:   "import",
		Short: "Replace the configuration by that of an export, or of another installation",
		Long: "Replace the configuration by that of an export (-i), or of an installation that keeps\n" +
			"its configuration in files of a folder (--from), which are only read.\n" +
			"Before anything changes, the database is copied into the folder backups.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case (in == "") == (from == ""):
				return errors.New("give either an export with -i or a folder with --from")
			case from != "":
				return takeOver(cmd, from, force)
			default:
				return importFile(cmd, in, word, force)
			}
		},
	}
	c.Flags().StringVarP(&in, "input", "i", "", "the file of an export")
	c.Flags().StringVar(&from, "from", "", "the folder of another installation, such as /etc/pulse")
	c.Flags().BoolVarP(&force, "force", "f", false, "do not ask first")
	passphraseFlag(c, &word)
	return c
}

func importFile(cmd *cobra.Command, in, word string, force bool) error {
	o, passphrase, err := prepared(cmd, word)
	if err != nil {
		return err
	}
	data, err := transfer.ReadExport(in)
	if err != nil {
		return err
	}
	if !force {
		changes, err := backend.ImportConfig(cmd.Context(), o, data, passphrase, true)
		if err != nil {
			return err
		}
		show(cmd, changes)
		if err := confirm(cmd); err != nil {
			return err
		}
	}
	changes, err := backend.ImportConfig(cmd.Context(), o, data, passphrase, false)
	if err != nil {
		return err
	}
	if force {
		show(cmd, changes)
	}
	cmd.Printf("Imported. The database as it was before is %s\n", changes.Copy)
	return nil
}

func takeOver(cmd *cobra.Command, from string, force bool) error {
	o, err := quiet(cmd.Context())
	if err != nil {
		return err
	}
	if !force {
		cmd.Printf("The configuration in %s is replaced by that of %s.\n", o.DataDir, from)
		if err := confirm(cmd); err != nil {
			return err
		}
	}
	report, err := backend.TakeOver(cmd.Context(), o, from)
	if err != nil {
		return err
	}
	for _, line := range report.Lines() {
		cmd.Println(line)
	}
	cmd.Printf("The database as it was before is %s\n", report.Copy)
	return nil
}

// quiet reads the environment for a command, whose answer is all it has to say.
func quiet(ctx context.Context) (backend.Options, error) {
	o, err := backend.FromEnv(ctx)
	o.Version = version
	return o, err
}

// prepared reads the environment and the passphrase.
func prepared(cmd *cobra.Command, file string) (backend.Options, string, error) {
	o, err := quiet(cmd.Context())
	if err != nil {
		return o, "", err
	}
	if file == "" {
		word := o.Config.Import.CommandPassphrase
		if word == "" {
			err = errors.New("the passphrase is missing: set PULSE_PASSPHRASE, or give --passphrase-file")
		}
		return o, word, err
	}
	var content []byte
	if file == "-" {
		content, err = io.ReadAll(cmd.InOrStdin())
	} else {
		content, err = os.ReadFile(file)
	}
	if err != nil {
		return o, "", fmt.Errorf("read the passphrase: %w", err)
	}
	return o, strings.TrimRight(string(content), "\r\n"), nil
}

// write puts a text into a file that only its owner may read.
func write(cmd *cobra.Command, path, text string) error {
	if path == "-" {
		cmd.Print(text)
		return nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	cmd.Printf("Written to %s. It opens every server in it: keep it as safe as they are.\n", path)
	return nil
}

func show(cmd *cobra.Command, c transfer.ImportChanges) {
	for _, group := range []struct {
		title string
		names transfer.ImportNames
	}{{"connections", c.Connections}, {"webhooks", c.Webhooks}, {"notes about guests", c.Guests}} {
		for _, change := range []struct {
			verb  string
			names []string
		}{{"added", group.names.Added}, {"changed", group.names.Changed}, {"removed", group.names.Removed}} {
			if len(change.names) > 0 {
				cmd.Printf("%s %s: %s\n", group.title, change.verb, strings.Join(change.names, ", "))
			}
		}
	}
	for title, keys := range map[string][]string{"settings": c.Settings, "alert configuration": c.Alerts} {
		if len(keys) > 0 {
			cmd.Printf("%s changed: %s\n", title, strings.Join(keys, ", "))
		}
	}
	if c.Email {
		cmd.Println("e-mail settings changed")
	}
	if c.SignIn != "" {
		cmd.Println("sign-in at a provider " + c.SignIn)
	}
	for _, note := range c.Notes {
		cmd.Println(note)
	}
}

// confirm asks a person.
func confirm(cmd *cobra.Command) error {
	cmd.Print("Continue? [y/N] ")
	line, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
	if answer := strings.ToLower(strings.TrimSpace(line)); answer == "y" || answer == "yes" {
		return nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the answer: %w", err)
	}
	return errors.New("nothing was changed; use -f to go on without being asked")
}
