package httpclient

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-resty/resty/v2"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve starts a TLS server and returns it with a client that pins it.
func serve(t *testing.T, h http.HandlerFunc, change func(*Options)) (*httptest.Server, *resty.Client) {
	t.Helper()
	server := httptest.NewTLSServer(h)
	t.Cleanup(server.Close)
	o := Options{Base: server.URL, Trust: Pinned(Fingerprint(server.Certificate()))}
	if change != nil {
		change(&o)
	}
	client := New(o)
	t.Cleanup(func() { Close(client) })
	return server, client
}

func TestNew_KeepsReasonPhrase(t *testing.T) {
	_, client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, buffer, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		_, _ = buffer.WriteString("HTTP/1.1 500 got timeout\r\nContent-Length: 0\r\n\r\n")
		_ = buffer.Flush()
	}, nil)
	resp, err := client.R().Get("/")
	if err != nil || resp.Status() != "500 got timeout" {
		t.Errorf("status = %q, %v; want %q", resp.Status(), err, "500 got timeout")
	}
}

func TestNew_FollowsNoRedirect(t *testing.T) {
	_, client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}, nil)
	resp, err := client.R().Get("/")
	if err != nil || resp.StatusCode() != http.StatusFound {
		t.Errorf("got %d, %v; want the redirect itself", resp.StatusCode(), err)
	}
}

func TestNew_RefusesAnswersOverTheLimit(t *testing.T) {
	_, client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat("x", 2000))
	}, func(o *Options) { o.MaxBody = 1000 })
	if _, err := client.R().Get("/"); Diagnose(err) != ProblemTooLarge {
		t.Errorf("error = %v, want %s", err, ProblemTooLarge)
	}
}

func TestNew_GivesUpAfterItsTimeout(t *testing.T) {
	_, client := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		func(o *Options) { o.Timeout = 20 * time.Millisecond })
	if _, err := client.R().Get("/"); Diagnose(err) != ProblemTimeout {
		t.Errorf("error = %v, want %s", err, ProblemTimeout)
	}
}

// closing answers only every other connection; the rest it closes unanswered.
func closing(t *testing.T, calls *atomic.Int64, never bool) *resty.Client {
	t.Helper()
	_, client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if n := calls.Add(1); never || n%2 == 1 {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, "answer")
	}, nil)
	return client
}

func TestNew_RepeatsGetOnceWhenConnectionWasClosed(t *testing.T) {
	var calls atomic.Int64
	resp, err := closing(t, &calls, false).R().Get("/")
	if err != nil || resp.String() != "answer" || calls.Load() != 2 {
		t.Errorf("got %q, %v after %d calls; want the answer of the second call", resp, err, calls.Load())
	}
}

func TestNew_RepeatsGetOnlyOnce(t *testing.T) {
	var calls atomic.Int64
	_, err := closing(t, &calls, true).R().Get("/")
	if Diagnose(err) != ProblemClosed || calls.Load() != 2 {
		t.Errorf("error = %v after %d calls, want %s after 2", err, calls.Load(), ProblemClosed)
	}
}

func TestNew_NeverRepeatsPost(t *testing.T) {
	var calls atomic.Int64
	_, err := closing(t, &calls, true).R().SetBody("x").Post("/")
	if err == nil || calls.Load() != 1 {
		t.Errorf("error = %v after %d calls, want an error after 1", err, calls.Load())
	}
}

func TestNew_UsesTheTransportGiven(t *testing.T) {
	client := New(Options{Base: "https://nowhere.invalid", Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		rec := httptest.NewRecorder()
		_, _ = io.WriteString(rec, r.Header.Get("User-Agent"))
		return rec.Result(), nil
	})})
	resp, err := client.R().Get("/")
	if err != nil || resp.String() != "Pulse" {
		t.Errorf("got %q, %v; want the user agent of the program", resp, err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTrust(t *testing.T) {
	other := strings.Repeat("AB:", 31) + "AB"
	tests := map[string]struct {
		trust func(shown string) Trust
		want  Problem
	}{
		"nothing said":             {func(string) Trust { return Trust{} }, ProblemUntrusted},
		"any":                      {func(string) Trust { return Trust{Any: true} }, ProblemNone},
		"pinned":                   {Pinned, ProblemNone},
		"pinned, other spelling":   {func(s string) Trust { return Pinned(strings.ToLower(strings.ReplaceAll(s, ":", ""))) }, ProblemNone},
		"pinned to another":        {func(string) Trust { return Pinned(other) }, ProblemChanged},
		"pinned to nothing":        {func(string) Trust { return Pinned("") }, ProblemChanged},
		"pin wins over any":        {func(string) Trust { p := Pinned(other); p.Any = true; return p }, ProblemChanged},
		"roots or pin":             {func(s string) Trust { return Trust{Pins: Pinned(s).Pins} }, ProblemNone},
		"roots or another's pin":   {func(string) Trust { return Trust{Pins: Pinned(other).Pins} }, ProblemUntrusted},
		"pins only without a list": {func(string) Trust { return Trust{PinsOnly: true} }, ProblemChanged},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			defer server.Close()
			server.Config.ErrorLog = nil
			client := New(Options{Base: server.URL, Trust: test.trust(Fingerprint(server.Certificate()))})
			defer Close(client)
			if _, err := client.R().Get("/"); Diagnose(err) != test.want {
				t.Errorf("problem = %q (%v), want %q", Diagnose(err), err, test.want)
			}
		})
	}
}

func TestTrust_TellsFingerprintOfChangedCertificate(t *testing.T) {
	server, client := serve(t, func(http.ResponseWriter, *http.Request) {}, func(o *Options) { o.Trust = Pinned("AA") })
	_, err := client.R().Get("/")
	changed, ok := errors.AsType[*CertificateError](err)
	if !ok || changed.Fingerprint != Fingerprint(server.Certificate()) {
		t.Errorf("error = %v, want the fingerprint %s in it", err, Fingerprint(server.Certificate()))
	}
}

func TestNew_ResumesSessions(t *testing.T) {
	var resumed atomic.Bool
	_, client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		resumed.Store(r.TLS.DidResume)
		w.Header().Set("Connection", "close")
	}, nil)
	for range 2 {
		if _, err := client.R().Get("/"); err != nil {
			t.Fatal(err)
		}
	}
	if !resumed.Load() {
		t.Error("the second connection did a full handshake, want a resumed session")
	}
}

func TestFetchCertificate(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	got, err := FetchCertificate(t.Context(), server.Listener.Addr().String())
	leaf := server.Certificate()
	want := Certificate{Fingerprint: Fingerprint(leaf), Subject: leaf.Subject.String(), NotBefore: leaf.NotBefore, NotAfter: leaf.NotAfter}
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestDiagnose(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	tests := map[string]struct {
		base string
		want Problem
	}{
		"nobody listens":  {"https://" + closed.Addr().String(), ProblemRefused},
		"no TLS":          {"https://" + plain.Listener.Addr().String(), ProblemPlain},
		"plain as wished": {plain.URL, ProblemNone},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			client := New(Options{Base: test.base, Timeout: 5 * time.Second})
			defer Close(client)
			if _, err := client.R().Get("/"); Diagnose(err) != test.want {
				t.Errorf("problem = %q (%v), want %q", Diagnose(err), err, test.want)
			}
		})
	}
}

func TestDiagnose_TellsGivingUpFromTimeout(t *testing.T) {
	for want, err := range map[Problem]error{
		ProblemCanceled:  context.Canceled,
		ProblemName:      &net.DNSError{Err: "no such host", Name: "nowhere.invalid", IsNotFound: true},
		ProblemTimeout:   context.DeadlineExceeded,
		ProblemTruncated: io.ErrUnexpectedEOF,
		ProblemNetwork:   errors.New("anything else"),
		ProblemUntrusted: &tls.CertificateVerificationError{Err: errors.New("expired")},
	} {
		if got := Diagnose(err); got != want {
			t.Errorf("Diagnose(%v) = %q, want %q", err, got, want)
		}
	}
}
