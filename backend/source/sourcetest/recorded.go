package sourcetest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Recorded are the answers of real servers of one product, each in a file that
// is named for its endpoint, in a folder for its version.
type Recorded struct{ folder string }

// Recordings returns the answers of a product ("PVE"), or skips the test where
// there are none.
func Recordings(t *testing.T, product string) Recorded {
	t.Helper()
	folder := os.Getenv("PULSE_RECORDED")
	if folder == "" {
		t.Skip("PULSE_RECORDED is not set: recorded answers are not checked")
	}
	return Recorded{filepath.Join(folder, product)}
}

// Read returns what a server answered.
func (r Recorded) Read(t *testing.T, file string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(r.folder, file))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// Endpoint is the endpoint that a file stands for.
func Endpoint(file string) string {
	endpoint, _, _ := strings.Cut(filepath.Base(file), "--")
	return endpoint
}

// Check fails for every file that is neither checked nor belongs to an endpoint
// that is not called. notCalled says why, by pattern; what is called is never
// covered by a pattern.
func (r Recorded) Check(t *testing.T, checked, called func(string) bool, notCalled map[string]string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(r.folder, "*", "*--*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded answers (%v)", err)
	}
	for _, path := range files {
		file := filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path))
		if checked(file) {
			continue
		}
		if called(Endpoint(file)) || !covered(Endpoint(file), notCalled) {
			t.Errorf("%s is neither checked nor named with a reason", file)
		}
	}
}

func covered(endpoint string, patterns map[string]string) bool {
	for pattern := range patterns {
		if ok, err := filepath.Match(pattern, endpoint); err == nil && ok {
			return true
		}
	}
	return false
}
