package httpclient

import (
	"errors"
	"io"
	"net/http"
	"syscall"
)

// Winsock has numbers of its own for what POSIX calls ECONNRESET and ECONNREFUSED.
const (
	wsaConnectionReset   = syscall.Errno(10054)
	wsaConnectionRefused = syscall.Errno(10061)
)

// retryOnce repeats a GET whose connection was closed before an answer came.
// Servers that close idle connections make that an ordinary event: the request
// may have been on its way already.
type retryOnce struct{ next http.RoundTripper }

// RoundTrip sends the request, a GET at most twice.
func (t retryOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(r)
	if err == nil || r.Method != http.MethodGet || !closedEarly(err) || r.Context().Err() != nil {
		return resp, err
	}
	return t.next.RoundTrip(r)
}

// CloseIdleConnections passes the wish on; http.Client looks for this method.
func (t retryOnce) CloseIdleConnections() {
	if c, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

func closedEarly(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, wsaConnectionReset)
}
