//go:build !linux

package app

// invisible reports whether this desktop has no place for an icon; all others
// than Linux have one.
func (p *program) invisible() bool { return false }
