package main

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func parsed(args []string, environment map[string]string) (config, error) {
	return parse(args, func(name string) string { return environment[name] }, io.Discard)
}

func TestParse_FlagsWinOverTheEnvironment(t *testing.T) {
	env := map[string]string{
		"PULSE_URL": "http://a:7655/", "PULSE_TOKEN": "t1", "PULSE_INTERVAL": "1m", "PULSE_HOSTNAME": "h", "PULSE_AGENT_ID": "i",
		"PULSE_INSECURE_SKIP_VERIFY": "yes", "PULSE_NO_AUTO_UPDATE": "true",
	}
	c, err := parsed(nil, env)
	if err != nil {
		t.Fatal(err)
	}
	if c.interval != time.Minute || c.hostname != "h" || c.agentID != "i" || !slices.Equal(c.targets, []target{{"http://a:7655", "t1", true}}) {
		t.Errorf("from the environment: %+v", c)
	}
	c, err = parsed([]string{"--url", "https://b", "--token", "t2", "--interval", "10s", "--insecure=false", "--no-auto-update", "--once"}, env)
	if err != nil {
		t.Fatal(err)
	}
	if c.interval != 10*time.Second || !c.once || !slices.Equal(c.targets, []target{{"https://b", "t2", false}}) {
		t.Errorf("from flags: %+v", c)
	}
}

func TestParse_TargetsReplaceURLAndTokenAndAreMerged(t *testing.T) {
	c, err := parsed(nil, map[string]string{
		"PULSE_TOKEN": "unused", "PULSE_TARGETS": "http://a|t1; http://b/|t2|true\nhttp://a/|t1|off;",
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []target{{"http://a", "t1", false}, {"http://b", "t2", true}}; !slices.Equal(c.targets, want) {
		t.Errorf("got %+v, want %+v", c.targets, want)
	}
	c, err = parsed([]string{"--target", "http://c|t3", "--target", "http://d|t4"}, map[string]string{"PULSE_TARGETS": "http://a|t1"})
	if err != nil || len(c.targets) != 2 || c.targets[1].url != "http://d" {
		t.Errorf("got %+v, %v", c.targets, err)
	}
}

func TestParse_RefusesWithoutRepeatingTheToken(t *testing.T) {
	const secret = "s3cret-token"
	for name, c := range map[string]struct {
		args []string
		env  map[string]string
	}{
		"no token":     {nil, map[string]string{"PULSE_URL": "http://a"}},
		"no scheme":    {[]string{"--url", "a:7655", "--token", secret}, nil},
		"no url":       {nil, map[string]string{"PULSE_TARGETS": secret}},
		"too many":     {[]string{"--target", "http://a|" + secret + "|true|x"}, nil},
		"bad boolean":  {nil, map[string]string{"PULSE_TARGETS": "http://a|" + secret + "|maybe"}},
		"bad interval": {[]string{"--token", secret, "--interval", "30"}, nil},
		"too short":    {[]string{"--token", secret, "--interval", "1ms"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parsed(c.args, c.env)
			if err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestParse_HelpDoesNotShowTheToken(t *testing.T) {
	var help strings.Builder
	_, err := parse([]string{"--help"}, func(name string) string {
		return map[string]string{"PULSE_TOKEN": "s3cret"}[name]
	}, &help)
	if err == nil || strings.Contains(help.String(), "s3cret") || !strings.Contains(help.String(), "PULSE_TARGETS") {
		t.Errorf("%v, %s", err, help.String())
	}
}
