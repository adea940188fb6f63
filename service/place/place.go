// Package place tells the programs of this computer where its service of Pulse
// is. The service keeps its data where nobody else may look, so that they
// cannot find it by run.json; instead installing it writes a file that
// everybody may read.
package place

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"

	"pulse/backend/durable"
	"pulse/backend/fault"
)

// Service is how the service of this computer is reached: the content of
// service.json.
type Service struct {
	URL         string `json:"url,omitempty"`         // on loopback; empty while no service is installed
	Certificate string `json:"certificate,omitempty"` // PEM of the one that it shows, where it speaks HTTPS
	HandOver    string `json:"handOver,omitempty"`    // the move of the data that was completed last
}

// maxSize bounds what is read: an address and a chain of certificates.
const maxSize = 1 << 18

// Read returns what is written at path; see Path. It fails with fault.NotFound
// where no service is installed, and with fault.Forbidden where anybody but an
// administrator could have written the file.
func Read(path string) (Service, error) {
	s, err := Record(path)
	if err == nil && s.URL == "" {
		return s, fault.Wrap(fault.NotFound, fs.ErrNotExist, "no service of Pulse is installed on this computer")
	}
	return s, err
}

// Record is Read that also returns a file without an address, as the removal
// of a service leaves it for a moment.
func Record(path string) (Service, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Service{}, fault.Wrap(fault.NotFound, err, "no service of Pulse is installed on this computer")
	}
	if err != nil {
		return Service{}, fmt.Errorf("read where the service is: %w", err)
	}
	defer f.Close()
	if err := trusted(f); err != nil {
		return Service{}, fault.Wrap(fault.Forbidden, err, "%s is not believed: %v; remove it and install the service again", path, err)
	}
	info, err := f.Stat()
	if err != nil {
		return Service{}, fmt.Errorf("read where the service is: %w", err)
	}
	var s Service
	if info.Size() > maxSize || json.NewDecoder(f).Decode(&s) != nil || !local(s.URL) {
		return Service{}, fault.New(fault.Damaged, "%s does not hold the address of a service on this computer: install the service again", path)
	}
	return s, nil
}

// local reports whether an address is empty or one of this computer.
func local(address string) bool {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return err == nil
	}
	ip := net.ParseIP(u.Hostname())
	return (u.Scheme == "http" || u.Scheme == "https") && ip != nil && ip.IsLoopback() && u.User == nil
}

// Write stores where the service is, for everybody to read. It needs the rights
// of an administrator, and is safe against a crash: a reader finds the old
// content or the new one.
func Write(path string, s Service) error {
	content, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write where the service is: %w", err)
	}
	if !local(s.URL) {
		return fmt.Errorf("write where the service is: %q is no address of this computer", s.URL)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // everybody may look
		return fmt.Errorf("write where the service is: %w", err)
	}
	if err := durable.Replace(path, append(content, '\n'), 0o644); err != nil {
		return fmt.Errorf("write where the service is: %w", err)
	}
	return nil
}

// Remove takes the file away. One that is not there is not an error.
func Remove(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
