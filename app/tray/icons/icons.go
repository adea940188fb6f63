// Package icons holds the pictures of the tray, one per state. They are drawn
// by build/icons/make.mjs.
package icons

import (
	"embed"
	"fmt"
	"runtime"
)

//go:embed *.png *.ico
var files embed.FS

// The states that a picture exists for.
const (
	Fine     = "fine"
	Warning  = "warning"
	Critical = "critical"
	Unseen   = "unseen" // nothing is known
	Paused   = "paused"
)

// Tray is the picture of a state in the format that the tray of this system wants.
func Tray(state string) []byte {
	if runtime.GOOS == "windows" {
		return ICO(state)
	}
	return PNG(state)
}

// ICO is the picture of a state in several sizes, as Windows wants it.
func ICO(state string) []byte { return read(state + ".ico") }

// PNG is the picture of a state.
func PNG(state string) []byte { return read(state + ".png") }

func read(name string) []byte {
	content, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("picture %s is not part of this program", name)) // the states are constants
	}
	return content
}
