package app

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"io/fs"
	"net"
	"net/http"
	"path"
	"strconv"

	"github.com/wailsapp/wails/v2/pkg/options/assetserver"

	"pulse/backend/fault"
)

//go:embed problem.html
var problemHTML string

// problemPage is what a person sees instead of the dashboard without a backend.
var problemPage = template.Must(template.New("problem").Parse(problemHTML))

// runtimeScripts are what Wails adds to the first page of an address that ends
// in a slash. Other addresses of the dashboard need them too.
const runtimeScripts = `<script src="/wails/ipc.js"></script><script src="/wails/runtime.js"></script>`

// pages stands before the files of the dashboard. It answers for the addresses
// that the dashboard's router makes, and shows the problem while there is one.
type pages struct {
	files   fs.FS
	failure func() error
	port    int // the configured one; 0 where none is
	next    http.Handler
}

// firstPage puts pages before the files.
func firstPage(files fs.FS, failure func() error, port int) assetserver.Middleware {
	return func(next http.Handler) http.Handler {
		return &pages{files: files, failure: failure, port: port, next: next}
	}
}

// ServeHTTP answers one request of the web view.
func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || path.Ext(r.URL.Path) != "" {
		p.next.ServeHTTP(w, r)
		return
	}
	if err := p.failure(); err != nil {
		p.problem(w, r, err)
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

// problem says in words why there is no dashboard and offers what may help.
func (p *pages) problem(w http.ResponseWriter, r *http.Request, err error) {
	view := struct {
		Scripts template.HTML
		Message string
		Port    int
	}{Message: err.Error()}
	if r.URL.Path != "" && r.URL.Path != "/" {
		view.Scripts = runtimeScripts
	}
	if fault.Is(err, fault.Taken) {
		view.Port = freePort(r.Context(), p.port)
	}
	var page bytes.Buffer
	if err := problemPage.Execute(&page, view); err != nil {
		http.Error(w, view.Message, http.StatusInternalServerError)
		return
	}
	writeHTML(w, page.Bytes())
}

// usualPort is where Pulse listens when nobody says otherwise.
const usualPort = 7655

// freePort finds a port after the given one that nothing listens on; 0 where
// there is none nearby.
func freePort(ctx context.Context, after int) int {
	if after == 0 {
		after = usualPort
	}
	var config net.ListenConfig
	for port := after + 1; port <= min(after+20, 65535); port++ {
		listener, err := config.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			_ = listener.Close()
			return port
		}
	}
	return 0
}

func writeHTML(w http.ResponseWriter, page []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(page) // the web view has gone away: nobody is left to tell
}
