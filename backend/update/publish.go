package update

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Publication is a release to be put into a feed.
type Publication struct {
	Key     ed25519.PrivateKey
	Version string
	Notes   string
	Date    time.Time
	Base    string   // the address of the files; empty = they lie beside the feed
	Files   []string // archives and packages
}

// Publish puts a signed release into the feed at path, which is made when it
// does not exist, in place of an earlier release of that version.
func Publish(path string, p Publication) error {
	version := canonical(p.Version)
	if version == "" {
		return fmt.Errorf("%q is no version like 1.2.3 or 1.2.3-rc.1", p.Version)
	}
	feed, err := readFeed(path)
	if err != nil {
		return err
	}
	release := Release{Version: version, Date: p.Date.UTC(), Notes: p.Notes}
	for _, file := range p.Files {
		asset, err := describe(file, p.Base)
		if err != nil {
			return err
		}
		Sign(p.Key, version, &asset)
		release.Assets = append(release.Assets, asset)
	}
	feed.Releases = slices.DeleteFunc(feed.Releases, func(r Release) bool { return canonical(r.Version) == version })
	feed.Releases = slices.Insert(feed.Releases, 0, release)
	return writeFeed(path, feed)
}

func readFeed(path string) (Feed, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Feed{}, nil
	}
	var feed Feed
	if err == nil {
		err = json.Unmarshal(content, &feed)
	}
	if err != nil {
		return Feed{}, fmt.Errorf("read the feed %s: %w", path, err)
	}
	return feed, nil
}

// writeFeed puts the feed into place whole or not at all.
func writeFeed(path string, feed Feed) error {
	content, err := json.MarshalIndent(feed, "", "  ")
	if err != nil {
		return err
	}
	partial := path + ".partial"
	if err := os.WriteFile(partial, append(content, '\n'), 0o644); err != nil { //nolint:gosec // it is published
		return err
	}
	return os.Rename(partial, path)
}

// describe measures a file and says where it will be.
func describe(path, base string) (Asset, error) {
	f, err := os.Open(path)
	if err != nil {
		return Asset{}, err
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err != nil {
		return Asset{}, err
	}
	a := Asset{Name: filepath.Base(path), URL: filepath.Base(path), Size: n, SHA256: hex.EncodeToString(sum.Sum(nil))}
	if base != "" {
		if a.URL, err = url.JoinPath(base, a.Name); err != nil {
			return Asset{}, fmt.Errorf("the address %s: %w", base, err)
		}
	}
	if !plainName.MatchString(a.Name) {
		return Asset{}, fmt.Errorf("%q is no plain file name", a.Name)
	}
	return a, nil
}
