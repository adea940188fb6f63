package auth

import (
	"net/http"
	"net/url"
	"strings"
)

// cleanPath refuses paths that are not written plainly. Routing works on the
// escaped path, so that an identifier may contain %2F; what is hidden in an
// escape must not climb all the same.
func cleanPath(u *url.URL) bool {
	escaped := u.EscapedPath()
	if !strings.HasPrefix(escaped, "/") || strings.HasSuffix(escaped, "//") {
		return false
	}
	segments := strings.Split(strings.TrimSuffix(escaped[1:], "/"), "/")
	for _, segment := range segments {
		if segment == "" && len(segments) > 1 || !cleanSegment(segment) {
			return false
		}
	}
	return true
}

func cleanSegment(segment string) bool {
	text := segment
	for range 2 { // an escape inside an escape is read by others, if not by us
		if text == "." || climbs(text) {
			return false
		}
		decoded, err := url.PathUnescape(text)
		if err != nil {
			break
		}
		text = decoded
	}
	return text != "." && !climbs(text) && strings.IndexFunc(text, isControl) < 0
}

func climbs(text string) bool {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '/' || r == '\\' }) {
		if part == ".." {
			return true
		}
	}
	return false
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7f }

// withoutSlash is the request with one slash at the end of its path taken away.
func withoutSlash(r *http.Request) *http.Request {
	escaped := r.URL.EscapedPath()
	if len(escaped) < 2 || !strings.HasSuffix(escaped, "/") {
		return r
	}
	shorter := new(http.Request)
	*shorter = *r
	shorter.URL = new(url.URL)
	*shorter.URL = *r.URL
	shorter.URL.Path = strings.TrimSuffix(r.URL.Path, "/")
	shorter.URL.RawPath = strings.TrimSuffix(escaped, "/")
	return shorter
}

// isAPI reports whether a path belongs to the API and not to the page.
func isAPI(path string) bool { return within(path, "/api") }

func within(path, prefix string) bool {
	rest, ok := strings.CutPrefix(path, prefix)
	return ok && (rest == "" || rest[0] == '/')
}
