//go:build !windows

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// giveBack makes a folder belong to whom the folder around it belongs to: the
// person whose window the data is for.
func giveBack(dir string) error {
	info, err := os.Stat(filepath.Dir(dir))
	if err != nil {
		return err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Errorf("whose folder is %s is not known", filepath.Dir(dir))
	}
	return chownAll(dir, int(stat.Uid), int(stat.Gid))
}

// chownAll gives a folder with all in it to an account; links are not followed.
func chownAll(dir string, uid, gid int) error {
	if os.Geteuid() != 0 {
		return nil
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, uid, gid)
	})
}
