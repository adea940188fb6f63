package update

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
)

// What an archive may hold at most.
const (
	maxEntries  = 500
	maxUnpacked = 2 << 30
)

// agentFolder is the folder of an archive with the agents for Docker hosts.
const agentFolder = "agents"

// ProgramName is how the program is called in an archive.
func ProgramName() string {
	if runtime.GOOS == "windows" {
		return "pulse-server.exe"
	}
	return "pulse-server"
}

// unpack writes the program and the agents of an archive into a folder that
// exists, and nothing of it anywhere else. Links, devices, paths that lead out
// of the folder and archives without program are refused.
func unpack(r io.Reader, dir string) error {
	zipped, err := gzip.NewReader(r)
	if err != nil {
		return fmt.Errorf("the archive is no gzip file: %w", err)
	}
	limited := &io.LimitedReader{R: zipped, N: maxUnpacked}
	entries, program := tar.NewReader(limited), false
	for n := 0; ; n++ {
		h, err := entries.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		switch {
		case limited.N <= 0 || n >= maxEntries:
			return errors.New("the archive is larger than a release can be")
		case err != nil:
			return fmt.Errorf("the archive is damaged: %w", err)
		}
		name, err := unpackEntry(entries, h, dir)
		if err != nil {
			return err
		}
		program = program || name == ProgramName()
	}
	if !program {
		return fmt.Errorf("the archive holds no %s", ProgramName())
	}
	return nil
}

// unpackEntry writes one entry, if it is one that is wanted, and tells its name.
func unpackEntry(content io.Reader, h *tar.Header, dir string) (string, error) {
	name := path.Clean(h.Name)
	if !filepath.IsLocal(filepath.FromSlash(name)) || strings.Contains(h.Name, `\`) {
		return "", fmt.Errorf("the archive holds %q, which leads out of it", h.Name)
	}
	switch h.Typeflag {
	case tar.TypeDir:
		return "", nil
	case tar.TypeReg:
	default:
		return "", fmt.Errorf("the archive holds %q, which is no plain file", h.Name)
	}
	if name != ProgramName() && path.Dir(name) != agentFolder {
		return "", nil // a licence or a read-me
	}
	mode := os.FileMode(0o644)
	if h.FileInfo().Mode()&0o100 != 0 || name == ProgramName() {
		mode = 0o755
	}
	if err := writeFile(filepath.Join(dir, filepath.FromSlash(name)), content, mode); err != nil {
		return "", fmt.Errorf("unpack %s: %w", name, err)
	}
	return name, nil
}

// writeFile writes a new file with its folder and waits until it is on disk.
func writeFile(to string, content io.Reader, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	return errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()) // the umask may have taken bits away
}
