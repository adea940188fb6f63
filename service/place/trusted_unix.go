//go:build !windows

package place

import (
	"errors"
	"os"
	"syscall"
)

// trusted refuses a file of somebody who could not have installed a service.
func trusted(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || owner.Uid != 0 && int(owner.Uid) != os.Getuid() {
		return errors.New("it belongs to another account")
	}
	if info.Mode().Perm()&0o022 != 0 {
		return errors.New("others may write to it")
	}
	return nil
}
