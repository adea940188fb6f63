package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/kardianos/service"

	"pulse/service/place"
)

// serviceName is what the service is called in the system.
const serviceName = "pulse"

// dataFolder is where the service of the whole system keeps its data.
func dataFolder() string { return place.DataDir() }

// A manager registers and controls Pulse as a service of the system, or of one
// account.
type manager struct {
	service service.Service
	program string
	system  string
	user    bool
}

// newManager prepares the registration of program with system.
func newManager(system service.System, program string, user bool) (*manager, error) {
	if system == nil {
		return nil, errors.New("this system has no service manager that is known here: let it run pulse-server in the foreground")
	}
	config := &service.Config{
		Name:        serviceName,
		DisplayName: "Pulse",
		Description: "Pulse, the monitor for Proxmox and Docker",
		Executable:  program,
		Arguments:   []string{"--service"},
		Option:      service.KeyValue{"UserService": user},
	}
	if !user {
		config.EnvVars = map[string]string{"PULSE_DATA_DIR": dataFolder()}
	}
	if err := describe(config, system.String(), user); err != nil {
		return nil, err
	}
	s, err := system.New(nil, config)
	if err != nil {
		return nil, fmt.Errorf("prepare the service: %w", err)
	}
	return &manager{service: s, program: program, system: system.String(), user: user}, nil
}

// install registers the service, so that it starts with the system. A failed
// registration leaves nothing behind.
func (m *manager) install() error {
	if file := m.installed(); file != "" {
		return fmt.Errorf("a service named %s is installed already (%s): uninstall it first", serviceName, file)
	}
	if err := m.mayInstall(); err != nil {
		return err
	}
	if err := m.service.Install(); err != nil {
		return errors.Join(fmt.Errorf("install the service: %w", err), m.removeTraces())
	}
	return nil
}

// uninstall stops the service and removes its registration; the data stays.
func (m *manager) uninstall() error {
	status, err := m.status()
	if errors.Is(err, service.ErrNotInstalled) {
		return err
	}
	if status == service.StatusRunning {
		if err := m.service.Stop(); err != nil {
			return fmt.Errorf("stop the service: %w", err)
		}
	}
	if err := m.service.Uninstall(); err != nil {
		return fmt.Errorf("uninstall the service: %w", err)
	}
	return m.removeTraces()
}

// remove is uninstall where nothing may be registered.
func (m *manager) remove() error {
	if err := m.uninstall(); err != nil && !errors.Is(err, service.ErrNotInstalled) {
		return err
	}
	return nil
}

// halt stops the service where it runs.
func (m *manager) halt() error {
	if state, _ := m.status(); state != service.StatusRunning { // one that is not installed does not run
		return nil
	}
	return m.control("stop", service.Service.Stop)
}

// resume starts a service that was stopped while it ran.
func (m *manager) resume(was service.Status) error {
	if was != service.StatusRunning {
		return nil
	}
	return m.control("start", service.Service.Start)
}

// control hands start, stop or restart to the service manager.
func (m *manager) control(action string, do func(service.Service) error) error {
	if err := do(m.service); err != nil {
		return fmt.Errorf("%s the service: %w; see %s", action, err, logHint(m.system, m.user))
	}
	return nil
}

// status tells whether the service runs. The error is service.ErrNotInstalled
// where it is not registered.
func (m *manager) status() (service.Status, error) {
	if len(traces(m.system, m.user)) > 0 && m.installed() == "" {
		return service.StatusUnknown, service.ErrNotInstalled
	}
	status, err := m.service.Status()
	if err != nil && m.system == "unix-systemv" {
		return service.StatusStopped, nil // the script's exit code for "stopped" arrives as an error
	}
	return status, err
}

// remedy says what a person can do about a state that could not be told.
func (m *manager) remedy(err error) string {
	if errors.Is(err, service.ErrNotInstalled) {
		return "install it with pulse-server install" + m.userFlag()
	}
	return "see " + logHint(m.system, m.user)
}

// userFlag is the flag to repeat in a command that is shown.
func (m *manager) userFlag() string {
	if m.user {
		return " --user"
	}
	return ""
}

// installed names the file that shows an existing registration.
func (m *manager) installed() string {
	for _, file := range traces(m.system, m.user) {
		if _, err := os.Lstat(file); err == nil {
			return file
		}
	}
	return ""
}

// removeTraces removes what the library leaves after a failed installation or
// after a removal.
func (m *manager) removeTraces() error {
	var failed []error
	for _, file := range traces(m.system, m.user) {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// mayInstall refuses a registration that could not work.
func (m *manager) mayInstall() error {
	if m.user || runtime.GOOS == "windows" {
		return nil
	}
	if os.Geteuid() != 0 {
		return errors.New("installing a service of the system needs root: use sudo, or --user for a service of this account")
	}
	return reachable(m.program)
}

// reachable refuses a program in a folder that the service will not see.
func reachable(program string) error {
	for _, hidden := range []string{"/home", "/root", "/run/user", os.TempDir()} {
		if rel, err := filepath.Rel(hidden, program); err == nil && !strings.HasPrefix(rel, "..") {
			return fmt.Errorf("the service cannot read %s: copy the program to /usr/local/bin and install it from there", program)
		}
	}
	return nil
}
