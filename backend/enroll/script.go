package enroll

import (
	_ "embed" // the scripts
	"fmt"
	"net/url"
	"strings"
	"time"

	"pulse/backend/fault"
)

//go:embed scripts/common.sh
var commonScript string

//go:embed scripts/pve.sh
var pveScript string

//go:embed scripts/pbs.sh
var pbsScript string

//go:embed scripts/pmg.sh
var pmgScript string

// Script describes the set-up script of one server.
type Script struct {
	Kind    string
	Pulse   string // where the server reaches us; see Plain
	Host    string // where we reach the server; empty = the script only prints its token
	Backups bool   // may see backups, which takes a privilege that could delete them
	Code    string // default for PULSE_SETUP_CODE; may be empty
	SSHKey  string // public key for reading temperatures; empty = not offered
	At      time.Time
}

// Text is the script. All values are single-quoted at its top; the rest is the
// same for everybody.
func (s Script) Text() (string, error) {
	body, ok := map[string]string{"pve": pveScript, "pbs": pbsScript, "pmg": pmgScript}[s.Kind]
	if !ok {
		return "", fault.New(fault.Invalid, "Invalid type: it is pve, pbs or pmg").In("type")
	}
	family := tokenFamily(s.Pulse)
	values := []struct{ name, value string }{
		{"KIND", s.Kind},
		{"PULSE_URL", s.Pulse},
		{"SERVER_URL", s.Host},
		{"TOKEN_FAMILY", family},
		{"TOKEN_NAME", fmt.Sprintf("%s-%d", family, s.At.Unix())},
		{"BACKUPS", map[bool]string{true: "yes"}[s.Backups]},
		{"DEFAULT_CODE", s.Code},
		{"SSH_KEY", s.SSHKey},
	}
	var b strings.Builder
	b.WriteString("#!/usr/bin/env bash\n# Lets Pulse watch this server. Read it, then run it as root.\n\nset -euo pipefail\n\n")
	for _, v := range values {
		if !strings.Contains(commonScript+body, "$"+v.name) {
			continue // of another kind
		}
		fmt.Fprintf(&b, "readonly %s=%s\n", v.name, quote(v.value))
	}
	fmt.Fprintf(&b, "\n%s\n%s\nmain \"$@\"\n", strings.TrimSpace(commonScript), strings.TrimSpace(body))
	return b.String(), nil
}

// FileName is the name under which a browser keeps the script of a kind.
func FileName(kind string) string {
	switch kind {
	case "pve", "pbs", "pmg":
		return "pulse-setup-" + kind + ".sh"
	}
	return "pulse-setup.sh"
}

// tokenFamily is what the tokens of one Pulse are called on a server, without
// the time at their end.
func tokenFamily(pulse string) string {
	host := pulse
	if u, err := url.Parse(pulse); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return "pulse-" + strings.Map(func(r rune) rune {
		if upperOrDigit(r) || 'a' <= r && r <= 'z' {
			return r
		}
		return '-'
	}, host)
}

// quote writes a text so that a shell reads it as it is.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
