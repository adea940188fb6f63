package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
)

// config is what the flags and the environment say. A flag wins over its
// variable.
type config struct {
	targets  []target
	interval time.Duration
	hostname string // empty = the operating system's
	agentID  string // empty = the engine's
	once     bool   // report one time and end
	version  bool   // only tell the version
}

const (
	usualInterval = 30 * time.Second
	longest       = 24 * time.Hour
)

// given are the texts of flags before they are understood.
type given struct {
	url, token, interval string
	insecure             bool
	targets              targetTexts
}

type targetTexts []string

// String is for the flag package.
func (t *targetTexts) String() string { return "" }

// Set adds one target. It is checked later: the flag package would repeat the
// text, and with it the token, in its error.
func (t *targetTexts) Set(text string) error {
	*t = append(*t, text)
	return nil
}

// parse reads flags and environment. flag.ErrHelp means that help was asked
// for and given on out.
func parse(args []string, getenv func(string) string, out io.Writer) (config, error) {
	var c config
	g := given{
		url: getenv("PULSE_URL"), token: getenv("PULSE_TOKEN"), interval: getenv("PULSE_INTERVAL"),
	}
	var err error
	if g.insecure, err = parseBool(getenv("PULSE_INSECURE_SKIP_VERIFY")); err != nil {
		return c, fmt.Errorf("PULSE_INSECURE_SKIP_VERIFY: %w", err)
	}
	c.hostname, c.agentID = getenv("PULSE_HOSTNAME"), getenv("PULSE_AGENT_ID")
	if err := flags(&c, &g, out).Parse(args); err != nil {
		return c, err
	}
	c.hostname, c.agentID = strings.TrimSpace(c.hostname), strings.TrimSpace(c.agentID)
	if c.version {
		return c, nil
	}
	if c.interval, err = parseInterval(g.interval); err != nil {
		return c, err
	}
	c.targets, err = g.chosen(getenv("PULSE_TARGETS"))
	return c, err
}

func flags(c *config, g *given, out io.Writer) *flag.FlagSet {
	set := flag.NewFlagSet("pulse-docker-agent", flag.ContinueOnError)
	set.SetOutput(out)
	set.StringVar(&g.url, "url", g.url, "address of the Pulse server (PULSE_URL; default http://localhost:7655)")
	set.Func("token", "API token of the server (PULSE_TOKEN)", func(text string) error {
		g.token = text
		return nil
	})
	set.Var(&g.targets, "target", "server as `url|token[|insecure]`, once for each (PULSE_TARGETS, separated by ;); replaces --url and --token")
	set.StringVar(&g.interval, "interval", g.interval, "time between two reports (PULSE_INTERVAL; default 30s)")
	set.StringVar(&c.hostname, "hostname", c.hostname, "name to report instead of the host's own (PULSE_HOSTNAME)")
	set.StringVar(&c.agentID, "agent-id", c.agentID, "identity to report instead of the engine's; needed for cloned machines (PULSE_AGENT_ID)")
	set.BoolVar(&g.insecure, "insecure", g.insecure, "accept any certificate (PULSE_INSECURE_SKIP_VERIFY)")
	set.Bool("no-auto-update", true, "accepted for compatibility: this agent never replaces itself (PULSE_NO_AUTO_UPDATE)")
	set.BoolVar(&c.once, "once", false, "report one time and end")
	set.BoolVar(&c.version, "version", false, "tell the version and end")
	return set
}

// chosen are the targets: those of flags, else those of the environment, else
// the one of --url and --token.
func (g *given) chosen(environment string) ([]target, error) {
	list, err := parseTargets(strings.Join(g.targets, "\n"))
	if err == nil && len(list) == 0 {
		if list, err = parseTargets(environment); err != nil {
			return nil, fmt.Errorf("PULSE_TARGETS: %w", err)
		}
	}
	if err != nil || len(list) > 0 {
		return merged(list), err
	}
	if strings.TrimSpace(g.token) == "" {
		return nil, errors.New("no API token: give --token (PULSE_TOKEN), or --target (PULSE_TARGETS)")
	}
	if g.url == "" {
		g.url = "http://localhost:7655"
	}
	t := target{url: strings.TrimRight(strings.TrimSpace(g.url), "/"), token: strings.TrimSpace(g.token), insecure: g.insecure}
	return []target{t}, t.check()
}

func parseInterval(text string) (time.Duration, error) {
	if strings.TrimSpace(text) == "" {
		return usualInterval, nil
	}
	d, err := time.ParseDuration(strings.TrimSpace(text))
	if err != nil || d < time.Second || d > longest {
		return 0, fmt.Errorf("interval %q: write a time of at least 1s, such as 30s or 1m", text)
	}
	return d, nil
}
