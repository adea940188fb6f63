package config

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"

	"github.com/joho/godotenv"

	"pulse/backend/fault"
)

// readFiles reads those of the files that exist, in their order.
func readFiles(dir string, names ...string) (origins, error) {
	var found origins
	if dir == "" {
		return nil, nil
	}
	for _, name := range names {
		o, err := readFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, o)
	}
	return found, nil
}

// readFile reads lines of the form NAME=value. The parser's own errors quote
// the file, which holds secrets, and are therefore not passed on.
func readFile(path string) (origin, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return origin{}, err
	}
	if err != nil {
		return origin{}, fault.Wrap(fault.Invalid, err,
			"%s cannot be read: give it to the user that runs Pulse, with mode 600", path).In(path)
	}
	if unquotedHash.Match(content) {
		return origin{}, fault.New(fault.Invalid,
			"PULSE_AUTH_PASS in %s is a bcrypt hash without single quotes, in which $ means a variable: write PULSE_AUTH_PASS='$2…'", path).In("PULSE_AUTH_PASS")
	}
	values, err := godotenv.UnmarshalBytes(bytes.TrimPrefix(content, []byte("\uFEFF")))
	if err != nil {
		return origin{}, fault.New(fault.Invalid,
			"%s cannot be read: every line must have the form NAME=value, with quotes in pairs", path).In(path)
	}
	return origin{
		name: path,
		get:  func(name string) (string, bool) { v, ok := values[name]; return v, ok },
		keys: slices.Sorted(maps.Keys(values)),
	}, nil
}

// unquotedHash finds a bcrypt hash of which only ruins would be left.
var unquotedHash = regexp.MustCompile(`(?m)^\s*(?:export\s+)?PULSE_(?:AUTH_PASS|PASSWORD)\s*[=:]\s*"?\$2[aby]\$`)

// DefaultDataDir is the application folder of the user, or empty when the user
// has none.
func DefaultDataDir() string {
	switch runtime.GOOS {
	case "windows":
		return folder(os.Getenv("LOCALAPPDATA"))
	case "darwin":
		return folder(home("Library", "Application Support"))
	default:
		if data := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
			return folder(data)
		}
		return folder(home(".local", "share"))
	}
}

func home(below ...string) string {
	dir, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(append([]string{dir}, below...)...)
}

func folder(parent string) string {
	if parent == "" {
		return ""
	}
	return filepath.Join(parent, "pulse")
}
