package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pulse/backend/settings"
)

// parser turns a text into fields. into reports whether the text is allowed.
type parser struct {
	allowed string // completes the sentence "give …"
	into    func(text string) bool
}

func text(at *string) parser {
	return parser{"any text", func(s string) bool {
		*at = s
		return true
	}}
}

// path reads the name of a file or folder. Whether it exists is found out where
// it is used.
func path(at *string) parser {
	return parser{"a path", text(at).into}
}

// boolean reads a switch in the published way: no other spelling is known.
func boolean(at *bool) parser { return spelled(at, []string{"true", "1"}, []string{"false", "0"}) }

// strictly reads a switch that is on for the word "true" only.
func strictly(at *bool) parser { return spelled(at, []string{"true"}, []string{"false"}) }

// inverted reads a switch whose field has the opposite meaning.
func inverted(at *bool) parser { return spelled(at, []string{"false", "0"}, []string{"true", "1"}) }

func spelled(at *bool, on, off []string) parser {
	all := slices.Concat(on, off)
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(b, a) })
	return parser{choice(all), func(s string) bool {
		*at = slices.Contains(on, s)
		return slices.Contains(all, s)
	}}
}

// choice lists words for a sentence.
func choice(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func number(at *int, low, high int) parser {
	return parser{fmt.Sprintf("a number from %d to %d", low, high), func(s string) bool {
		n, err := strconv.Atoi(s)
		*at = n
		return err == nil && low <= n && n <= high
	}}
}

func percent(at *float64) parser {
	return parser{"a number from 0 to 100", func(s string) bool {
		n, err := strconv.ParseFloat(s, 64)
		*at = n
		return err == nil && 0 <= n && n <= 100
	}}
}

// duration reads seconds or a text like 1m30s.
func duration(at *time.Duration, low time.Duration) parser {
	return parser{fmt.Sprintf("seconds or a duration like 90s or 2m, at least %v", low), func(s string) bool {
		if n, err := strconv.Atoi(s); err == nil && n < 1<<31 {
			*at = time.Duration(n) * time.Second
			return *at >= low
		}
		d, err := time.ParseDuration(s)
		*at = d
		return err == nil && d >= low
	}}
}

func oneOf(at *string, words ...string) parser {
	return parser{choice(words), func(s string) bool {
		*at = strings.ToLower(s)
		return slices.Contains(words, *at)
	}}
}

// address reads the URL of a server; a trailing slash is dropped.
func address(at *string) parser {
	return parser{"a URL like https://pulse.example:7655", func(s string) bool {
		u, err := url.Parse(s)
		*at = strings.TrimRight(s, "/")
		return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
	}}
}

// issuer reads the URL of a provider, which must stay as it is written.
func issuer(at *string) parser {
	var trimmed string
	p := address(&trimmed)
	return parser{p.allowed, func(s string) bool {
		*at = s
		return p.into(s)
	}}
}

func host(at *string) parser {
	return parser{"an IP address or a host name, without port", func(s string) bool {
		*at = strings.Trim(s, "[]")
		return settings.IsHost(*at)
	}}
}

func hosts(at *[]string) parser {
	return parser{"IP addresses or host names, without port, separated by commas", func(s string) bool {
		*at = settings.SplitList(s)
		return !slices.ContainsFunc(*at, func(item string) bool { return !settings.IsHost(item) })
	}}
}

// networks reads addresses and subnets.
func networks(at *[]netip.Prefix) parser {
	return parser{"addresses or subnets like 10.0.0.0/8, separated by commas", func(s string) bool {
		for _, item := range settings.SplitList(s) {
			prefix, err := netip.ParsePrefix(item)
			if address, addressErr := netip.ParseAddr(item); addressErr == nil {
				prefix, err = netip.PrefixFrom(address, address.BitLen()), nil
			}
			if err != nil {
				return false
			}
			*at = append(*at, prefix.Masked())
		}
		return true
	}}
}

// words reads a list by commas or blanks.
func words(at *[]string) parser {
	return parser{"words separated by commas or blanks", func(s string) bool {
		*at = strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
		return true
	}}
}

// added reads a list by commas into one that several variables fill, each item
// once.
func added(at *[]string) parser {
	return parser{"a list separated by commas", func(s string) bool {
		for _, item := range settings.SplitList(s) {
			if !slices.Contains(*at, item) {
				*at = append(*at, item)
			}
		}
		return true
	}}
}

// checkedText reads what a member of the settings may hold, by the same rule.
func checkedText(at *string, allowed string, into func(*settings.System, string)) parser {
	return parser{allowed, func(s string) bool {
		*at = s
		trial := settings.DefaultSystem()
		into(&trial, s)
		return trial.Validate() == nil
	}}
}

// present notes that a variable is there, whatever it holds.
func present(at *bool) parser {
	return parser{"any text", func(string) bool {
		*at = true
		return true
	}}
}

// equal is on for one word; other texts are somebody else's and mean nothing.
func equal(at *bool, word string) parser {
	return parser{"any text", func(s string) bool {
		*at = *at || s == word
		return true
	}}
}

// alsoOn reads a switch that several variables can turn on.
func alsoOn(at *bool) parser {
	var on bool
	p := boolean(&on)
	return parser{p.allowed, func(s string) bool {
		ok := p.into(s)
		*at = *at || on
		return ok
	}}
}
