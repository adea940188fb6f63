package update

import (
	"strings"

	"golang.org/x/mod/semver"
)

// The channels of releases.
const (
	Stable    = "stable"
	Candidate = "rc"
)

// canonical is a version with its v, or empty when it is none of the form
// 1.2.3, 1.2.3-rc.1 or 1.2.3+build.
func canonical(text string) string {
	v := "v" + strings.TrimPrefix(text, "v")
	if !semver.IsValid(v) || semver.Canonical(v)+semver.Build(v) != v {
		return ""
	}
	return v
}

// ValidVersion reports whether a text is a version such as 1.2.3 or v1.2.3-rc.1.
func ValidVersion(text string) bool { return canonical(text) != "" }

// newer reports whether version a comes after b.
func newer(a, b string) bool { return semver.Compare(canonical(a), canonical(b)) > 0 }

// channelOf is the channel in which a version is published.
func channelOf(version string) string {
	if semver.Prerelease(canonical(version)) != "" {
		return Candidate
	}
	return Stable
}
