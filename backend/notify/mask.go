package notify

import (
	"cmp"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

// masked stands where a secret was.
const masked = "***"

// MaskURL returns an address that can be shown: its path and the values of its
// query, which hold tokens with most services, are hidden.
func MaskURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return masked
	}
	shown := u.Scheme + "://" + u.Host
	if strings.Trim(u.Path, "/") != "" {
		shown += "/" + masked
	}
	var names []string
	for name := range u.Query() {
		names = append(names, url.QueryEscape(name)+"="+masked)
	}
	slices.Sort(names)
	if len(names) > 0 {
		shown += "?" + strings.Join(names, "&")
	}
	return shown
}

// Mask hides the secrets of one channel in texts.
type Mask struct{ secrets []string }

// NewMask collects the secrets of a channel: those in its address, its headers
// and its fields.
func NewMask(c Channel) Mask {
	var m Mask
	m.addURL(c.URL)
	for name, value := range c.Headers {
		if SecretName(name) || len(value) >= 20 {
			m.add(value, 4)
			for _, word := range strings.Fields(value) { // "Bearer <token>"
				m.add(word, 8)
			}
		}
	}
	for _, value := range c.Fields {
		m.add(value, 4)
	}
	if c.Mail != nil {
		m.add(c.Mail.Password, 4)
		m.add(base64.StdEncoding.EncodeToString([]byte(c.Mail.Password)), 4)
		m.add(base64.StdEncoding.EncodeToString([]byte("\x00"+c.Mail.Username+"\x00"+c.Mail.Password)), 4)
	}
	slices.SortFunc(m.secrets, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return m
}

// Text returns the text without the secrets.
func (m Mask) Text(text string) string {
	for _, secret := range m.secrets {
		text = strings.ReplaceAll(text, secret, masked)
	}
	return text
}

// SecretName reports whether a header or field of this name holds a secret.
func SecretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"auth", "token", "key", "secret", "password", "cookie"}, func(word string) bool {
		return strings.Contains(name, word)
	})
}

func (m *Mask) addURL(raw string) {
	u, err := url.Parse(raw)
	if err != nil {
		return
	}
	if password, ok := u.User.Password(); ok {
		m.add(password, 1)
		m.add(base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password)), 1)
	}
	for _, segment := range strings.Split(u.EscapedPath(), "/") {
		m.add(segment, 8)
	}
	for _, values := range u.Query() {
		for _, value := range values {
			m.add(value, 4)
		}
	}
}

// add notes a secret in the forms in which it may appear. Very short texts are
// no secrets; hiding them would hide half of every message.
func (m *Mask) add(secret string, atLeast int) {
	plain, err := url.PathUnescape(secret)
	if err != nil {
		plain = secret
	}
	for _, form := range []string{secret, plain, url.QueryEscape(plain)} {
		if len(form) >= atLeast && !slices.Contains(m.secrets, form) {
			m.secrets = append(m.secrets, form)
		}
	}
}
