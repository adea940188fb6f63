package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// Encoded is a state in bytes. It is made once per revision and shared by
// every reader; its methods may be called concurrently.
type Encoded struct {
	etag string
	json func() []byte
	gzip func() []byte
}

// JSON is the state without a trailing newline.
func (e *Encoded) JSON() []byte { return e.json() }

// Gzip is JSON compressed.
func (e *Encoded) Gzip() []byte { return e.gzip() }

// ETag names the revision, in quotes.
func (e *Encoded) ETag() string { return e.etag }

// Encoder encodes views, each once. Its zero value is ready; it may be used
// concurrently.
type Encoder struct {
	// Instance tells this run of the program from another in entity tags.
	Instance string

	mu   sync.Mutex
	rev  uint64
	last *Encoded
}

// Encoded returns the bytes of a view; nothing is computed before it is asked for.
func (e *Encoder) Encoded(v View) *Encoded {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.last == nil || e.rev != v.Rev {
		e.rev, e.last = v.Rev, encode(v, e.Instance)
	}
	return e.last
}

func encode(v View, instance string) *Encoded {
	plain := sync.OnceValue(func() []byte {
		b, err := json.Marshal(StateOf(v))
		if err != nil {
			panic(fmt.Sprintf("encode state: %v", err)) // the structs hold nothing that cannot be encoded
		}
		return b
	})
	return &Encoded{
		etag: fmt.Sprintf(`"%s-%d"`, instance, v.Rev),
		json: plain,
		gzip: sync.OnceValue(func() []byte { return compress(plain()) }),
	}
}

func compress(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed) // the level is valid
	_, _ = w.Write(b)                                 // a bytes.Buffer does not fail
	_ = w.Close()
	return out.Bytes()
}
