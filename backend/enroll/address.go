package enroll

import (
	"net/url"
	"strings"

	"pulse/backend/fault"
)

// plain are the characters that an address in a script may have besides letters
// and digits.
const plain = ".-:[]"

// Plain checks an address that is written into a script: an http or https URL
// of scheme, host and port, and nothing that a shell could read in its own way.
// The result has no slash at its end.
func Plain(address, field string) (string, error) {
	wrong := fault.New(fault.Invalid, "Invalid %s: it looks like https://name:port, with letters, digits, dots and hyphens in the name", field).In(field)
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return "", wrong
	}
	if u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" || strings.ContainsFunc(u.Host, foreign) {
		return "", wrong
	}
	return u.Scheme + "://" + u.Host, nil
}

// PlainCode checks a setup code that is written into a script.
func PlainCode(text string) (string, error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) != codeLength || strings.ContainsFunc(text, func(r rune) bool { return !upperOrDigit(r) }) {
		return "", fault.New(fault.Invalid, "Invalid auth_token: a setup code has 6 letters and digits").In("auth_token")
	}
	return text, nil
}

func foreign(r rune) bool {
	return !upperOrDigit(r) && (r < 'a' || r > 'z') && !strings.ContainsRune(plain, r)
}

func upperOrDigit(r rune) bool { return 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' }
