package app

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/pkg/browser"
)

// OpenExternal opens an address of the web in the browser of the system, and
// one of mail in its program for mail.
func (s *Shell) OpenExternal(address string) error {
	outside, err := externalAddress(address)
	if err != nil {
		return err
	}
	if err := browser.OpenURL(outside); err != nil {
		return fmt.Errorf("this system did not open %s: %w", outside, err)
	}
	return nil
}

// ShowDataFolder shows the data folder in the system's program for files.
func (s *Shell) ShowDataFolder() error {
	dir := s.program.options.Backend.DataDir
	if err := browser.OpenFile(dir); err != nil {
		return fmt.Errorf("this system did not show the folder %s: %w", dir, err)
	}
	return nil
}

// meaningful are characters that mean something to a shell. The programs that
// open addresses on Linux are scripts.
const meaningful = "`$;|<>*{}()'!~\\"

// externalAddress returns an address as another program may get it. Only those
// of the web and of mail are opened: anything else could start a program.
func externalAddress(address string) (string, error) {
	u, err := url.Parse(address)
	web := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
	mail := err == nil && u.Scheme == "mailto" && u.Opaque != ""
	if !web && !mail {
		return "", fmt.Errorf("only addresses that begin with http://, https:// or mailto: can be opened, not %q", address)
	}
	var plain strings.Builder
	for _, r := range u.String() {
		if strings.ContainsRune(meaningful, r) {
			fmt.Fprintf(&plain, "%%%02X", r)
		} else {
			plain.WriteRune(r)
		}
	}
	return plain.String(), nil
}
