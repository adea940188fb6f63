package render

import (
	"bytes"
	"slices"
)

// place is where in the text of a form a value lands.
type place int

// grammar follows the fixed text of a template and says what makes a value
// safe where it lands: the name of a function, or nothing.
type grammar struct {
	start  place
	strict bool // a place that depends on the values is an error
	after  func(place, []byte) place
	guard  func(at place, last string) string
}

var grammars = map[Form]grammar{
	JSON:  {start: outside, strict: true, after: afterJSON, guard: guardJSON},
	URL:   {start: atStart, after: afterURL, guard: guardURL},
	Plain: {after: func(at place, _ []byte) place { return at }, guard: func(place, string) string { return "" }},
}

// The places in a JSON text.
const (
	outside place = iota
	quoted
	escaped // after a backslash in quotes
)

func afterJSON(at place, text []byte) place {
	for _, c := range text {
		switch {
		case at == escaped:
			at = quoted
		case at == quoted && c == '\\':
			at = escaped
		case c == '"' && at == quoted:
			at = outside
		case c == '"':
			at = quoted
		}
	}
	return at
}

func guardJSON(at place, last string) string {
	switch {
	case at != outside:
		return jsonText
	case last == "printf": // "value": {{printf "%.1f" .Value}}
		return jsonScalar
	default:
		return jsonValue
	}
}

// The places in an address. What stands at its beginning may be an address
// itself and is left alone.
const (
	atStart place = iota
	inHost
	inPath
	inQuery
)

func afterURL(at place, text []byte) place {
	if bytes.ContainsRune(text, '?') {
		return inQuery
	}
	if at == atStart {
		if _, rest, found := bytes.Cut(text, []byte("://")); found {
			at, text = inHost, rest
		}
	}
	if at != inQuery && bytes.ContainsRune(text, '/') {
		return inPath
	}
	return at
}

func guardURL(at place, last string) string {
	done := slices.Contains([]string{"urlquery", "urlencode", "urlpath", "pathescape"}, last)
	switch {
	case done || at == atStart:
		return ""
	case at == inQuery:
		return "urlquery"
	default:
		return "urlpath"
	}
}
