package config

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"pulse/backend/fault"
)

// Files says where .env files are looked for.
type Files struct {
	WorkDir string // the folder in which the program was started; empty = look into none
	DataDir string // the data folder unless PULSE_DATA_DIR says otherwise; empty = the user's
}

// Load reads the environment through lookup, usually os.LookupEnv, and the
// .env files. What is found first counts: the process, .env of the data folder,
// .env, mock.env.local and mock.env of the working folder, the default. An
// empty value is no value. The *fault.Error of a bad value names the variable,
// the value unless it is secret, and what is allowed.
func Load(lookup func(name string) (string, bool), files Files) (Config, error) {
	work, err := readFiles(files.WorkDir, ".env", "mock.env.local", "mock.env")
	if err != nil {
		return Config{}, err
	}
	process := origin{name: "environment", get: lookup}
	dir, err := dataDir(append(origins{process}, work...), files)
	if err != nil {
		return Config{}, err
	}
	data, err := readFiles(dir, ".env")
	if err != nil {
		return Config{}, err
	}
	c := Config{set: map[string]bool{}}
	all := slices.Concat(origins{process}, data, work)
	if err := c.parse(all); err != nil {
		return Config{}, err
	}
	c.Server.DataDir = dir // the file in the folder cannot say where the folder is
	c.Notes = append(c.Notes, all.unknown()...)
	return c, c.finish()
}

func (c *Config) parse(all origins) error {
	for _, v := range variables(c) {
		text, from := all.find(v.name)
		if !v.secret {
			text = strings.TrimSpace(text)
		}
		c.set[v.name] = text != ""
		switch {
		case text != "" && v.ignored != "":
			c.Notes = append(c.Notes, v.name+" is ignored: "+v.ignored)
		case v.parse.into == nil:
		case text != "":
			if !v.parse.into(text) {
				return v.refuse(text, from)
			}
		case v.fallback != "":
			v.parse.into(v.fallback)
		}
	}
	return nil
}

func (v variable) refuse(text, from string) error {
	shown := fmt.Sprintf("%q", text)
	if v.secret {
		shown = "the value"
	}
	return fault.New(fault.Invalid, "%s: %s is not allowed (from %s): give %s", v.name, shown, from, v.parse.allowed).In(v.name)
}

// dataDir is needed before the file in it can be read.
func dataDir(all origins, files Files) (string, error) {
	dir, _ := all.find("PULSE_DATA_DIR")
	dir = strings.TrimSpace(dir)
	if dir == "" {
		dir = files.DataDir
	}
	if dir == "" {
		dir = DefaultDataDir()
	}
	if dir == "" {
		return "", fault.New(fault.Invalid,
			"PULSE_DATA_DIR: this user has no folder of its own: set it to the folder in which Pulse shall keep its data").In("PULSE_DATA_DIR")
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(files.WorkDir, dir)
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, err, "PULSE_DATA_DIR: %q is no usable path", dir).In("PULSE_DATA_DIR")
	}
	return absolute, nil
}

// origin is one place that holds variables.
type origin struct {
	name string
	get  func(string) (string, bool)
	keys []string // of a file
}

// origins are the places in the order in which they count.
type origins []origin

func (all origins) find(name string) (text, from string) {
	for _, o := range all {
		if text, ok := o.get(name); ok && strings.TrimSpace(text) != "" {
			return text, o.name
		}
	}
	return "", ""
}

// unknown finds names in files that look like ours and are not: a misspelt
// one would otherwise go unnoticed.
func (all origins) unknown() []string {
	known := map[string]bool{}
	for _, v := range variables(&Config{}) {
		known[v.name] = true
	}
	var notes []string
	for _, o := range all {
		for _, key := range o.keys {
			if strings.HasPrefix(key, "PULSE_") && !known[key] && !strings.HasPrefix(key, "PULSE_SENSOR_PROXY_") {
				notes = append(notes, fmt.Sprintf("%s in %s is not known: see docs/configuration.md for the names", key, o.name))
			}
		}
	}
	return notes
}
