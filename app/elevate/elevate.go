// Package elevate runs a program with the rights of an administrator. The
// system asks the person at the computer for them.
package elevate

import (
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrRefused is what Run fails with where the person did not grant the rights,
	// or may not.
	ErrRefused = errors.New("the rights of an administrator were not granted")
	// ErrAbsent is what Run fails with where this system has nothing that could
	// ask for them.
	ErrAbsent = errors.New("this system has no means to ask for the rights of an administrator")
)

// Typed is the command by which a person does the same in a terminal.
func Typed(program string, args ...string) string {
	words := make([]string, 0, len(args)+1)
	for _, word := range append([]string{program}, args...) {
		words = append(words, quoted(word))
	}
	return prefix + strings.Join(words, " ")
}

// ended says in words that the program itself failed.
func ended(program string, err error) error {
	return fmt.Errorf("%s failed: %w", program, err)
}
