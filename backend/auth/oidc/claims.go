package oidc

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
)

// claims are what a provider says about a person.
type claims map[string]any

// verify checks who signed an ID token, for whom, and until when.
func (c *Client) verify(ctx context.Context, provider *gooidc.Provider, raw string) (*gooidc.IDToken, error) {
	if !slices.Contains(algorithms[:], algorithmOf(raw)) {
		return nil, &Error{"invalid_signature_alg", fmt.Errorf("the ID token is signed by %q", Word(algorithmOf(raw)))}
	}
	verifier := provider.Verifier(&gooidc.Config{
		ClientID: c.config.ClientID, SupportedSigningAlgs: algorithms[:], Now: c.now,
	})
	token, err := verifier.Verify(gooidc.ClientContext(ctx, c.http), raw)
	if err != nil {
		return nil, &Error{"invalid_id_token", err}
	}
	return token, nil
}

// admit compares a verified token with the flow and the lists of those who may
// sign in, and returns the name of the person.
func (c *Client) admit(token *gooidc.IDToken, f Flow) (string, error) {
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(f.Nonce)) != 1 {
		return "", &Error{Code: "invalid_nonce"}
	}
	told := claims{}
	if err := token.Claims(&told); err != nil {
		return "", &Error{"invalid_claims", err}
	}
	if len(token.Audience) > 1 && told.text("azp") != c.config.ClientID {
		return "", &Error{"invalid_id_token", errors.New("the token was issued to another party")}
	}
	if code := c.restricted(told); code != "" {
		return "", &Error{Code: code}
	}
	name := cmp.Or(told.text(c.config.UsernameClaim), told.text(c.config.EmailClaim), told.text("name"), token.Subject)
	if name = printable(name); name == "" {
		return "", &Error{"invalid_claims", errors.New("the provider tells no name")}
	}
	return name, nil
}

// restricted is the code of the first list that a person is not on.
func (c *Client) restricted(told claims) string {
	address := strings.ToLower(told.text(c.config.EmailClaim))
	if verified, says := told["email_verified"].(bool); says && !verified {
		address = "" // anybody can claim an address that nobody checked
	}
	_, domain, _ := strings.Cut(address, "@")
	groups := told.texts(c.config.GroupsClaim)
	switch {
	case len(c.config.AllowedEmails) > 0 && !has(c.config.AllowedEmails, address):
		return "email_restricted"
	case len(c.config.AllowedDomains) > 0 && !has(c.config.AllowedDomains, domain):
		return "domain_restricted"
	case len(c.config.AllowedGroups) > 0 && !slices.ContainsFunc(groups, func(g string) bool { return has(c.config.AllowedGroups, g) }):
		return "group_restricted"
	}
	return ""
}

func has(list []string, item string) bool {
	return item != "" && slices.ContainsFunc(list, func(s string) bool {
		return strings.EqualFold(strings.TrimPrefix(s, "@"), item)
	})
}

// text is a claim that is a text, or empty.
func (t claims) text(name string) string {
	s, _ := t[name].(string)
	return strings.TrimSpace(s)
}

// texts is a claim that lists texts; some providers send one text.
func (t claims) texts(name string) []string {
	switch v := t[name].(type) {
	case string:
		return strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
	case []any:
		var out []string
		for _, item := range v {
			if s, ok := item.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// algorithmOf is how a token says that it is signed; nothing is believed yet.
func algorithmOf(raw string) string {
	head, _, _ := strings.Cut(raw, ".")
	decoded, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil {
		return ""
	}
	var header struct {
		Algorithm string `json:"alg"`
	}
	if json.Unmarshal(decoded, &header) != nil {
		return ""
	}
	return header.Algorithm
}

// printable is a name without control characters and of bearable length.
func printable(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 100 {
		name = string(runes[:100])
	}
	return name
}

// Word is a foreign code as far as it can be shown: letters, digits and signs
// that mean nothing anywhere.
func Word(code string) string {
	kept := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '.' {
			return r
		}
		return -1
	}, code)
	return kept[:min(len(kept), 64)]
}
