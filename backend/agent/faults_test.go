package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// answering makes a server that gives the same answer to everything.
func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// hanging answers when its caller has gone.
func hanging(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// TestReport_SaysWhatIsWrongInWords is the fault matrix of an agent whose Pulse
// is ill; an empty text means that the report was delivered.
func TestReport_SaysWhatIsWrongInWords(t *testing.T) {
	const good = `{"success":true,"hostId":"key-1","containers":0,"lastSeen":""}`
	for name, test := range map[string]struct {
		handle http.HandlerFunc
		words  string
	}{
		"slow": {func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(20 * time.Millisecond):
			case <-r.Context().Done():
			}
			answering(200, good)(w, r)
		}, ""},
		"hung":    {hanging, "no answer in time"},
		"401":     {answering(401, `{"error":"no"}`), "answered 401: the API token is not accepted"},
		"403":     {answering(403, `{"error":"the scope agent is needed"}`), "answered 403: the scope agent is needed"},
		"500":     {answering(500, "oops"), "answered 500: Internal Server Error"},
		"595":     {answering(595, ""), "answered 595"},
		"dropped": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "closed the connection without an answer"},
		"truncated": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, good[:9])
		}, "closed the connection in the middle of its answer"},
		"wrong type": {answering(200, `{"commands":"a text"}`), "is that the address of a Pulse?"},
		"page":       {answering(200, "<html>hello</html>"), "is that the address of a Pulse?"},
		"empty":      {answering(200, ""), ""},
		"redirect":   {answering(302, ""), "give the address that it redirects to"},
	} {
		t.Run(name, func(t *testing.T) {
			listening := httptest.NewServer(test.handle)
			defer listening.Close()
			s := newServer(target{url: listening.URL, token: "t0ken"})
			defer s.close()
			s.pause = time.Millisecond
			s.client.SetTimeout(100 * time.Millisecond)
			_, err := s.report(t.Context(), []byte("{}"))
			if test.words == "" {
				if err != nil {
					t.Errorf("got %v, want that it was delivered", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.words) || strings.Contains(err.Error(), "EOF") || strings.Contains(err.Error(), "t0ken") {
				t.Errorf("got %q, want %q in it", err, test.words)
			}
		})
	}
}

func TestReport_RefusesACertificateThatIsNotTrusted(t *testing.T) {
	listening := httptest.NewTLSServer(answering(200, "{}"))
	defer listening.Close()
	s := newServer(target{url: listening.URL, token: "t0ken"})
	defer s.close()
	s.pause = time.Millisecond
	if _, err := s.report(t.Context(), []byte("{}")); err == nil || !strings.Contains(err.Error(), "certificate is not trusted") {
		t.Errorf("got %v, want that the certificate is not trusted", err)
	}
	listening.Close()
	if _, err := s.report(t.Context(), []byte("{}")); err == nil || !strings.Contains(err.Error(), "nothing listens there") {
		t.Errorf("got %v, want that nothing listens", err)
	}
}
