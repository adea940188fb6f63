package config

import (
	"fmt"
	"strings"
)

// Usage returns the variables that have an effect on the server, for the help
// of a command.
func Usage() string {
	var out strings.Builder
	for _, g := range table(&Config{}) {
		if g.variables[0].parse.into == nil {
			continue
		}
		fmt.Fprintf(&out, "%s:\n", g.title)
		for _, v := range g.variables {
			fmt.Fprintf(&out, "  %-32s %s%s\n", v.name, v.meaning, v.defaultNote())
		}
		out.WriteString("\n")
	}
	return out.String()
}

func (v variable) defaultNote() string {
	if v.fallback+v.shown == "" {
		return ""
	}
	return " (default: " + v.fallback + v.shown + ")"
}

const introduction = `# Configuration

<!-- Written by "make generate" from the table in backend/config. -->

Pulse needs no configuration to start. What is not fixed by a variable is changed in the settings of the
dashboard and kept in the data folder.

A variable is taken from the first of these places that has a value for it:

1. the environment of the process,
2. the file ` + "`.env`" + ` in the data folder,
3. the files ` + "`.env`, `mock.env.local` and `mock.env`" + ` in the folder in which Pulse is started,
4. its default.

An empty value counts as none. A switch is on for ` + "`true` or `1` and off for `false` or `0`" + `; some know only the
words. A value that is not allowed ends the start with a message that says what is. What a variable fixes
cannot be changed in the settings.

Files that change while Pulse runs are read again, at the latest when it gets the signal SIGHUP: the account, the
tokens and mock mode follow them at once, the other variables at the next start.

In files a value that contains ` + "`$`" + `, such as a bcrypt hash, stands in single quotes:
` + "`PULSE_AUTH_PASS='$2a$12$…'`" + `.
`

// Markdown returns the documentation of all variables.
func Markdown() string {
	var out strings.Builder
	out.WriteString(introduction)
	for _, g := range table(&Config{}) {
		fmt.Fprintf(&out, "\n## %s\n\n", g.title)
		if g.about != "" {
			fmt.Fprintf(&out, "%s\n\n", g.about)
		}
		g.writeTable(&out)
	}
	return out.String()
}

func (g group) writeTable(out *strings.Builder) {
	if g.variables[0].ignored != "" {
		out.WriteString("| Variable | Instead |\n|---|---|\n")
		for _, v := range g.variables {
			fmt.Fprintf(out, "| `%s` | %s |\n", v.name, v.ignored)
		}
		return
	}
	out.WriteString("| Variable | Default | Allowed | Meaning |\n|---|---|---|---|\n")
	for _, v := range g.variables {
		cells := []string{"`" + v.name + "`", v.shown, v.parse.allowed, v.meaning}
		if v.fallback != "" {
			cells[1] = "`" + v.fallback + "`"
		}
		for i, cell := range cells {
			cells[i] = strings.ReplaceAll(cell, "|", `\|`)
		}
		fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
	}
}
