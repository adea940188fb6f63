package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/kardianos/service"
	"github.com/spf13/cobra"

	"pulse/backend/handover"
	"pulse/service/answer"
	"pulse/service/place"
)

// managerCommand is a command that registers or controls the service.
type managerCommand struct {
	*manager

	cmd       *cobra.Command
	from, to  string // data folder of a window
	now       bool   // start after the installation
	answerDir string // of a window that asked
	step      func(string)
}

// managerCommands builds the commands that register and control the service.
func managerCommands(s serving) []*cobra.Command {
	var from, to string
	var now bool
	build := func(name, short string, do func(managerCommand) (answer.Answer, error)) *cobra.Command {
		return serviceCommand(s, name, short, func(c managerCommand) (answer.Answer, error) {
			c.from, c.to, c.now = from, to, now
			return do(c)
		})
	}
	install := build("install", "Register Pulse as a service that starts with the system", managerCommand.install)
	install.Flags().StringVar(&from, "from", "", "move the data of a window, given by its folder, to the service, and start it")
	install.Flags().BoolVar(&now, "now", false, "start the service, too")
	uninstall := build("uninstall", "Stop the service and remove its registration; the data stays", managerCommand.uninstall)
	uninstall.Flags().StringVar(&to, "to", "", "move the data back to a window, given by its folder")
	return []*cobra.Command{
		install, uninstall,
		build("start", "Start the installed service", managerCommand.start),
		build("stop", "Stop the installed service", managerCommand.stop),
		build("restart", "Restart the installed service", managerCommand.restart),
		build("status", "Tell whether the service runs; the exit code is 0 only then", managerCommand.tell),
	}
}

// serviceCommand builds one command that needs the system's service manager. A
// window that asked for it is answered in a file.
func serviceCommand(s serving, name, short string, do func(managerCommand) (answer.Answer, error)) *cobra.Command {
	var user bool
	var answerDir string
	command := &cobra.Command{
		Use:   name,
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := withManager(user, func(m *manager) (answer.Answer, error) {
				return do(managerCommand{manager: m, cmd: cmd, answerDir: answerDir, step: s.told})
			})
			for _, note := range a.Notes {
				cmd.Println(note)
			}
			if answerDir == "" {
				return err
			}
			if err != nil {
				a = answer.Answer{Problem: oneLine(err.Error())}
			}
			return errors.Join(err, answer.Write(answerDir, a))
		},
	}
	command.Flags().BoolVar(&user, "user", false, "the service of this account instead of the system's")
	command.Flags().StringVar(&answerDir, "answer", "", "folder for the answer to a window")
	_ = command.Flags().MarkHidden("answer") // fails only for a flag that does not exist
	return command
}

// withManager does something with the service manager of the system.
func withManager(user bool, do func(*manager) (answer.Answer, error)) (answer.Answer, error) {
	program, err := os.Executable()
	if err != nil {
		return answer.Answer{}, fmt.Errorf("find the program's own file: %w", err)
	}
	m, err := newManager(service.ChosenSystem(), program, user)
	if err != nil {
		return answer.Answer{}, err
	}
	return do(m)
}

// told passes a step on to who wants to know.
func (s serving) told(step string) {
	if s.step != nil {
		s.step(step)
	}
}

func (c managerCommand) relocation() relocation {
	return relocation{m: c.manager, place: place.Path(), step: c.step, say: func(words string) { c.cmd.Println(words) }}
}

func (c managerCommand) install() (answer.Answer, error) {
	if c.from != "" {
		done, err := c.relocation().in(c.cmd.Context(), c.from)
		if err == nil {
			c.cmd.Printf("Installed and running at %s\nThe data is in %s now; what was in %s is kept in %s\n", done.URL, dataFolder(), c.from, done.Kept)
		}
		return done, err
	}
	if !c.user {
		if err := c.mayInstall(); err != nil {
			return answer.Answer{}, err
		}
		if err := c.relocation().recover(); err != nil {
			return answer.Answer{}, err
		}
	}
	if err := c.manager.install(); err != nil {
		return answer.Answer{}, err
	}
	if !c.user {
		c.cmd.Println("Installed. Its data will be in " + dataFolder())
	} else {
		c.cmd.Println("Installed. It uses the data of the window of this account.")
	}
	if c.now {
		return c.start()
	}
	c.cmd.Println("Start it with: pulse-server start" + c.userFlag())
	return answer.Answer{}, c.expect()
}

// expect writes where the service will be as far as that is known before its
// first start; that corrects it.
func (c managerCommand) expect() error {
	if c.user {
		return nil
	}
	return publish(place.Path(), place.Service{URL: "http://127.0.0.1:7655"})
}

func (c managerCommand) uninstall() (answer.Answer, error) {
	if c.to != "" {
		done, err := c.relocation().out(c.cmd.Context(), c.to)
		if err == nil {
			c.cmd.Printf("Uninstalled. The data is in %s; what the service used is kept in %s\n", c.to, done.Kept)
		}
		return done, err
	}
	if c.user {
		return c.uninstallUser()
	}
	if err := c.relocation().recover(); err != nil {
		return answer.Answer{}, err
	}
	_, known := place.Record(place.Path())
	err := c.manager.uninstall()
	if errors.Is(err, service.ErrNotInstalled) && known == nil {
		err = nil // an earlier removal was cut short
	}
	if err == nil {
		err = place.Remove(place.Path())
	}
	if err != nil {
		return answer.Answer{}, err
	}
	c.cmd.Println("Uninstalled.")
	folder := serviceFolder(c.system)
	if handover.HasData(folder) == nil {
		c.cmd.Printf("The data stays in %s. To use it in a window, give its folder: pulse-server uninstall --to <folder>\n", folder)
	}
	return answer.Answer{Kept: folder}, nil
}

func (c managerCommand) uninstallUser() (answer.Answer, error) {
	if err := c.manager.uninstall(); err != nil {
		return answer.Answer{}, err
	}
	c.cmd.Println("Uninstalled. The data was not touched; the window uses it.")
	return answer.Answer{}, nil
}

func (c managerCommand) start() (answer.Answer, error) {
	return c.up("start", service.Service.Start)
}

func (c managerCommand) restart() (answer.Answer, error) {
	return c.up("restart", service.Service.Restart)
}

// up starts the service and, for the one of the system, writes where it is once
// it answers.
func (c managerCommand) up(action string, do func(service.Service) error) (answer.Answer, error) {
	if err := c.control(action, do); err != nil || c.user || os.Geteuid() > 0 {
		return answer.Answer{}, err // where it is only an administrator can find out
	}
	return c.published(c.cmd.Context())
}

func (c managerCommand) published(ctx context.Context) (answer.Answer, error) {
	at, err := awaitUp(ctx, c.manager, dataFolder())
	if err != nil {
		return answer.Answer{}, err
	}
	c.cmd.Println("The service is running at " + at.URL)
	return answer.Answer{URL: at.URL, Certificate: at.Certificate}, publish(place.Path(), at)
}

func (c managerCommand) stop() (answer.Answer, error) {
	return answer.Answer{}, c.control("stop", service.Service.Stop)
}

func (c managerCommand) tell() (answer.Answer, error) {
	state, err := c.status()
	if err != nil {
		return answer.Answer{}, fmt.Errorf("%w: %s", err, c.remedy(err))
	}
	if state != service.StatusRunning {
		return answer.Answer{}, fmt.Errorf("the service is stopped: start it with pulse-server start%s; its log: %s", c.userFlag(), logHint(c.system, c.user))
	}
	c.cmd.Println("The service is running.")
	at, err := place.Read(place.Path())
	if err == nil && !c.user {
		c.cmd.Println("It is at " + at.URL)
	}
	c.cmd.Println("Its log: " + logHint(c.system, c.user))
	return answer.Answer{URL: at.URL}, nil
}
