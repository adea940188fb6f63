package app

import (
	"context"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"

	"pulse/app/frame"
)

// How often a window that is to close is told so, and after which time the
// program ends without it.
const (
	leaveAgain = time.Second
	leaveLimit = 5 * time.Second
)

// insist sees to it that the program ends once it is to: neither a dialog that
// waits for a person nor a window that does not answer can keep it. It returns
// when the window has closed or ctx has ended.
func (p *program) insist(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-p.window.parting:
	}
	frame.Dismiss()
	again := time.NewTicker(leaveAgain)
	defer again.Stop()
	limit := time.NewTimer(leaveLimit)
	defer limit.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.window.closed:
			return
		case <-again.C: // what ended may have been the loop of a dialog
			go p.window.do(runtime.Quit)
		case <-limit.C:
			p.log.Error("the window does not close: Pulse ends without it")
			if err := p.stop(); err != nil {
				p.log.Error("the backend did not end cleanly", "err", err)
			}
			p.exit(1)
			return
		}
	}
}
