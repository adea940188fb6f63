package api

import (
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/google/uuid"
)

// requestHeader carries the number of a request: that of the caller or of a
// proxy, or one made here. The answer, the log and structured errors repeat it.
const requestHeader = "X-Request-ID"

// goodID are numbers of others that can stand in a log and a header as they are.
var goodID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// numbered gives every request a number, in its header, and logs it when it is
// answered. What follows the path of an address may be secret and is not logged.
func numbered(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestHeader)
		if !goodID.MatchString(id) {
			id = uuid.NewString()
		}
		r.Header.Set(requestHeader, id)
		w.Header().Set(requestHeader, id)
		if !log.Enabled(r.Context(), slog.LevelDebug) {
			next.ServeHTTP(w, r)
			return
		}
		began, answer := time.Now(), &outcome{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelDebug, "request", slog.String("request", id), slog.String("method", r.Method),
				slog.String("path", r.URL.Path), slog.Int("status", answer.status), slog.Duration("took", time.Since(began)))
		}()
		next.ServeHTTP(answer, r)
	})
}

// requestID is the number of a request.
func requestID(r *http.Request) string { return r.Header.Get(requestHeader) }
