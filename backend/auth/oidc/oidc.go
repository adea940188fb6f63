// Package oidc signs people in at an OpenID Connect provider: the code flow
// with state, nonce and PKCE, bound to the browser that began it.
package oidc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"pulse/backend/httpclient"
)

const (
	// patience is how long the provider may take for one answer.
	patience = 10 * time.Second
	// maxAnswer is the longest answer of a provider that is read.
	maxAnswer = 1 << 20
	// freshness is how long a provider's description is believed.
	freshness = time.Hour
)

// algorithms are the signatures that are accepted. Those with a shared secret
// are not among them.
var algorithms = [...]string{"RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "EdDSA"}

// Config is what an administrator decides about the sign-in.
type Config struct {
	Enabled        bool     `json:"enabled"`
	IssuerURL      string   `json:"issuerUrl"`
	ClientID       string   `json:"clientId"`
	ClientSecret   string   `json:"clientSecret,omitempty"`
	RedirectURL    string   `json:"redirectUrl"`
	LogoutURL      string   `json:"logoutUrl"`
	Scopes         []string `json:"scopes"`
	UsernameClaim  string   `json:"usernameClaim"`
	EmailClaim     string   `json:"emailClaim"`
	GroupsClaim    string   `json:"groupsClaim"`
	AllowedGroups  []string `json:"allowedGroups"`
	AllowedDomains []string `json:"allowedDomains"`
	AllowedEmails  []string `json:"allowedEmails"`
}

// Error is a sign-in that came to nothing. Its code is published.
type Error struct {
	Code string
	Err  error // for the log; never holds a token or secret
}

// Error names the code and the cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Code
	}
	return e.Code + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Flow is a sign-in that has begun. Its secrets stay on this side.
type Flow struct {
	State    string
	Nonce    string
	Verifier string
}

// Client signs people in by one configuration. Its methods may be called
// concurrently.
type Client struct {
	config Config
	http   *http.Client
	now    func() time.Time

	asking singleflight.Group // one question at a time, however many wait for the answer
	known  atomic.Pointer[description]
}

// description is what a provider said about itself, and when.
type description struct {
	provider *gooidc.Provider
	at       time.Time
}

// New makes a client. It asks the provider nothing until it is needed.
func New(c Config, now func() time.Time) *Client {
	client := httpclient.New(httpclient.Options{Timeout: patience}).GetClient()
	client.Transport = bounded{client.Transport}
	return &Client{config: c, http: client, now: now}
}

// Config returns what the client was made with.
func (c *Client) Config() Config { return c.config }

// Close releases idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// AuthorizationURL is where the browser of a flow is sent.
func (c *Client) AuthorizationURL(ctx context.Context, f Flow) (string, error) {
	exchange, _, err := c.exchange(ctx)
	if err != nil {
		return "", err
	}
	return exchange.AuthCodeURL(f.State, gooidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), nil
}

// Finish exchanges the code that the browser brought back for what the
// provider says about the person, and decides whether they may sign in. It
// returns their name. A refusal is an *Error.
func (c *Client) Finish(ctx context.Context, f Flow, code string) (string, error) {
	exchange, provider, err := c.exchange(ctx)
	if err != nil {
		return "", &Error{"oidc_init_failed", err}
	}
	token, err := exchange.Exchange(gooidc.ClientContext(ctx, c.http), code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return "", &Error{"exchange_failed", quiet(err)}
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok || raw == "" {
		return "", &Error{Code: "missing_id_token"}
	}
	verified, err := c.verify(ctx, provider, raw)
	if err != nil {
		return "", err
	}
	return c.admit(verified, f)
}

// exchange is the OAuth side of the provider.
func (c *Client) exchange(ctx context.Context) (*oauth2.Config, *gooidc.Provider, error) {
	provider, err := c.described(ctx)
	if err != nil {
		return nil, nil, err
	}
	return &oauth2.Config{
		ClientID: c.config.ClientID, ClientSecret: c.config.ClientSecret, RedirectURL: c.config.RedirectURL,
		Endpoint: provider.Endpoint(), Scopes: c.config.Scopes,
	}, provider, nil
}

// described is the provider, which is asked to describe itself when that was
// long ago. Whoever asks first does not take the answer along when they go.
func (c *Client) described(ctx context.Context) (*gooidc.Provider, error) {
	if known := c.known.Load(); known != nil && c.now().Sub(known.at) <= freshness {
		return known.provider, nil
	}
	answer, err, _ := c.asking.Do("", func() (any, error) {
		ctx, cancel := context.WithTimeout(gooidc.ClientContext(context.WithoutCancel(ctx), c.http), patience)
		defer cancel()
		provider, err := gooidc.NewProvider(ctx, c.config.IssuerURL)
		if err != nil {
			return nil, fmt.Errorf("read the description of the provider: %w", err)
		}
		c.known.Store(&description{provider, c.now()})
		return provider, nil
	})
	if err != nil {
		return nil, err
	}
	return answer.(*gooidc.Provider), nil
}

// bounded cuts off answers that are too long to be a provider's.
type bounded struct{ http.RoundTripper }

// RoundTrip sends a request; of its answer no more than maxAnswer can be read.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = http.MaxBytesReader(nil, res.Body, maxAnswer)
	}
	return res, err
}

// quiet is the cause of a failed exchange without the provider's answer, which
// may repeat what was sent.
func quiet(err error) error {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return fmt.Errorf("the provider answered %d %s", refused.Response.StatusCode, Word(refused.ErrorCode))
	}
	return errors.New("the provider did not answer, or not with a token")
}
