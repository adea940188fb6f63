package main

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// target is a server to report to.
type target struct {
	url      string // without a slash at its end
	token    string
	insecure bool // any certificate is accepted
}

// parseTarget reads "url|token" or "url|token|insecure". Its errors do not
// repeat the text, which holds a token.
func parseTarget(text string) (target, error) {
	parts := strings.Split(text, "|")
	if len(parts) < 2 || len(parts) > 3 {
		return target{}, errors.New("a target is written url|token or url|token|insecure")
	}
	t := target{url: strings.TrimRight(strings.TrimSpace(parts[0]), "/"), token: strings.TrimSpace(parts[1])}
	if len(parts) == 3 {
		insecure, err := parseBool(parts[2])
		if err != nil {
			return target{}, fmt.Errorf("third part of target %s: %w", t.url, err)
		}
		t.insecure = insecure
	}
	return t, t.check()
}

func (t target) check() error {
	u, err := url.Parse(t.url)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errors.New("the address of a target must begin with http:// or https:// and name a host")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("the address of target %s must have neither credentials nor a query", u.Host)
	}
	if t.token == "" {
		return fmt.Errorf("target %s has no token: make one in Pulse under Settings, API tokens", t.url)
	}
	return nil
}

// parseTargets reads targets separated by ";" or line ends.
func parseTargets(text string) ([]target, error) {
	var list []target
	for one := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '\n' || r == '\r' }) {
		if strings.TrimSpace(one) == "" {
			continue
		}
		t, err := parseTarget(one)
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}

// merged drops targets that repeat an earlier one.
func merged(list []target) []target {
	var kept []target
	for _, t := range list {
		if !slices.Contains(kept, t) {
			kept = append(kept, t)
		}
	}
	return kept
}

func parseBool(text string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "1", "true", "yes", "y", "on":
		return true, nil
	case "", "0", "false", "no", "n", "off":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither true nor false", text)
}
