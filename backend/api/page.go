package api

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// hint is shown where no dashboard was built into the program.
const hint = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Pulse</title>
<body style="font-family:sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>Pulse is running</h1><p>This build carries no dashboard. Build it with <code>make build</code>,
or use the API: <a href="/api/openapi.json">/api/openapi.json</a> describes it.</p>`

// page serves the built dashboard. Its routes live in the browser, so every
// path that is not a file is the page itself.
type page struct {
	files fs.FS // nil when there is none
}

func newPage(files fs.FS) http.Handler {
	if files != nil {
		if _, err := fs.Stat(files, "index.html"); err == nil {
			return &page{files}
		}
	}
	return &page{}
}

func (s *server) servePage(w http.ResponseWriter, r *http.Request) error {
	s.page.ServeHTTP(w, r)
	return nil
}

// ServeHTTP answers with the file that the path names, or with the page.
func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if p.files == nil {
		h.Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, hint) // a caller who is gone is no failure
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	file, err := p.read(name)
	switch {
	case err == nil && strings.HasPrefix(name, "assets/"):
		h.Set("Cache-Control", "public, max-age=31536000, immutable") // the name holds a hash
	case err == nil:
		h.Set("Cache-Control", "no-cache")
	case path.Ext(name) != "" || strings.HasPrefix(name, "assets/"):
		http.NotFound(w, r)
		return
	default:
		name = "index.html"
		h.Set("Cache-Control", "no-cache")
		if file, err = p.read(name); err != nil {
			http.NotFound(w, r)
			return
		}
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(file))
}

func (p *page) read(name string) ([]byte, error) {
	if name == "" || name == "." {
		name = "index.html"
	}
	if strings.Contains("/"+name, "/.") {
		return nil, errors.New("hidden file")
	}
	return fs.ReadFile(p.files, name)
}
