package update

import (
	"encoding/base64"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestVersions_AreComparedAsPublished(t *testing.T) {
	for _, c := range []struct{ newer, older string }{
		{"4.22.0", "4.22.0-rc.3"}, {"v4.22.0-rc.10", "4.22.0-rc.9"}, {"v4.10.0", "v4.9.9"}, {"5.0.0-rc.1", "4.99.0"},
	} {
		if !newer(c.newer, c.older) || newer(c.older, c.newer) {
			t.Errorf("%s is not newer than %s", c.newer, c.older)
		}
	}
	for _, bad := range []string{"", "v", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "latest", "1.2.3 ", "vv1.2.3", "7b2781b"} {
		if ValidVersion(bad) {
			t.Errorf("%q passes for a version", bad)
		}
	}
	for _, good := range []string{"1.2.3", "v1.2.3-rc.1", "4.30.0+build.5", "1.2.3-rc.1+x"} {
		if !ValidVersion(good) {
			t.Errorf("%q does not pass for a version", good)
		}
	}
}

func TestFeed_LatestOfAChannel(t *testing.T) {
	feed := Feed{Releases: []Release{{Version: "v4.23.0-rc.2"}, {Version: "v4.22.0"}, {Version: "v4.21.9"}}}
	if r, _ := feed.latest(Stable); r.Version != "v4.22.0" {
		t.Errorf("stable: %s", r.Version)
	}
	if r, _ := feed.latest(Candidate); r.Version != "v4.23.0-rc.2" {
		t.Errorf("rc: %s", r.Version)
	}
	feed.Releases = append(feed.Releases, Release{Version: "v4.23.0"})
	if r, _ := feed.latest(Candidate); r.Version != "v4.23.0" {
		t.Errorf("rc once it is stable: %s", r.Version)
	}
	if _, ok := (Feed{}).latest(Stable); ok {
		t.Error("an empty feed has a latest release")
	}
}

func TestFeed_SaysWhatIsWrongInIt(t *testing.T) {
	const sum = `"sha256":"` + "abababababababababababababababababababababababababababababababab" + `"`
	base := &url.URL{Scheme: "https", Host: "releases.example", Path: "/pulse/releases.json"}
	for name, c := range map[string]struct{ body, want string }{
		"no JSON":     {`<html>`, "no list of releases"},
		"version":     {`{"releases":[{"version":"next"}]}`, "release 1"},
		"address":     {`{"releases":[{"version":"1.0.0","assets":[{"name":"a","url":"file:///etc/passwd","size":1,` + sum + `}]}]}`, "address"},
		"credentials": {`{"releases":[{"version":"1.0.0","assets":[{"name":"a","url":"https://u:p@x/a","size":1,` + sum + `}]}]}`, "address"},
		"name":        {`{"releases":[{"version":"1.0.0","assets":[{"name":"a;rm -rf","url":"a","size":1,` + sum + `}]}]}`, "file name"},
		"sum":         {`{"releases":[{"version":"1.0.0","assets":[{"name":"a","url":"a","size":1,"sha256":"ab"}]}]}`, "SHA-256"},
		"size":        {`{"releases":[{"version":"1.0.0","assets":[{"name":"a","url":"a","size":2000000000,` + sum + `}]}]}`, "size"},
	} {
		if _, err := parseFeed([]byte(c.body), base); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	feed, err := parseFeed([]byte(`{"releases":[{"version":"1.0.0","assets":[{"name":"a","url":"files/a","size":1,`+sum+`}]}]}`), base)
	if err != nil || feed.Releases[0].Assets[0].URL != "https://releases.example/pulse/files/a" || feed.Releases[0].Version != "v1.0.0" {
		t.Errorf("got %+v, %v", feed, err)
	}
}

func TestPublish_SignsWhatApplyVerifies(t *testing.T) {
	dir := t.TempDir()
	archive, path := filepath.Join(dir, "pulse.tar.gz"), filepath.Join(dir, "releases.json")
	if err := os.WriteFile(archive, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	private, public, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParseKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []string{"1.0.0", "1.1.0", "v1.1.0"} {
		if err := Publish(path, Publication{Key: key, Version: version, Date: time.Now(), Files: []string{archive}}); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	feed, err := parseFeed(text, &url.URL{Scheme: "https", Host: "releases.example"})
	if err != nil || len(feed.Releases) != 2 || feed.Releases[0].Version != "v1.1.0" {
		t.Fatalf("feed %+v, %v: want 1.1.0 once, before 1.0.0", feed, err)
	}
	asset := feed.Releases[0].Assets[0]
	if err := verify(public, "v1.1.0", asset); err != nil {
		t.Errorf("own signature: %v", err)
	}
	_, stranger, _ := NewKey()
	other := asset
	other.SHA256 = strings.Repeat("0", 64)
	renamed := asset
	renamed.Name = "other.tar.gz"
	for name, err := range map[string]error{
		"an old archive as a new version": verify(public, "v1.2.0", asset), "another content": verify(public, "v1.1.0", other),
		"another file": verify(public, "v1.1.0", renamed), "another key": verify(stranger, "v1.1.0", asset),
		"no key": verify("", "v1.1.0", asset), "half a key": verify(base64.StdEncoding.EncodeToString([]byte("short")), "v1.1.0", asset),
	} {
		if err == nil {
			t.Errorf("%s passes", name)
		}
	}
}
