package gate

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"pulse/app/elsewhere"
	"pulse/app/prefs"
	"pulse/backend/fault"
)

// Access is where a gate leads and by which right.
type Access struct {
	Pulse prefs.Pulse
	Token string // empty for a Pulse that asks nobody, and where none is kept
	// Err is why the token could not be read; nil where it was, and where there is none.
	Err error
}

// The words of the API's errors that a gate adds.
const (
	codeUnreachable = "elsewhere_unreachable"
	codeCertificate = "certificate_changed"
	codeSignedOut   = "elsewhere_signed_out"
	codeKeys        = "key_store"
)

// link is the way to one Pulse, with one token.
type link struct {
	access    Access
	base      *url.URL
	transport *http.Transport
	proxy     *httputil.ReverseProxy

	// refused says that the token is no longer good. It is not shown any more: a
	// Pulse locks out an address that shows wrong ones again and again.
	refused  atomic.Bool
	forgiven atomic.Int64 // when it was tried all the same, in milliseconds
}

// mercy is how long a refused token is not shown.
const mercy = time.Minute

// forgive reports whether a refused token may be shown once more.
func (l *link) forgive(now time.Time) bool {
	last := l.forgiven.Load()
	return l.refused.Load() && now.Sub(time.UnixMilli(last)) >= mercy && l.forgiven.CompareAndSwap(last, now.UnixMilli())
}

func newLink(a Access, log *slog.Logger) *link {
	base, err := url.Parse(a.Pulse.URL)
	if err != nil {
		base = &url.URL{Scheme: "https", Host: "invalid."} // was checked before it was kept
	}
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	l := &link{access: a, base: base, transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext,
		TLSClientConfig: elsewhere.TrustOf(a.Pulse).TLS(base.Hostname()), TLSHandshakeTimeout: 10 * time.Second,
		MaxIdleConnsPerHost: 8, IdleConnTimeout: 60 * time.Second, ResponseHeaderTimeout: 90 * time.Second,
		DisableCompression: true, // passed on as it is
	}}
	l.proxy = &httputil.ReverseProxy{
		Rewrite: l.rewrite, Transport: l.transport, FlushInterval: -1, ModifyResponse: l.clean,
		ErrorHandler: l.failed, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return l
}

// ours are the headers that are between the window and the gate.
var ours = [...]string{"Authorization", "Cookie", "Origin", "Referer", "X-Csrf-Token", "X-Pulse-Launch", "X-Real-Ip"}

// rewrite turns a request of the window into one of this computer to the other
// Pulse.
func (l *link) rewrite(r *httputil.ProxyRequest) {
	r.SetURL(l.base)
	for _, name := range ours {
		r.Out.Header.Del(name)
	}
	for name := range r.Out.Header {
		if strings.HasPrefix(name, "Sec-Fetch-") {
			r.Out.Header.Del(name)
		}
	}
	l.show(r.Out.Header)
}

// show adds the token that is kept.
func (l *link) show(h http.Header) {
	h.Del("X-Api-Token")
	if l.access.Token != "" {
		h.Set("X-API-Token", l.access.Token)
	}
}

// clean takes from an answer what the other Pulse tells browsers about itself.
func (l *link) clean(answer *http.Response) error {
	for name := range answer.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			answer.Header.Del(name)
		}
	}
	answer.Header.Del("Set-Cookie")
	if answer.StatusCode == http.StatusUnauthorized {
		l.refused.Store(true)
	}
	return nil
}

// failed answers for a Pulse that could not be asked.
func (l *link) failed(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // nobody waits for an answer any more
	}
	t := l.troubleOf(err)
	refuse(w, http.StatusBadGateway, t.code(), t.Message)
}

// Kinds of trouble, as the page knows them.
const (
	unreachable = "unreachable"
	certificate = "certificate"
	signedOut   = "sign-in"
	keyStore    = "keys"
)

// Trouble is why a Pulse elsewhere cannot be shown.
type Trouble struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

func (t Trouble) code() string {
	return map[string]string{unreachable: codeUnreachable, certificate: codeCertificate, signedOut: codeSignedOut, keyStore: codeKeys}[t.Kind]
}

// troubleOf says why a call brought no answer.
func (l *link) troubleOf(err error) Trouble {
	kind := unreachable
	told := elsewhere.Explain(l.access.Pulse, err)
	if f, ok := errors.AsType[*fault.Error](told); ok && f.Code == fault.Conflict {
		kind = certificate
	}
	return Trouble{kind, told.Error()}
}

// missing is what stands in the way before anybody is asked; nil where nothing does.
func (l *link) missing() *Trouble {
	switch {
	case l.access.Err != nil:
		return &Trouble{keyStore, l.access.Err.Error() + ". Unlock it and try again, or sign in again."}
	case l.access.Token == "" && !l.access.Pulse.Open:
		return &Trouble{signedOut, "This computer is not signed in to " + l.access.Pulse.Name + "."}
	case l.refused.Load():
		return &Trouble{signedOut, l.name() + " no longer knows the token of this computer: it was deleted there, or has expired."}
	default:
		return nil
	}
}
