//go:build !windows

package main

import (
	"fmt"
	"os"
	"syscall"
)

// become turns this process into another program, under the same number: the
// service manager notices nothing.
func become(program string, args []string) error {
	err := syscall.Exec(program, append([]string{program}, args...), os.Environ()) //nolint:gosec // it was verified and has proven itself
	return fmt.Errorf("start %s: %w", program, err)
}
