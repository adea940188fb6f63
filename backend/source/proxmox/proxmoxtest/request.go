package proxmoxtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

const maxInput = 1 << 20

// readParams reads the query of a GET and the body of any other request, as a
// form or as JSON.
func readParams(r *http.Request) (url.Values, error) {
	if r.Method == http.MethodGet || r.Body == nil {
		return r.URL.Query(), nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxInput))
	if err != nil {
		return nil, fmt.Errorf("read request body: %w", err)
	}
	if !SentAsJSON(r) {
		return url.ParseQuery(string(body))
	}
	var in map[string]any
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, fmt.Errorf("decode request body: %w", err)
	}
	params := url.Values{}
	for name, value := range in {
		params.Set(name, fmt.Sprint(value))
	}
	return params, nil
}

// SentAsJSON tells whether the parameters of a request are JSON.
func SentAsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

// PathValues compares a path with a pattern such as /nodes/{node}/status and
// returns what stands in its wildcards.
func PathValues(pattern, path string) (values map[string]string, ok bool) {
	for pattern != "" || path != "" {
		var want, got string
		want, pattern, _ = strings.Cut(pattern, "/")
		got, path, _ = strings.Cut(path, "/")
		name, wild := strings.CutPrefix(want, "{")
		switch {
		case wild && got != "":
			if values == nil {
				values = map[string]string{}
			}
			values[strings.TrimSuffix(name, "}")] = got
		case want != got:
			return nil, false
		}
	}
	return values, true
}

// Major is the first number of a version. It panics when there is none.
func Major(version string) int {
	first, _, _ := strings.Cut(version, ".")
	major, err := strconv.Atoi(first)
	if err != nil {
		panic("proxmoxtest: version " + version + " does not begin with a number")
	}
	return major
}
