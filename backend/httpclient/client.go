// Package httpclient is the one way to build an outgoing HTTP client: which
// certificates are believed, how long and how much is read, and what is never
// done (redirects, cookies, HTTP/2, which has no reason phrase).
package httpclient

import (
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"
)

// The limits used where Options leaves them open.
const (
	DefaultTimeout = 30 * time.Second
	DefaultMaxBody = 32 << 20
	dialTimeout    = 5 * time.Second
	idleTimeout    = 15 * time.Second
	idlePerHost    = 2
)

// Options describes a client. Its zero value verifies certificates with the
// system's roots.
type Options struct {
	Base      string            // base URL; may be empty when every call names its own
	Trust     Trust             // which certificates are believed
	Timeout   time.Duration     // longest time for one call; 0 = DefaultTimeout
	MaxBody   int               // longest answer in bytes; 0 = DefaultMaxBody
	UserAgent string            // empty = "Pulse"
	Transport http.RoundTripper // replaces the network when not nil
}

// New builds a client. It follows no redirect, keeps no cookie, and asks a GET
// once more when the connection was closed before an answer came. The client
// may be used concurrently; Close releases its idle connections.
func New(o Options) *resty.Client {
	client := resty.NewWithClient(&http.Client{
		Transport:     retryOnce{o.transport()},
		Timeout:       orDefault(o.Timeout, DefaultTimeout),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
	client.SetBaseURL(o.Base)
	client.SetLogger(silent{})
	client.SetDisableWarn(true)
	client.SetResponseBodyLimit(orDefault(o.MaxBody, DefaultMaxBody))
	client.SetHeader("Accept", "application/json")
	client.SetHeader("User-Agent", orDefault(o.UserAgent, "Pulse"))
	return client
}

// Close releases the idle connections of a client made by New.
func Close(c *resty.Client) { c.GetClient().CloseIdleConnections() }

func (o Options) transport() http.RoundTripper {
	if o.Transport != nil {
		return o.Transport
	}
	dialer := &net.Dialer{Timeout: dialTimeout}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		TLSClientConfig:       o.Trust.TLS(hostOf(o.Base)),
		TLSHandshakeTimeout:   2 * dialTimeout,
		MaxIdleConnsPerHost:   idlePerHost,
		IdleConnTimeout:       idleTimeout,
		ExpectContinueTimeout: time.Second,
	}
}

func hostOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func orDefault[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}

// silent drops resty's own messages: errors are returned, and its warnings
// would name addresses and headers.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}
