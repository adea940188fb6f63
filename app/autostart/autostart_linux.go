package autostart

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// path is the file of the desktop entry specification for this account.
func path() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find the folder for settings: %w", err)
	}
	return filepath.Join(dir, "autostart", "pulse.desktop"), nil
}

func (e Entry) enabled() (bool, error) {
	file, err := path()
	if err != nil {
		return false, err
	}
	content, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	values := keys(string(content))
	off := values["Hidden"] == "true" || values["X-GNOME-Autostart-enabled"] == "false"
	return !off && values["Exec"] == e.command(), nil
}

// keys reads the entry's own group.
func keys(content string) map[string]string {
	values := map[string]string{}
	group := ""
	for line := range strings.Lines(content) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			group = line
		} else if key, value, ok := strings.Cut(line, "="); ok && group == "[Desktop Entry]" {
			values[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return values
}

// content is the entry.
func (e Entry) content() []byte {
	return []byte("[Desktop Entry]\nType=Application\nName=Pulse\nComment=Watch Proxmox and Docker servers\n" +
		"TryExec=" + strings.ReplaceAll(e.Program, `\`, `\\`) + "\nExec=" + e.command() + "\nIcon=pulse\nTerminal=false\nX-GNOME-Autostart-enabled=true\n")
}

// command is the program as the key Exec wants it: in quotes, with characters
// that mean something escaped once for the quotes and once for the file.
func (e Entry) command() string {
	escaped := strings.NewReplacer(`\`, `\\\\`, `"`, `\\"`, "`", "\\\\`", `$`, `\\$`, `%`, `%%`).Replace(e.Program)
	return strings.Join(append([]string{`"` + escaped + `"`}, e.Args...), " ")
}
