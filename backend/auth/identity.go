package auth

import (
	"context"
	"strings"
)

// Rights are what a caller may do.
type Rights uint8

// The rights. Admin includes the others.
const (
	Read  Rights = 1 << iota // see everything that is not secret
	Agent                    // bring reports
	Admin
)

// everything is what the one local user and an unrestricted token may do.
const everything = Read | Agent | Admin

// Method is how a caller proved who they are.
type Method string

// The methods. Those from None to ReadOnly needed no proof.
const (
	None     Method = ""
	Disabled Method = "disabled"  // authentication is switched off
	Open     Method = "open"      // nothing is configured yet
	ReadOnly Method = "anonymous" // only tokens exist and reading is open
	Window   Method = "window"    // a window of this machine, for this launch
	Token    Method = "api-token"
	Session  Method = "session"
	Basic    Method = "basic"
	Proxy    Method = "proxy"
	OIDC     Method = "oidc"
	Recovery Method = "recovery" // this machine, while recovery lasts
)

// Identity is a caller.
type Identity struct {
	Name    string // user or token name; empty without proof
	Method  Method
	Rights  Rights
	TokenID string        // of the API token that was shown; empty where there was none
	session *sessionInUse // for methods Session, OIDC and Basic
}

// May reports whether the caller has a right.
func (i Identity) May(r Rights) bool { return i.Rights&r == r }

// Proven reports whether the caller showed a credential.
func (i Identity) Proven() bool {
	switch i.Method {
	case Window, Token, Session, Basic, Proxy, OIDC, Recovery:
		return true
	default:
		return false
	}
}

// Anonymous reports whether the caller may see only what API-only mode shows
// to everybody.
func (i Identity) Anonymous() bool { return i.Method == ReadOnly }

type identityKey struct{}

// From returns the caller of a request that passed the guard.
func From(ctx context.Context) Identity {
	id, _ := ctx.Value(identityKey{}).(Identity)
	return id
}

func with(ctx context.Context, id Identity) context.Context {
	return context.WithValue(ctx, identityKey{}, id)
}

// rightsOf translates the scopes of a token; none given means all.
func rightsOf(scopes []string) Rights {
	if len(scopes) == 0 {
		return everything
	}
	var r Rights
	for _, scope := range scopes {
		switch strings.TrimSpace(scope) {
		case "read":
			r |= Read
		case "agent":
			r |= Agent
		case "admin":
			r |= everything
		}
	}
	return r
}
