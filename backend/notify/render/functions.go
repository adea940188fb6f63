package render

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"text/template"
	"time"
	"unicode"
)

// The functions that only this package calls.
const (
	tick       = "_tick"
	jsonText   = "_jsonText"
	jsonValue  = "_jsonValue"
	jsonScalar = "_jsonScalar"
)

// rawJSON is JSON already.
type rawJSON string

func functions(style Style) template.FuncMap {
	f := template.FuncMap{
		"title": title, "upper": strings.ToUpper, "lower": strings.ToLower,
		"urlpath": pathEscape, "pathescape": pathEscape,
		"json": func(v any) (rawJSON, error) { text, err := marshal(v); return rawJSON(text), err },
		"clip": func(limit int, v any) string { return style.Clip(limit, show(v)) },
		"fit":  func(limit int, v any) string { return style.Fit(limit, show(v)) },

		tick: func() string { return "" }, // replaced in every execution
		jsonText: func(v any) (string, error) {
			text, err := marshal(show(v))
			return strings.TrimSuffix(strings.TrimPrefix(text, `"`), `"`), err
		},
		jsonValue:  asValue,
		jsonScalar: asScalar,
	}
	for name, call := range map[string]func(...any) string{
		"print": fmt.Sprint, "println": fmt.Sprintln, "html": template.HTMLEscaper, "js": template.JSEscaper,
		"urlquery": template.URLQueryEscaper, "urlencode": template.URLQueryEscaper,
	} {
		f[name] = func(args ...any) (string, error) { return limited(call(args...)) }
	}
	f["printf"] = func(format string, args ...any) (string, error) { return limited(fmt.Sprintf(format, args...)) }
	return f
}

// limited keeps texts that grow in a loop from filling the memory.
func limited(text string) (string, error) {
	if len(text) > MaxOutput {
		return "", errTooMuch
	}
	return text, nil
}

func title(text string) string {
	r := []rune(strings.ToLower(text))
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

func pathEscape(v any) string { return url.PathEscape(show(v)) }

// show writes a value as text/template would.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "<no value>"
	case string:
		return v
	case time.Time:
		return moment(v)
	case *time.Time:
		if v == nil {
			return ""
		}
		return moment(*v)
	default:
		return fmt.Sprint(v)
	}
}

// asValue is a value as a whole JSON value.
func asValue(v any) (string, error) {
	switch v := v.(type) {
	case rawJSON:
		return string(v), nil
	case nil:
		return marshal(show(v))
	default:
		return marshal(v)
	}
}

// asScalar is a formatted text as a whole JSON value: a number stays one, a
// quoted text too.
func asScalar(text string) (string, error) {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return marshal(text)
	}
	switch v.(type) {
	case map[string]any, []any:
		return marshal(text)
	default:
		return text, nil
	}
}

func marshal(v any) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}
