package autostart

import (
	"errors"
	"strings"

	"golang.org/x/sys/windows/registry"
)

const (
	runKey    = `Software\Microsoft\Windows\CurrentVersion\Run`
	approved  = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
	valueName = "Pulse"
)

func (e Entry) enabled() (bool, error) {
	key, err := registry.OpenKey(registry.CURRENT_USER, runKey, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer key.Close()
	value, _, err := key.GetStringValue(valueName)
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	return value == e.command() && !switchedOff(), err
}

// switchedOff reports whether a person switched it off in the task manager,
// which keeps a value of its own: its first byte is odd then.
func switchedOff() bool {
	key, err := registry.OpenKey(registry.CURRENT_USER, approved, registry.QUERY_VALUE)
	if err != nil {
		return false
	}
	defer key.Close()
	state, _, err := key.GetBinaryValue(valueName)
	return err == nil && len(state) > 0 && state[0]&1 == 1
}

func (e Entry) enable() error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer key.Close()
	if err := key.SetStringValue(valueName, e.command()); err != nil {
		return err
	}
	return forget(approved)
}

func (e Entry) disable() error { return forget(runKey) }

func forget(path string) error {
	key, err := registry.OpenKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err == nil {
		defer key.Close()
		err = key.DeleteValue(valueName)
	}
	if errors.Is(err, registry.ErrNotExist) {
		return nil
	}
	return err
}

func (e Entry) command() string {
	return strings.Join(append([]string{`"` + e.Program + `"`}, e.Args...), " ")
}
