// Package frontend carries the built dashboard inside the program.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Dist returns the built dashboard, with index.html at its root. Before the
// first frontend build it holds nothing but a placeholder.
func Dist() fs.FS {
	root, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("frontend: embedded folder is missing: " + err.Error())
	}
	return root
}
