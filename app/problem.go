package app

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"strconv"
	"unicode"
	"unicode/utf8"

	"pulse/backend/fault"
)

//go:embed problem.html
var problemHTML string

// problemPage is what a person sees instead of the dashboard.
var problemPage = template.Must(template.New("problem").Parse(problemHTML))

// problem is why there is no dashboard, and the ways out.
type problem struct {
	Title   string
	Message string
	Port    int  // to be used instead; 0 = another would not help
	Folder  bool // a person may have to look at the files
	Restart bool // the Pulse that runs can be replaced by this one
	Anyway  bool // the dashboard can be shown all the same
	Final   bool // the program has to be started again
}

// failed describes why there is no backend. configured is the port that it was
// to use; 0 where none is set.
func failed(ctx context.Context, err error, configured int) *problem {
	p := &problem{Title: "Pulse cannot start", Message: sentence(err.Error())}
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Field == "FRONTEND_PORT" {
		p.Port = freePort(ctx, configured)
		return p
	}
	p.Folder = true
	return p
}

// write shows the problem.
func (p *problem) write(w http.ResponseWriter, r *http.Request) {
	view := struct {
		*problem
		Scripts template.HTML
	}{problem: p}
	if r.URL.Path != "" && r.URL.Path != "/" {
		view.Scripts = runtimeScripts
	}
	var page bytes.Buffer
	if err := problemPage.Execute(&page, view); err != nil {
		http.Error(w, p.Message, http.StatusInternalServerError)
		return
	}
	writeHTML(w, page.Bytes())
}

// sentence makes an error a sentence.
func sentence(message string) string {
	first, size := utf8.DecodeRuneInString(message)
	if rest := message[size:]; rest != "" {
		return fmt.Sprintf("%c%s.", unicode.ToUpper(first), trimDot(rest))
	}
	return message
}

func trimDot(s string) string {
	if s[len(s)-1] == '.' {
		return s[:len(s)-1]
	}
	return s
}

// Pulse listens on usualPort when nobody says otherwise. Programs without
// special rights get no port below firstFree.
const (
	usualPort = 7655
	firstFree = 1024
)

// freePort finds a port after the given one that nothing listens on; 0 where
// there is none nearby.
func freePort(ctx context.Context, after int) int {
	if after < firstFree {
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
