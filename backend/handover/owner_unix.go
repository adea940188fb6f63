//go:build !windows

package handover

import (
	"errors"
	"os"
	"syscall"
)

// keepOwner gives a file to the owner of its folder, for an administrator who
// writes into the folder of somebody else.
func keepOwner(dir string, f *os.File) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 {
		return nil
	}
	return f.Chown(int(owner.Uid), int(owner.Gid))
}

func diskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
