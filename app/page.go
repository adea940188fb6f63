package app

import (
	"bytes"
	"context"
	"io/fs"
	"net/http"
	"path"

	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
)

// runtimeScripts are what Wails adds to the first page of an address that ends
// in a slash. Other addresses of the dashboard need them too.
const runtimeScripts = `<script src="/wails/ipc.js"></script><script src="/wails/runtime.js"></script>`

// pages stands before the files of the dashboard. It answers for the addresses
// that the dashboard's router makes, and shows the problem while there is one.
type pages struct {
	files   fs.FS
	problem func(context.Context) *problem // nil while there is none
	next    http.Handler
}

// firstPage puts pages before the files.
func firstPage(files fs.FS, problem func(context.Context) *problem) assetserver.Middleware {
	return func(next http.Handler) http.Handler {
		return &pages{files: files, problem: problem, next: next}
	}
}

// ServeHTTP answers one request of the web view.
func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || path.Ext(r.URL.Path) != "" {
		p.next.ServeHTTP(w, r)
		return
	}
	if stands := p.problem(r.Context()); stands != nil {
		stands.write(w, r)
		return
	}
	if r.URL.Path == "" || r.URL.Path == "/" {
		p.next.ServeHTTP(w, r)
		return
	}
	index, err := fs.ReadFile(p.files, "index.html")
	if err != nil {
		http.Error(w, "the page is missing in this program", http.StatusInternalServerError)
		return
	}
	writeHTML(w, bytes.Replace(index, []byte("<head>"), []byte("<head>"+runtimeScripts), 1))
}

func writeHTML(w http.ResponseWriter, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(page) // the web view has gone away: nobody is left to tell
}
