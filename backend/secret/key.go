package secret

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"pulse/backend/durable"
	"pulse/backend/fault"
)

// KeyFile is the name of the key's file in the data folder: base64 of the key,
// readable by its owner only.
const KeyFile = ".encryption.key"

// Open returns the box of a folder that holds nothing sealed yet, or whose key
// is known to be there. It is OpenFor without sealed values.
func Open(dir string) (*Box, error) { return OpenFor(dir, false) }

// OpenFor returns the box of a data folder. Without a key file one is made,
// unless the folder holds sealed values (the store tells): a new key could not
// open them, so that is a fault.Damaged. A key file that cannot be read or holds
// no key is refused and left as it is; one that others can read is closed to
// them, as it may come from a copy.
func OpenFor(dir string, sealedDataExists bool) (*Box, error) {
	path := filepath.Join(dir, KeyFile)
	key, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if sealedDataExists {
			return nil, missing(path)
		}
		key, err = createKey(path)
	} else if err == nil {
		err = closeToOthers(path)
	}
	if err != nil {
		return nil, err
	}
	return New(key)
}

// OpenOf returns the box of a folder that is not ours: its key is read, and
// nothing there is changed.
func OpenOf(dir string) (*Box, error) {
	path := filepath.Join(dir, KeyFile)
	key, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(path)
	}
	if err != nil {
		return nil, err
	}
	return New(key)
}

func missing(path string) error {
	return fault.New(fault.Damaged,
		"the key file %s is missing, but stored credentials need it: put it back from a backup, or move pulse.db away to begin anew", path).In(path)
}

// closeToOthers takes the rights of all but the owner from a file.
func closeToOthers(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return unreadable(path, err)
	}
	mode := info.Mode().Perm()
	if runtime.GOOS == "windows" || mode&0o077 == 0 {
		return nil
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return fault.Wrap(fault.Forbidden, err,
			"the key file %s can be read by other users (mode %04o): run chmod 600 on it", path, mode).In(path)
	}
	return nil
}

func readKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	key, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil || len(key) != KeySize {
		return nil, fault.New(fault.Damaged,
			"the key file %s does not hold base64 of %d bytes: put it back from a backup", path, KeySize).In(path)
	}
	return key, nil
}

// unreadable keeps "does not exist" visible to the caller.
func unreadable(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return fault.Wrap(fault.Forbidden, err,
		"the key file %s cannot be read: give it to the user that runs Pulse, with mode 600", path).In(path)
}

// createKey makes a key and stores it. The file appears whole or not at all.
func createKey(path string) ([]byte, error) {
	key := make([]byte, KeySize)
	rand.Read(key) // never fails
	text := base64.StdEncoding.EncodeToString(key) + "\n"
	if err := durable.Replace(path, []byte(text), 0o600); err != nil {
		return nil, unwritable(path, err)
	}
	return key, nil
}

func unwritable(path string, err error) error {
	return fault.Wrap(fault.Invalid, err,
		"the key file %s cannot be written: make its folder writable for the user that runs Pulse", path).In(path)
}
