package auth

import (
	"bufio"
	"net"
	"net/http"
)

// answer knows whether something was written already.
type answer struct {
	http.ResponseWriter
	begun bool
}

// WriteHeader begins the answer.
func (a *answer) WriteHeader(status int) {
	a.begun = true
	a.ResponseWriter.WriteHeader(status)
}

// Write begins the answer, if nothing did before.
func (a *answer) Write(b []byte) (int, error) {
	a.begun = true
	return a.ResponseWriter.Write(b)
}

// Flush sends what was written so far.
func (a *answer) Flush() {
	a.begun = true
	_ = http.NewResponseController(a.ResponseWriter).Flush() // where it cannot flush, it is sent at the end
}

// Hijack hands over the connection, for the socket.
func (a *answer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	a.begun = true
	return http.NewResponseController(a.ResponseWriter).Hijack()
}

// Unwrap gives access to deadlines of the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
