package oidc

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"pulse/backend/fault"
)

// Default is the configuration where nothing was saved.
func Default() Config { return Config{}.Tidied() }

// Tidied returns the configuration with lists trimmed, each item once, and
// defaults where nothing is given.
func (c Config) Tidied() Config {
	for _, text := range []*string{&c.IssuerURL, &c.ClientID, &c.RedirectURL, &c.LogoutURL, &c.UsernameClaim, &c.EmailClaim, &c.GroupsClaim} {
		*text = strings.TrimSpace(*text)
	}
	c.UsernameClaim = cmp.Or(c.UsernameClaim, "preferred_username")
	c.EmailClaim = cmp.Or(c.EmailClaim, "email")
	for _, list := range []*[]string{&c.Scopes, &c.AllowedGroups, &c.AllowedDomains, &c.AllowedEmails} {
		*list = once(*list)
	}
	if len(c.Scopes) == 0 {
		c.Scopes = []string{"openid", "profile", "email"}
	}
	if !slices.Contains(c.Scopes, "openid") { // without it the provider sends no ID token
		c.Scopes = append([]string{"openid"}, c.Scopes...)
	}
	return c
}

// Check refuses an enabled configuration that cannot work.
func (c Config) Check() error {
	for _, given := range []struct{ field, value string }{
		{"issuerUrl", c.IssuerURL}, {"redirectUrl", c.RedirectURL}, {"logoutUrl", c.LogoutURL},
	} {
		if given.value != "" && !isURL(given.value) {
			return fault.New(fault.Invalid, "%s must be a URL like https://login.example.com", given.field).In(given.field)
		}
	}
	if !c.Enabled {
		return nil
	}
	for _, need := range []struct{ field, value string }{
		{"issuerUrl", c.IssuerURL}, {"clientId", c.ClientID}, {"redirectUrl", c.RedirectURL},
	} {
		if need.value == "" {
			return fault.New(fault.Invalid, "%s is required to switch this sign-in on", need.field).In(need.field)
		}
	}
	return nil
}

func isURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil
}

// once is a list without blanks and repetitions, whatever their case.
func once(list []string) []string {
	out := []string{}
	for _, item := range list {
		item = strings.TrimSpace(item)
		known := slices.ContainsFunc(out, func(s string) bool { return strings.EqualFold(s, item) })
		if item != "" && !known {
			out = append(out, item)
		}
	}
	return out
}
