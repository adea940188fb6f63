package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// machine reads what the operating system tells of the host. root is "/", or
// another folder in tests.
type machine struct{ root string }

func (m machine) read(name string) string {
	text, err := os.ReadFile(filepath.Join(m.root, name)) //nolint:gosec // fixed names
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// id is the machine's identity, empty where it has none.
func (m machine) id() string {
	id := m.read("etc/machine-id")
	if id == "" {
		id = m.read("var/lib/dbus/machine-id")
	}
	return id
}

// uptime is in seconds, 0 where it is not known.
func (m machine) uptime() int64 {
	first, _, _ := strings.Cut(m.read("proc/uptime"), " ")
	seconds, err := strconv.ParseFloat(first, 64)
	if err != nil || seconds < 0 || seconds > 1e10 {
		return 0
	}
	return int64(seconds)
}
