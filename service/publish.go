package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"pulse/backend/update"
)

// updateCommand groups what a publisher of releases needs.
func updateCommand() *cobra.Command {
	command := &cobra.Command{Use: "update", Short: "Sign releases and publish them in a feed", Args: cobra.NoArgs}
	command.AddCommand(keygenCommand(), signCommand())
	return command
}

func keygenCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "keygen FILE",
		Short: "Make a key to sign releases with; prints its public half",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			private, public, err := update.NewKey()
			if err != nil {
				return err
			}
			f, err := os.OpenFile(args[0], os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
			if err != nil {
				return fmt.Errorf("write the key: %w", err)
			}
			_, err = f.Write(private)
			if closed := f.Close(); err == nil {
				err = closed
			}
			if err != nil {
				return fmt.Errorf("write the key: %w", err)
			}
			cmd.Println(public)
			return nil
		},
	}
}

func signCommand() *cobra.Command {
	var key, feed, version, notes, base string
	command := &cobra.Command{
		Use:   "sign FILE...",
		Short: "Sign the files of a release and put it into a feed",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			p := update.Publication{Version: version, Date: time.Now(), Base: base, Files: files}
			text, err := os.ReadFile(key)
			if err != nil {
				return fmt.Errorf("read the key: %w", err)
			}
			if p.Key, err = update.ParseKey(text); err != nil {
				return fmt.Errorf("read the key %s: %w", key, err)
			}
			if notes != "" {
				if text, err = os.ReadFile(notes); err != nil {
					return fmt.Errorf("read the notes: %w", err)
				}
				p.Notes = string(text)
			}
			if err := update.Publish(feed, p); err != nil {
				return err
			}
			cmd.Printf("%s holds version %s now\n", feed, version)
			return nil
		},
	}
	flags := command.Flags()
	flags.StringVar(&key, "key", "", "file of the key that keygen made")
	flags.StringVar(&feed, "feed", "releases.json", "file of the feed; made when it does not exist")
	flags.StringVar(&version, "version", "", "version of the release, such as 1.2.3 or 1.3.0-rc.1")
	flags.StringVar(&notes, "notes", "", "file with what is new, in Markdown")
	flags.StringVar(&base, "base", "", "address of the files; beside the feed when empty")
	_ = command.MarkFlagRequired("key")     // fails only for a flag
	_ = command.MarkFlagRequired("version") // that does not exist
	return command
}
