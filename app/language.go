package app

import (
	"cmp"
	"os"
	"strings"
)

// plainLanguage gives the web view on Linux a language where the system names
// none: it takes "C" and "C.UTF-8", which are usual in containers, for a
// language called C, at which scripts fail. How file names are written stays.
func plainLanguage() error {
	old := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"), "C")
	if name, _, _ := strings.Cut(old, "."); name != "C" && name != "POSIX" {
		return nil
	}
	const english = "en_US.UTF-8"
	letters := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_CTYPE"), os.Getenv("LANG"), "C")
	for _, v := range [][2]string{
		{"LC_ALL", ""}, {"LC_CTYPE", letters}, {"LANG", english}, {"LC_MESSAGES", english}, {"LANGUAGE", "en"},
	} {
		if err := os.Setenv(v[0], v[1]); err != nil {
			return err
		}
	}
	return nil
}
