package update

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"runtime"
	"time"
)

// maxArchive is the largest archive that is downloaded.
const maxArchive = 1 << 30

// Feed is the document that tells which releases there are.
type Feed struct {
	Releases []Release `json:"releases"`
}

// Release is one version with the files that it is published in.
type Release struct {
	Version string    `json:"version"` // with v
	Date    time.Time `json:"date"`
	Notes   string    `json:"notes"` // Markdown
	Assets  []Asset   `json:"assets"`
}

// Asset is one file of a release. Its signature speaks of the version, the
// name, the size and the sum.
type Asset struct {
	Name      string `json:"name"`
	URL       string `json:"url"` // absolute, or relative to the feed
	Size      int64  `json:"size"`
	SHA256    string `json:"sha256"`    // hexadecimal digits
	Signature string `json:"signature"` // base64
}

var (
	plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._+-]*$`)
	plainSum  = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// parseFeed reads a feed that was found at base. The error names what is wrong
// and where.
func parseFeed(body []byte, base *url.URL) (Feed, error) {
	var f Feed
	if err := json.Unmarshal(body, &f); err != nil {
		return Feed{}, fmt.Errorf("the feed is no list of releases: %w", err)
	}
	for i := range f.Releases {
		r := &f.Releases[i]
		if r.Version = canonical(r.Version); r.Version == "" {
			return Feed{}, fmt.Errorf("release %d of the feed has no version like 1.2.3", i+1)
		}
		for j := range r.Assets {
			if err := r.Assets[j].complete(base); err != nil {
				return Feed{}, fmt.Errorf("release %s, file %d: %w", r.Version, j+1, err)
			}
		}
	}
	return f, nil
}

// complete makes the address absolute and refuses what cannot be right.
func (a *Asset) complete(base *url.URL) error {
	u, err := base.Parse(a.URL)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil:
		return fmt.Errorf("the address %q is no http or https address", a.URL)
	case !plainName.MatchString(a.Name):
		return fmt.Errorf("%q is no plain file name", a.Name)
	case !plainSum.MatchString(a.SHA256):
		return fmt.Errorf("%s has no SHA-256 of 64 hexadecimal digits", a.Name)
	case a.Size <= 0 || a.Size > maxArchive:
		return fmt.Errorf("%s has no size from 1 byte to 1 GiB", a.Name)
	}
	a.URL = u.String()
	return nil
}

// latest is the highest version of a channel. Candidates include what is stable.
func (f Feed) latest(channel string) (Release, bool) {
	var best Release
	for _, r := range f.Releases {
		if (channel == Candidate || channelOf(r.Version) == Stable) && (best.Version == "" || newer(r.Version, best.Version)) {
			best = r
		}
	}
	return best, best.Version != ""
}

// release finds a version.
func (f Feed) release(version string) (Release, bool) {
	for _, r := range f.Releases {
		if r.Version == canonical(version) {
			return r, true
		}
	}
	return Release{}, false
}

// asset finds the file of that name.
func (r Release) asset(name string) (Asset, bool) {
	for _, a := range r.Assets {
		if a.Name == name {
			return a, true
		}
	}
	return Asset{}, false
}

// archive finds the archive for this machine.
func (r Release) archive() (Asset, bool) {
	return r.asset("pulse-" + r.Version + "-" + platform() + ".tar.gz")
}

// platform is what archives for this machine have in their names.
func platform() string {
	arch := runtime.GOARCH
	if arch == "arm" {
		arch = "armv7"
	}
	return runtime.GOOS + "-" + arch
}
