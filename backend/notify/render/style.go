package render

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Style is how a service treats text. Its zero value takes text as it is and
// counts characters.
type Style struct {
	Escape func(rune) string // what stands for a character that means something else there; nil = itself
	Bytes  bool              // limits are in bytes
}

// ellipsis stands where a text was cut.
const ellipsis = "…"

// Fit escapes a text and cuts it to a limit. What is cut is never the middle of
// an escaped character.
func (s Style) Fit(limit int, text string) string { return s.cut(limit, text, s.Escape) }

// Clip cuts a text to a limit.
func (s Style) Clip(limit int, text string) string { return s.cut(limit, text, nil) }

func (s Style) cut(limit int, text string, escape func(rune) string) string {
	var b strings.Builder
	used, room, shorter := 0, limit-s.size(ellipsis), 0 // shorter: what fits beside the ellipsis
	for _, r := range text {
		piece := string(r)
		if escape != nil {
			piece = escape(r)
		}
		used += s.size(piece)
		if used > limit {
			return b.String()[:shorter] + ellipsis
		}
		b.WriteString(piece)
		if used <= room {
			shorter = b.Len()
		}
	}
	return b.String()
}

// size counts as the strictest services do: a character beyond the first
// 65,536 is two.
func (s Style) size(text string) int {
	if s.Bytes {
		return len(text)
	}
	n := 0
	for _, r := range text {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// Backslash returns a way to escape: a backslash before each of the characters.
func Backslash(special string) func(rune) string {
	return func(r rune) string {
		if r < utf8.RuneSelf && strings.ContainsRune(special, r) {
			return `\` + string(r)
		}
		return string(r)
	}
}

// Entities returns a way to escape: entities of HTML for &, < and >, and for
// quotes too if asked.
func Entities(quotes bool) func(rune) string {
	return func(r rune) string {
		switch {
		case r == '&':
			return "&amp;"
		case r == '<':
			return "&lt;"
		case r == '>':
			return "&gt;"
		case r == '"' && quotes:
			return "&quot;"
		case r == '\'' && quotes:
			return "&#39;"
		}
		return string(r)
	}
}

// Markdown escapes what Markdown understands, and keeps an at sign from calling
// people.
func Markdown(r rune) string {
	if r == '@' {
		return "@\u200b"
	}
	return Backslash("\\`*_[]<>#|~")(r)
}
