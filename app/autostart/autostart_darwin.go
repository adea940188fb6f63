package autostart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

const label = "pulse.desktop"

// path is the file of this account's launch agent.
func path() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the home folder: %w", err)
	}
	return filepath.Join(home, "Library", "LaunchAgents", label+".plist"), nil
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
	return bytes.Equal(content, e.content()), err
}

// content is the property list that launchd reads at login.
func (e Entry) content() []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Label</key><string>` + label + `</string>
<key>RunAtLoad</key><true/>
<key>ProcessType</key><string>Interactive</string>
<key>ProgramArguments</key><array>`)
	for _, word := range append([]string{e.Program}, e.Args...) {
		b.WriteString("<string>")
		_ = xml.EscapeText(&b, []byte(word)) // a buffer takes everything
		b.WriteString("</string>")
	}
	b.WriteString("</array>\n</dict></plist>\n")
	return b.Bytes()
}
