package api

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"

	"github.com/klauspost/compress/gzip"

	"pulse/backend/history"
)

// stream writes a large JSON answer piece by piece. Write errors are kept by
// the buffer: they mean that the caller is gone.
type stream struct {
	*bufio.Writer
	packed  *gzip.Writer // nil when the answer is not compressed
	scratch []byte
}

func newStream(w http.ResponseWriter, r *http.Request) *stream {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Add("Vary", "Accept-Encoding")
	var to io.Writer = w
	out := &stream{}
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		out.packed, _ = gzip.NewWriterLevel(w, gzip.BestSpeed) // the level is valid
		to = out.packed
	}
	out.Writer = bufio.NewWriterSize(to, 32<<10)
	return out
}

func (s *stream) close() {
	_ = s.Flush()
	if s.packed != nil {
		_ = s.packed.Close()
	}
}

// broken ends an answer that cannot be completed: the connection is cut, so
// that nobody takes half of it for the whole.
func (s *stream) broken(log *slog.Logger, err error) error {
	log.Error("answer cut off", "err", err)
	panic(http.ErrAbortHandler)
}

func (s *stream) text(parts ...string) {
	for _, part := range parts {
		_, _ = s.WriteString(part)
	}
}

// points writes points with times in milliseconds, cut to whole seconds.
func (s *stream) points(points []history.Point, factor float64) {
	b := s.scratch[:0]
	b = append(b, '[')
	for i, p := range points {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"timestamp":`...)
		b = strconv.AppendInt(b, wholeSecond(p.At), 10)
		b = append(b, `,"value":`...)
		b = append(appendNumber(b, p.Value*factor), '}')
	}
	b = append(b, ']')
	_, _ = s.Write(b)
	s.scratch = b
}

// wholeSecond is the beginning of the second of a time in milliseconds.
func wholeSecond(ms int64) int64 { return ms - ms%1000 }

// momentsOf writes points with times as text.
func (s *stream) momentsOf(points []history.Point, value func(history.Point) float64) {
	b := s.scratch[:0]
	b = append(b, '[')
	for i, p := range points {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"value":`...)
		b = appendNumber(b, value(p))
		b = append(b, `,"timestamp":"`...)
		b = p.Time().AppendFormat(b, "2006-01-02T15:04:05.999Z07:00")
		b = append(b, `"}`...)
	}
	b = append(b, ']')
	_, _ = s.Write(b)
	s.scratch = b
}

// appendNumber writes a number with at most four decimals, which is finer than
// what is recorded.
func appendNumber(b []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(b, '0')
	}
	return strconv.AppendFloat(b, math.Round(v*1e4)/1e4, 'f', -1, 64)
}

func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		return `""`
	}
	return string(b)
}
