package backend_test

import (
	"slices"
	"strings"
	"testing"
)

// face is a program that is built for itself, with what must not be in it: what
// nobody sees pays for no screen, and what runs elsewhere for no database.
type face struct {
	path  string
	never []string // import paths, or how they begin
	still []string // what is in it all the same
	cgo   []string // who may use C beside the standard library
}

var faces = []face{
	{
		path:  "pulse/service",
		never: []string{"github.com/wailsapp/", "github.com/getlantern/systray", "github.com/gen2brain/", "pulse/app/tray", "pulse/app/feed"},
		cgo:   []string{"github.com/mattn/go-sqlite3"},
	},
	{
		path:  "pulse/app/tray",
		never: []string{"github.com/wailsapp/", "github.com/mattn/go-sqlite3", "pulse/backend", "pulse/frontend"},
		still: []string{"pulse/backend/durable"},
		cgo:   []string{"github.com/getlantern/systray"},
	},
	{
		path:  "pulse/backend/agent",
		never: []string{"github.com/wailsapp/", "github.com/getlantern/", "github.com/mattn/go-sqlite3", "pulse/app/", "pulse/backend/store"},
	},
}

// dependency is a package that a program is made of.
type dependency struct {
	ImportPath string
	Standard   bool
	CgoFiles   []string
}

func TestFaces_HoldOnlyWhatTheyNeed(t *testing.T) {
	for _, p := range faces {
		t.Run(p.path, func(t *testing.T) {
			for _, d := range goList[dependency](t, "-deps", "-json=ImportPath,Standard,CgoFiles", p.path) {
				for _, never := range p.never {
					if strings.HasPrefix(d.ImportPath, never) && !slices.Contains(p.still, d.ImportPath) {
						t.Errorf("it holds %s", d.ImportPath)
					}
				}
				if !d.Standard && len(d.CgoFiles) > 0 && !slices.Contains(p.cgo, d.ImportPath) {
					t.Errorf("it holds %s, which needs C", d.ImportPath)
				}
			}
		})
	}
}
