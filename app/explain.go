package app

import (
	"context"
	"errors"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
)

// Explain tells a person in a small window why Pulse cannot start, such as a
// variable that is wrong: who starts it from a menu sees no other output. It
// returns the reason when the window has been closed, at once where there is no
// display. It must be called from the main goroutine.
func Explain(o Options, reason error) error {
	if mayShow(o.Page) != nil || plainLanguage() != nil {
		return reason
	}
	w := newWindow()
	stands := &problem{Title: "Pulse cannot start", Message: sentence(reason.Error()), Final: true}
	shown := wails.Run(&options.App{
		Title:  "Pulse",
		Width:  640,
		Height: 420,
		AssetServer: &assetserver.Options{
			Assets:     o.Page,
			Middleware: firstPage(o.Page, func(context.Context) *problem { return stands }),
		},
		OnStartup: w.start,
		Bind:      []any{&Shell{program: &program{window: w}}},
		Linux:     &linux.Options{Icon: o.Icon, ProgramName: "pulse", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
	})
	close(w.closed)
	return errors.Join(reason, shown)
}
