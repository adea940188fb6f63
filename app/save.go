package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// mostSaved bounds what a page may have saved: a list of tens of thousands of
// rows is some megabytes.
const mostSaved = 64 << 20

// Save asks where to keep a file of the page, such as a table, and writes it
// there: a web view cannot download what its page made. It returns whether the
// person chose a place, and fails when the file cannot be written.
func (s *Shell) Save(name, content string) (saved bool, err error) {
	if len(content) > mostSaved {
		return false, errors.New("the file is too large to be saved from the window")
	}
	var chosen string
	s.program.window.do(func(handle context.Context) {
		chosen, err = runtime.SaveFileDialog(handle, runtime.SaveDialogOptions{Title: "Save a file", DefaultFilename: filepath.Base(name)})
	})
	if err != nil {
		return false, fmt.Errorf("ask where to save %s: %w", filepath.Base(name), err)
	}
	return keep(chosen, content)
}

// keep writes a file at the chosen place; an empty one says that the person
// changed their mind.
func keep(chosen, content string) (saved bool, err error) {
	if chosen == "" {
		return false, nil
	}
	if err := os.WriteFile(chosen, []byte(content), 0o600); err != nil {
		return false, fmt.Errorf("save %s: %w", filepath.Base(chosen), err)
	}
	return true, nil
}
