//go:build !linux

package app

import (
	"context"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// allowClicks is called once, before the first notice.
func allowClicks(context.Context) error { return nil }

func sendNotice(handle context.Context, o runtime.NotificationOptions) error {
	return runtime.SendNotification(handle, o)
}

// isClick tells whether the person clicked the notice: here the library reports
// nothing else.
func isClick(runtime.NotificationResponse) bool { return true }
