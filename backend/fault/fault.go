// Package fault names the ways in which an operation can fail that a caller or
// a person can act on. Every other error is internal.
package fault

import (
	"errors"
	"fmt"
)

// Code is the machine word of a fault. The doors translate it to an HTTP
// status; the faces to an exit code.
type Code string

// The codes of this program.
const (
	Invalid      Code = "invalid"      // the input is wrong; the message says what is allowed
	NotFound     Code = "not_found"    // the thing named does not exist
	Conflict     Code = "conflict"     // the state of the program forbids it
	Unauthorized Code = "unauthorized" // no or wrong credentials
	Forbidden    Code = "forbidden"    // known caller without the right
	TooLarge     Code = "too_large"    // the input is over its limit
	Taken        Code = "taken"        // another process holds it: data folder, port
	Unavailable  Code = "unavailable"  // something outside did not answer
	Damaged      Code = "damaged"      // stored data cannot be read or opened
)

// Error is a failure whose message is written for a person: what was wrong,
// where, and what to do. It never holds a secret.
type Error struct {
	Code    Code
	Message string
	Field   string // the input field, variable or file concerned; may be empty
	Err     error  // the cause, for the log; may be nil
}

// Error returns the message without its cause.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes a fault with a formatted message.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap makes a fault with a cause that is logged but not shown.
func Wrap(code Code, err error, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Err: err}
}

// In names the field that is wrong and returns e.
func (e *Error) In(field string) *Error {
	e.Field = field
	return e
}

// Is reports whether err is, or wraps, a fault with this code.
func Is(err error, code Code) bool {
	f, ok := errors.AsType[*Error](err)
	return ok && f.Code == code
}
