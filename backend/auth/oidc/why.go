package oidc

import (
	"errors"
	"net/url"
	"strings"
)

// maxWhy bounds what is quoted of a provider, which may answer with a page.
const maxWhy = 200

// Why says in words for an administrator why a provider cannot be used.
func Why(err error) string {
	if unreachable, ok := errors.AsType[*url.Error](err); ok {
		return "The provider does not answer: " + unreachable.Err.Error()
	}
	for cause := errors.Unwrap(err); cause != nil; cause = errors.Unwrap(cause) {
		err = cause
	}
	words, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "oidc: "), "\n")
	if runes := []rune(words); len(runes) > maxWhy {
		words = string(runes[:maxWhy]) + "…"
	}
	return "What answers there is no provider that can be used: " + words
}
